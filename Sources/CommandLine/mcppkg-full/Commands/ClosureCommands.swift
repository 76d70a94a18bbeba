internal import ArgumentParser
internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// Which platform a report is about.
struct PlatformOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Look at the packages of another platform, such as macos-aarch64.",
            valueName: "platform"
        )
    )
    var platform: String?

    func parsed() throws -> PlatformName? { try platform.map(PlatformName.init(parsing:)) }
}

struct WhyCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why a package is there: every way from a server to it.",
        discussion: "Example: mcppkg why anyio"
    )

    @Argument(help: "The name of a package.")
    var package: String

    @Argument(help: "The id of a server; all when none is named.")
    var id: String?

    @OptionGroup var platform: PlatformOption
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let why = Why(
            environment: environment,
            scope: try scope.scope(environment),
            platform: try platform.parsed()
        )
        return WhyView(report: try why.run(package: package, id: try id.map(instanceID))).outcome
    }
}

struct TreeCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Show the packages of locked servers, and which needs which.",
        discussion: """
            What a package needs is shown once; where it stands again it is marked with (*).

            Example: mcppkg tree git --depth 2
            """
    )

    @Argument(help: "The id of a server; all when none is named.")
    var id: String?

    @Option(help: "At most this many levels below the server.")
    var depth: Int?

    @Option(
        help: ArgumentHelp("Show what needs PACKAGE instead.", valueName: "package")
    )
    var invert: String?

    @OptionGroup var platform: PlatformOption
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        guard depth.map({ $0 >= 0 }) ?? true else {
            throw KitError.usage("`--depth` takes a number from 0")
        }
        let environment = try context.environment()
        let tree = Tree(
            environment: environment,
            scope: try scope.scope(environment),
            platform: try platform.parsed()
        )
        let id = try id.map(instanceID)
        let servers =
            try invert.map { try tree.run(inverting: $0, id: id, depth: depth) }
            ?? tree.run(id: id, depth: depth)
        return TreeView(servers: servers, platform: tree.platform).outcome
    }
}

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write down what is locked, for other programs.",
        discussion: "Example: mcppkg export sbom --output sbom.json",
        subcommands: [ExportSBOMCommand.self]
    )
}

struct ExportSBOMCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "Write a CycloneDX bill of materials of what is locked.",
        discussion: """
            The same lock gives the same bytes.

            Example: mcppkg export sbom --output sbom.json
            """
    )

    @Argument(help: "Ids; all servers when none is named.")
    var ids: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to FILE instead of standard output.", valueName: "file")
    )
    var output: String?

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let sbom = SBOM(environment: environment, scope: try scope.scope(environment))
        let document = try sbom.document(ids: try ids.map(instanceID))
        guard let output else {
            return CommandOutcome(result: ["sbom": document], lines: [SBOM.text(document)])
        }
        let file = try sbom.write(document, to: output)
        return CommandOutcome(
            result: ["file": .string(file.description)],
            lines: ["wrote \(printable(file.description))"]
        )
    }
}
