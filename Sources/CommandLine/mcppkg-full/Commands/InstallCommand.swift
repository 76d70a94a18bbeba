internal import ArgumentParser
internal import MCPPackageKit

struct InstallCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Add servers: resolve, lock, download, verify, install and link them.",
        discussion: """
            Without a source it makes this machine match manifest and lock, like `sync`.

            What follows `--` is passed on to the server.

            Example: mcppkg install io.github.acme/weather@1.2.0 --as weather --host vscode
            """,
        aliases: ["add"]
    )

    @Argument(
        help:
            """
            A registry name (`namespace/name[@VERSION]`), `npm:PKG`, `pypi:PKG`, `oci:IMAGE`, a bundle, \
            a server.json or a remote URL.
            """
    )
    var sources: [String]

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The id to install it under.", valueName: "id")
    )
    var id: String?

    @Option(name: .customLong("host"), help: "A host to link it into; may be repeated.")
    var hosts: [String] = []

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("A variable for the server; may be repeated.", valueName: "name=value")
    )
    var variables: [String] = []

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("A value the server asks for; may be repeated.", valueName: "name=value")
    )
    var inputs: [String] = []

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "A package of the same ecosystem to install beside it; may be repeated.",
            valueName: "package"
        )
    )
    var with: [String] = []

    @Option(
        name: .customLong("bin"),
        help: ArgumentHelp("Which of the package's programs starts the server.", valueName: "name")
    )
    var program: String?

    @Flag(help: "Run it on this machine's own Python or Node instead of a pinned one.")
    var systemRuntime = false

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
        let request = InstallRequest(
            sources: sources,
            id: try id.map(instanceID),
            hosts: hosts,
            variables: try variables.map { try assignment($0, "--env") },
            inputs: try inputs.map { try assignment($0, "--input") },
            arguments: context.passedArguments,
            with: with,
            program: program,
            usesSystemRuntime: systemRuntime,
            isLocked: locked,
            isDryRun: change.dryRun
        )
        let report = try Install(environment: environment, scope: try scope.scope(environment)).run(
            request
        )
        return ChangeView(report: report).outcome
    }
}
