internal import ArgumentParser
internal import MCPPackageKit

struct SyncCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Make this machine match manifest and lock.",
        discussion: "Example: mcppkg sync --locked"
    )

    @Flag(help: "Fail if the lock would change.")
    var locked = false

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
        let sync = Sync(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try sync.run(isLocked: locked, isDryRun: change.dryRun)).outcome
    }
}
