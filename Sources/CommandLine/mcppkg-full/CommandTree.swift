internal import ArgumentParser
internal import Diagnostics

/// The grouped list of commands; the only registration of a command.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcppkg",
        abstract: "Installs MCP servers pinned, verified and reversible.",
        discussion: """
            Example: mcppkg install io.github.acme/weather --host claude-code

            Exit statuses: 0 done, 1 unexpected failure, 2 usage, 3 not found, 4 verification, 5 consent, \
            6 conflict, 7 network, 8 drift, 10 lock, 11 busy, 12 something is lacking here, 13 a program \
            did not start, 14 a file of yours.
            """,
        version: "mcppkg \(productVersion)",
        groupedSubcommands: [
            CommandGroup(
                name: "Installation",
                subcommands: [
                    InstallCommand.self, SyncCommand.self, UpgradeCommand.self,
                    RollbackCommand.self, RemoveCommand.self, UndoCommand.self,
                ]
            ),
            CommandGroup(
                name: "Decision",
                subcommands: [
                    InitCommand.self, LockCommand.self, PinCommand.self, InputCommand.self,
                    RegistryCommand.self,
                ]
            ),
            CommandGroup(
                name: "Host",
                subcommands: [
                    LinkCommand.self, UnlinkCommand.self, EnableCommand.self, DisableCommand.self,
                    HostsCommand.self, RunCommand.self,
                ]
            ),
            CommandGroup(
                name: "Inspection",
                subcommands: [
                    ListCommand.self, InfoCommand.self, SearchCommand.self, OutdatedCommand.self,
                    WhyCommand.self, TreeCommand.self, DiffCommand.self, ScanCommand.self,
                ]
            ),
            CommandGroup(
                name: "Maintenance",
                subcommands: [VerifyCommand.self, DoctorCommand.self, CacheCommand.self]
            ),
            CommandGroup(
                name: "Other",
                subcommands: [
                    ExportCommand.self, CompletionsCommand.self, DemoCommand.self,
                    CompileBytecodeCommand.self,
                ]
            ),
        ]
    )
}
