internal import ArgumentParser
internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look at the store, and remove what nothing needs.",
        discussion: "Example: mcppkg cache prune",
        subcommands: [
            CacheDirectoryCommand.self, CacheSizeCommand.self, CachePruneCommand.self,
            CacheCleanCommand.self,
        ]
    )
}

struct CacheDirectoryCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "dir",
        abstract: "Show where the store is.",
        discussion: "Example: mcppkg cache dir"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let path = try context.environment().layout.data.description
        return CommandOutcome(result: ["directory": .string(path)], lines: [path])
    }
}

struct CacheSizeCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "Show how many bytes the store holds, each file once.",
        discussion: "Example: mcppkg cache size"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let size = try Cache(environment: try context.environment()).size()
        return CommandOutcome(result: ["bytes": JSON(size.bytes)], lines: [size.description])
    }
}

struct CachePruneCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove old versions that no lock, host, process or undo needs.",
        discussion: """
            Keeps two versions an instance, and whatever is younger than 30 days.

            Example: mcppkg cache prune --days 0
            """
    )

    @Option(help: "Keep what is younger than this.")
    var days: Int = 30

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        CollectedView(
            collected: try Cache(environment: try context.environment()).prune(days: days)
        ).outcome
    }
}

struct CacheCleanCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Remove everything that can be fetched or built again.",
        discussion: "Example: mcppkg cache clean"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        CollectedView(collected: try Cache(environment: try context.environment()).clean()).outcome
    }
}
