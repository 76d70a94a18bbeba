internal import ArgumentParser
internal import MCPPackageKit

struct ScanCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Show what a command line would run today that fetches a server at every start.",
        discussion: """
            Reads npx, npm exec, bunx, pnpm dlx, yarn dlx, uvx, uv tool run, pipx run, docker run and podman \
            run. Nothing of it is started.

            Example: mcppkg scan -- npx -y @modelcontextprotocol/server-filesystem /tmp
            """
    )

    @Flag(help: "Use no network.")
    var offline = false

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        guard !context.passedArguments.isEmpty else {
            throw KitError.usage(
                "`scan` needs a command line after `--`, as in `mcppkg scan -- npx -y PACKAGE`"
            )
        }
        let environment = try context.environment(offline: offline)
        let scan = CommandLineScan(environment: environment, scope: try scope.scope(environment))
        return ScanView(report: try scan.run(context.passedArguments)).outcome
    }
}
