internal import ArgumentParser
internal import MCPPackageKit

struct UpgradeCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Move servers to the newest version that the manifest and the cooldown allow.",
        discussion: "Example: mcppkg upgrade weather --to 2.0.0",
        aliases: ["update"]
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @Option(help: ArgumentHelp("Move to exactly this version.", valueName: "version"))
    var to: String?

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
        let upgrade = Upgrade(environment: environment, scope: try scope.scope(environment))
        let report = try upgrade.run(ids: try ids.map(instanceID), to: to, isDryRun: change.dryRun)
        return ChangeView(report: report).outcome
    }
}
