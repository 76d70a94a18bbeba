internal import ArgumentParser
internal import MCPPackageKit

struct UndoCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back the last change as a whole, host files included.",
        discussion: "Example: mcppkg undo"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let report = try Undo(environment: try context.environment()).run()
        return UndoView(report: report).outcome
    }
}
