internal import ArgumentParser
internal import Diagnostics
internal import Documents
internal import MCPPackageKit

struct CompletionsCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script of a shell.",
        discussion: "Example: mcppkg completions fish > ~/.config/fish/completions/mcppkg.fish"
    )

    @Argument(help: "bash, zsh or fish.")
    var shell: String

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        guard let known = CompletionShell(rawValue: shell) else {
            throw KitError.usage(
                "there are completions for bash, zsh and fish, not for `\(printable(shell))`"
            )
        }
        let script = Root.completionScript(for: known)
        return CommandOutcome(result: ["script": .string(script)], lines: [script])
    }
}
