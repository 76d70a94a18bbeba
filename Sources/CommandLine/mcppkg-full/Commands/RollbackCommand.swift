internal import ArgumentParser
internal import MCPPackageKit

struct RollbackCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the previous or a named installed version, with its settings.",
        discussion: "Example: mcppkg rollback weather"
    )

    @Argument(help: "The id.")
    var id: String

    @Argument(help: "A version it has had; the one before the current one when none is named.")
    var version: String?

    @OptionGroup var accept: AcceptOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment(
            offline: change.offline,
            yes: change.yes,
            accepted: accept.tokens
        )
        let rollback = Rollback(environment: environment, scope: try scope.scope(environment))
        let report = try rollback.run(
            id: try instanceID(id),
            version: version,
            isDryRun: change.dryRun
        )
        return ChangeView(report: report).outcome
    }
}
