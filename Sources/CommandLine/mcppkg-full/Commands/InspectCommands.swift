internal import ArgumentParser
internal import MCPPackageKit

struct ListCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show what is installed here.",
        discussion: "Example: mcppkg list --json",
        aliases: ["ls"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let inspection = Inspection(environment: environment, scope: try scope.scope(environment))
        return ServerTableView(servers: try inspection.list()).outcome
    }
}

struct InfoCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show one installed server, or what a registry says of a name.",
        discussion: "Example: mcppkg info weather"
    )

    @Argument(help: "An id, or a registry name.")
    var id: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let inspection = Inspection(environment: environment, scope: try scope.scope(environment))
        return InfoView(info: try inspection.info(id)).outcome
    }
}

struct SearchCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search the configured registries.",
        discussion: "Example: mcppkg search weather"
    )

    @Argument(help: "A part of a name.")
    var text: String

    @Option(help: "At most this many results.")
    var limit: Int = 30

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        return SearchView(results: try Search(environment: environment).run(text, limit: limit))
            .outcome
    }
}

struct OutdatedCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "outdated",
        abstract: "Show newer versions of what is installed.",
        discussion: "Example: mcppkg outdated"
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let outdated = Outdated(environment: environment, scope: try scope.scope(environment))
        return OutdatedView(servers: try outdated.run(ids: try ids.map(instanceID))).outcome
    }
}

struct DiffCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed in the lock since a revision.",
        discussion: "Example: mcppkg diff main --markdown"
    )

    @Argument(help: "A git revision.")
    var revision: String = "HEAD"

    @Flag(help: "Write a table for a pull request.")
    var markdown = false

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let diff = LockDiff(environment: environment, scope: try scope.scope(environment))
        return DiffView(rows: try diff.run(revision: revision), isMarkdown: markdown).outcome
    }
}

struct VerifyCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hash every file of installed servers again and compare with the seals.",
        discussion: "Example: mcppkg verify weather"
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let verify = VerifyInstalled(environment: environment, scope: try scope.scope(environment))
        return VerifyView(reports: try verify.run(ids: try ids.map(instanceID))).outcome
    }
}
