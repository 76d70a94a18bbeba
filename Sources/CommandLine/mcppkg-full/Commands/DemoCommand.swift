internal import ArgumentParser
internal import Documents
internal import MCPPackageKit

struct DemoCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the whole story in a temporary home, without network.",
        discussion: "Example: mcppkg demo"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let terminal = context.terminal
        let isQuiet = global.json
        let steps = try Demo().run { line in
            if !isQuiet { terminal.data(line) }
        }
        return CommandOutcome(result: ["steps": .array(steps.map(json))])
    }

    private func json(_ step: Demo.Step) -> JSON {
        [
            "title": .string(step.title),
            "commands": .array(step.commands.map { .string($0) }),
            "results": .array(step.results.map { .string($0) }),
        ]
    }
}
