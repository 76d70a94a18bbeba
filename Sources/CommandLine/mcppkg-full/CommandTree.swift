internal import ArgumentParser
internal import Diagnostics

/// The grouped list of commands; the only registration of a command.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcppkg",
        abstract: "Installs MCP servers pinned, verified and reversible.",
        discussion: """
            Example: mcppkg install io.github.acme/weather --host claude-code

            Exit statuses: 0 done, 2 usage, 3 not found, 4 verification, 5 consent, 6 conflict, 7 network, \
            10 lock, 11 busy, 12 this machine lacks something, 14 a file of yours.
            """,
        version: "mcppkg \(productVersion)",
        subcommands: [
            InstallCommand.self, SyncCommand.self, LockCommand.self, UpgradeCommand.self,
            RemoveCommand.self,
            RollbackCommand.self, UndoCommand.self, RunCommand.self, ListCommand.self,
            InfoCommand.self,
            SearchCommand.self, OutdatedCommand.self, DiffCommand.self, VerifyCommand.self,
            LinkCommand.self,
            UnlinkCommand.self, HostsCommand.self, EnableCommand.self, DisableCommand.self,
            PinCommand.self,
            InputCommand.self, CacheCommand.self, DoctorCommand.self, RegistryCommand.self,
            InitCommand.self,
            CompletionsCommand.self, DemoCommand.self,
        ]
    )
}
