internal import ArgumentParser
internal import MCPPackageKit

struct LinkCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Write servers into host files.",
        discussion: "Example: mcppkg link weather --host claude-desktop"
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @Option(name: .customLong("host"), help: "A host; may be repeated.")
    var hosts: [String] = []

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let link = Link(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try link.link(ids: try ids.map(instanceID), hosts: hosts)).outcome
    }
}

struct UnlinkCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink",
        abstract: "Take servers out of host files; they stay installed.",
        discussion: "Example: mcppkg unlink weather --host claude-desktop"
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @Option(
        name: .customLong("host"),
        help: "A host; may be repeated. All hosts when none is named."
    )
    var hosts: [String] = []

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let link = Link(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try link.unlink(ids: try ids.map(instanceID), hosts: hosts))
            .outcome
    }
}

struct HostsCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts",
        abstract: "Show hosts, their files and the entries in them.",
        discussion: "Example: mcppkg hosts"
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let link = Link(environment: environment, scope: try scope.scope(environment))
        return HostsView(hosts: try link.hosts()).outcome
    }
}

struct EnableCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Put a switched-off server back into its hosts.",
        discussion: "Example: mcppkg enable weather"
    )

    @Argument(help: "The id.")
    var id: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let link = Link(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try link.enable(try instanceID(id))).outcome
    }
}

struct DisableCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Take a server out of its hosts without removing it.",
        discussion: "Example: mcppkg disable weather"
    )

    @Argument(help: "The id.")
    var id: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let link = Link(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try link.disable(try instanceID(id))).outcome
    }
}
