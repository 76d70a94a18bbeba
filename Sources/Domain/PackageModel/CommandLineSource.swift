internal import Diagnostics

/// A command line that fetches a server at every start, taken apart: `npx -y PKG`, `uvx NAME`, `docker run IMAGE`.
///
/// Nothing is looked up and nothing is run. Values of variables are dropped as they are read, because people write
/// keys there.
public struct CommandLineSource: Sendable, Equatable {
    /// What would run it.
    public enum Runner: String, Sendable, CaseIterable {
        case npx
        case pnpx
        case npmExec = "npm exec"
        case bunx
        case pnpmDlx = "pnpm dlx"
        case yarnDlx = "yarn dlx"
        case uvx
        case uvToolRun = "uv tool run"
        case pipxRun = "pipx run"
        case dockerRun = "docker run"
        case podmanRun = "podman run"
    }

    /// What would run it.
    public let runner: Runner
    /// The package, as mcppkg names it.
    public internal(set) var source: SourceSpecification
    /// The version, range, tag or digest as it was written; nil where none was.
    public internal(set) var requested: String?
    /// Whether that names one version, so that only its dependencies are chosen anew.
    public internal(set) var isExact: Bool
    /// More packages beside it, in the form that `--with` of `mcppkg install` takes.
    public internal(set) var additions: [String] = []
    /// The program of the package that is asked for, where that is not the one of its name.
    public internal(set) var program: String?
    /// The interpreter that is asked for.
    public internal(set) var python: String?
    /// Names of the variables that the line sets.
    public internal(set) var variables: [String] = []
    /// What the server is given.
    public internal(set) var arguments: [String] = []
    /// Flags whose meaning is known and changes nothing for mcppkg, or is in this value.
    public internal(set) var understood: [String] = []
    /// Flags that are unknown, or that mcppkg does not take over, such as another index.
    public internal(set) var leftOut: [String] = []

    /// Takes a command line apart, one word an element.
    /// - Throws: `ModelError.notA` when there is no package in it that mcppkg could name.
    public init(parsing words: [String]) throws(ModelError) {
        var line = CommandLineWords(words)
        let variables = line.unwrap()
        let runner = try line.takeRunner()
        self =
            switch runner {
            case .npx, .pnpx, .npmExec, .bunx, .pnpmDlx, .yarnDlx: try Self.node(runner, line.rest)
            case .uvx, .uvToolRun, .pipxRun: try Self.python(runner, line.rest)
            case .dockerRun, .podmanRun: try Self.container(runner, line.rest)
            }
        understood = line.understood + understood
        leftOut = line.leftOut + leftOut
        self.variables = variables + self.variables
    }

    init(_ runner: Runner, _ package: RequestedPackage) {
        self.runner = runner
        source = package.source
        requested = package.requested
        isExact = package.isExact
    }

    /// The words of the `mcppkg` command that installs the same, pinned.
    ///
    /// Values that look like keys are `…`: they belong in no list of commands.
    public var installation: [String] {
        var words = ["mcppkg", "install", source.description]
        for addition in additions { words += ["--with", addition] }
        if let program { words += ["--bin", program] }
        let shown = shownArguments
        return shown.isEmpty ? words : words + ["--"] + shown
    }

    /// The arguments without values that look like keys.
    public var shownArguments: [String] {
        var hidesNext = false
        return arguments.map { word in
            defer { hidesNext = word.hasPrefix("-") && namesKey(word) && !word.contains("=") }
            if hidesNext, !word.hasPrefix("-") { return "…" }
            guard let equals = word.firstIndex(of: "="), namesKey(String(word[..<equals])) else {
                return word
            }
            return word[...equals] + "…"
        }
    }
}

/// Whether a flag or variable of this name holds what nobody else may see.
private func namesKey(_ name: String) -> Bool {
    let name = name.lowercased()
    let words = ["key", "token", "secret", "passw", "credential", "auth", "bearer", "cookie"]
    return words.contains { name.contains($0) }
}
