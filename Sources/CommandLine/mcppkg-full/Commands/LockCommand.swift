internal import ArgumentParser
internal import MCPPackageKit

struct LockCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Resolve the manifest into the lock without installing.",
        discussion: "Example: mcppkg lock --upgrade weather"
    )

    @Flag(help: "Only say whether the lock fits the manifest; exit 10 if not.")
    var check = false

    @Option(help: ArgumentHelp("Choose anew for this server; may be repeated.", valueName: "id"))
    var upgrade: [String] = []

    @Option(
        help: ArgumentHelp(
            "Choose as if it were this day (or RFC 3339 instant).",
            valueName: "date"
        )
    )
    var asOf: String?

    @Option(
        help: ArgumentHelp("Lock for this platform too; may be repeated.", valueName: "platform")
    )
    var platform: [String] = []

    @OptionGroup var accept: AcceptOptions

    @Flag(name: .shortAndLong, help: "Answer ordinary questions with yes.")
    var yes = false

    @Flag(help: "Use no network.")
    var offline = false

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment(
            offline: offline,
            yes: yes,
            accepted: accept.tokens
        )
        let request = LockRequest(
            isCheck: check,
            upgraded: try upgrade.map(instanceID),
            asOf: asOf,
            platforms: platform
        )
        let report = try LockUpdate(environment: environment, scope: try scope.scope(environment))
            .run(request)
        return LockView(report: report).outcome
    }
}
