internal import ArgumentParser
internal import LaunchKit
internal import MCPPackageKit

/// Listed here for help and completions; the front program runs servers itself and never comes here with one.
struct RunCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start a server; what hosts launch.",
        discussion: """
            What follows `--` is passed on to the server.

            Example: mcppkg run --user weather
            """
    )

    @Argument(help: "The id.")
    var id: String

    @Option(help: ArgumentHelp("Work on the project in DIR.", valueName: "dir"))
    var projectDir: String?

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        throw KitError.usage("servers are started by `mcppkg run`, not by the program behind it")
    }
}
