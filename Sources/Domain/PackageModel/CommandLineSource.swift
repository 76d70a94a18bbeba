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
    /// More packages beside it, as `--with` of `mcppkg install` takes them: without their ecosystem's name.
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
    /// A tag of npm is no version: the one that it leads to `today` takes its place, where that is known. Values that
    /// look like keys are `…`: they belong in no list of commands.
    public func installation(today: String?) -> [String] {
        var words = ["mcppkg", "install", pinned(today)]
        for addition in additions { words += ["--with", addition] }
        if let program { words += ["--bin", program] }
        let shown = shownArguments
        return shown.isEmpty ? words : words + ["--"] + shown
    }

    private func pinned(_ today: String?) -> String {
        guard case .npm(let text) = source, let first = requested?.utf8.first,
            (65...90).contains(first & 0xDF), !isExact
        else { return source.description }
        return "npm:" + packageName(text).name + (today.map { "@" + $0 } ?? "")
    }

    /// The arguments without values that look like keys, and addresses without their logins.
    public var shownArguments: [String] {
        var hidesNext = false
        return arguments.map { word in
            defer { hidesNext = word.hasPrefix("-") && namesKey(word) && !word.contains("=") }
            return hidesNext && !word.hasPrefix("-") ? "…" : withoutKey(word)
        }
    }
}

/// `TOKEN=…`, `Authorization: …` and `https://…@host` without what stands there.
private func withoutKey(_ word: String) -> String {
    guard !isMutated("scan.keys") else { return word }
    if let mark = word.firstIndex(where: { "=:".contains($0) }), namesKey(String(word[..<mark])) {
        return word[...mark] + "…"
    }
    let parts = word.split(separator: "://", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return word }
    let authority = parts[1].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return word }
    return parts[0] + "://…" + parts[1][at...]
}

/// Whether a flag or variable of this name holds what nobody else may see.
private func namesKey(_ name: String) -> Bool {
    guard !isMutated("scan.keys") else { return false }
    let name = name.lowercased()
    let words = ["key", "token", "secret", "passw", "credential", "auth", "bearer", "cookie"]
    return words.contains { name.contains($0) }
}
