public import Paths

/// What `uv run` would start of a bundle that is a Python project; `uv` itself never runs.
///
/// Source: MCPB manifest 0.4, server type `uv`.
public struct BundleProjectCommand: Sendable, Equatable {
    /// The ways a project is started.
    public enum Form: Sendable, Equatable {
        /// A file of the bundle.
        case script(RelativePath)
        /// A module, as with `python -m`.
        case module(String)
        /// A command of the project or of one of its packages.
        case command(String)
    }

    /// The directory of the private environment, inside the prefix.
    public static let environment = ".venv"

    /// What is started.
    public let form: Form
    /// What follows it.
    let arguments: [String]

    private static let flags: Set<String> = [
        "--active", "--all-extras", "--frozen", "--isolated", "--locked", "--no-cache",
        "--no-config",
        "--no-dev", "--no-project", "--no-sync", "--offline", "--quiet", "-q",
    ]
    private static let settings: Set<String> = [
        "--directory", "--extra", "--group", "--link-mode", "--package", "--project", "--python",
        "-p",
    ]

    /// Reads a command line of `uv run`; one without arguments starts the entry point.
    /// - Throws: `ModelError.refused` for options that add code, and for other programs than `uv`.
    init(_ configuration: BundleServer.Configuration, entryPoint: RelativePath) throws(ModelError) {
        guard configuration.command == "uv" else {
            throw .refused(
                what: configuration.command,
                why: "a bundle of type `uv` is started by `uv run`"
            )
        }
        var rest = configuration.arguments[...]
        while let word = rest.first, word != "run" { try Self.skip(word, &rest) }
        rest = rest.dropFirst()
        while let word = rest.first, word.hasPrefix("-") { try Self.skip(word, &rest) }
        guard let word = rest.popFirst() else {
            form = .script(entryPoint)
            arguments = []
            return
        }
        var form = try Self.form(word)
        if case .command("python") = form { form = try Self.interpreted(&rest) }
        self.form = form
        arguments = Array(rest)
    }

    private static func skip(_ word: String, _ rest: inout ArraySlice<String>) throws(ModelError) {
        let name = String(word.prefix { $0 != "=" })
        guard flags.contains(name) || settings.contains(name) else {
            throw .refused(
                what: "uv \(word)",
                why: "it is not known to leave what is installed as it was locked"
            )
        }
        rest = rest.dropFirst(settings.contains(name) && !word.contains("=") ? 2 : 1)
    }

    private static func form(_ word: String) throws(ModelError) -> Form {
        if ["python", "python3"].contains(word) { return .command("python") }
        guard word.hasSuffix(".py") else {
            let isName = word.utf8.allSatisfy { isAlphanumeric($0) || "-._".utf8.contains($0) }
            guard isName else { throw .refused(what: word, why: "it is no command of a project") }
            return .command(word)
        }
        guard let path = pathInBundle(word) else {
            throw .refused(what: word, why: "it is outside the bundle")
        }
        return .script(path)
    }

    private static func interpreted(_ rest: inout ArraySlice<String>) throws(ModelError) -> Form {
        guard let word = rest.popFirst() else {
            throw .refused(what: "python", why: "without a script it runs what it reads")
        }
        guard word == "-m" else { return try form(word) }
        guard let module = rest.popFirst(), !module.hasPrefix("-") else {
            throw .refused(what: "python -m", why: "it names no module")
        }
        return .module(module)
    }

    /// The command line before anybody's values.
    func leading(inputs: [InputDeclaration]) throws(ModelError) -> [Template] {
        let rest = arguments.map { Template(bundle: $0, inputs: inputs, isArgument: true) }
        switch form {
        case .script(let path): return [Template(inPrefix: path)] + rest
        case .module(let name): return [Template(literal: "-m"), Template(literal: name)] + rest
        case .command(let name):
            return [Template(inPrefix: try Self.file("bin/" + name))] + rest
        }
    }

    /// The Python of the private environment.
    static func python() throws(ModelError) -> RelativePath { try file("bin/python") }

    private static func file(_ path: String) throws(ModelError) -> RelativePath {
        do throws(PathError) {
            return try RelativePath(parsing: environment + "/" + path)
        } catch {
            throw .refused(what: path, why: "it is no path")
        }
    }
}
