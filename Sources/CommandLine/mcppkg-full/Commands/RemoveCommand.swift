internal import ArgumentParser
internal import MCPPackageKit

struct RemoveCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take servers out of hosts, instances, manifest and lock.",
        discussion: "Example: mcppkg remove weather",
        aliases: ["rm", "uninstall"]
    )

    @Argument(help: "Ids.")
    var ids: [String]

    @OptionGroup var change: ChangeOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment(offline: change.offline, yes: change.yes)
        let remove = Remove(environment: environment, scope: try scope.scope(environment))
        return ChangeView(
            report: try remove.run(ids: try ids.map(instanceID), isDryRun: change.dryRun)
        ).outcome
    }
}
