public import PackageModel
public import Paths

/// A Python or Node that was found.
public struct FoundRuntime: Sendable, Equatable {
    /// Which of the two.
    public let runtime: LaunchRuntime
    /// The program itself: no shim, no link that follows a version manager's choice.
    public let executable: AbsolutePath
    /// What it says its version is.
    public let version: RuntimeVersion

    /// Takes what was found.
    public init(runtime: LaunchRuntime, executable: AbsolutePath, version: RuntimeVersion) {
        self.runtime = runtime
        self.executable = executable
        self.version = version
    }
}

/// Finds the Python or Node that will run a server, when the server is installed.
///
/// Looked at in this order: `python3` and `python` (or `node`) in every directory of PATH and then in the usual
/// places; names with a version such as `python3.12` in the same directories, newest first; what pyenv, asdf, mise
/// and nvm have installed, newest first. The first whose version is in the range is taken. A shim of a version
/// manager stands for the program that the person's own settings choose; settings of a project do not count, and
/// a script of a manager that is not known is skipped.
public struct RuntimeFinder {
    /// Runs an interpreter with arguments and gives back its standard output; nil when that failed.
    ///
    /// The only thing ever run is the interpreter itself, to ask for its version.
    public typealias Probe = (_ executable: AbsolutePath, _ arguments: [String]) -> String?

    let search: RuntimeSearch
    let probe: Probe

    /// Takes the places to look and the way to ask.
    public init(search: RuntimeSearch, probe: @escaping Probe) {
        self.search = search
        self.probe = probe
    }

    /// The first runtime in the range.
    /// - Throws: `ModelError.unsupported` naming runtime and range, and the versions that were found.
    public func find(_ runtime: LaunchRuntime, allowing range: VersionConstraint?)
        throws(ModelError) -> FoundRuntime
    {
        try find(runtime, wanting: RuntimeWish(RuntimeKind(runtime), range))
    }

    /// The first runtime that will do.
    /// - Throws: `ModelError.unsupported` naming runtime and range, and the versions that were found.
    public func find(_ runtime: LaunchRuntime, wanting wish: RuntimeWish)
        throws(ModelError) -> FoundRuntime
    {
        var asked: Set<AbsolutePath> = []
        var rejected: [RuntimeVersion] = []
        for stage in stages {
            for candidate in stage(runtime) {
                guard let executable = resolver.resolve(candidate, for: runtime),
                    asked.insert(executable).inserted, asked.count <= RuntimeLimits.probes,
                    let version = version(of: executable, runtime)
                else { continue }
                if isWanted(version, runtime, wish) {
                    return FoundRuntime(runtime: runtime, executable: executable, version: version)
                }
                rejected.append(version)
            }
        }
        throw notFound(runtime, wish.range, rejected)
    }

    private var resolver: ExecutableResolver { ExecutableResolver(search: search) }

    private var stages: [(LaunchRuntime) -> [AbsolutePath]] {
        [usualNames, versionedNames, VersionManagers(search: search).installed]
    }

    private func usualNames(_ runtime: LaunchRuntime) -> [AbsolutePath] {
        let names = runtime == .python ? ["python3", "python"] : ["node", "nodejs"]
        return search.directories.flatMap { directory in names.map { directory.appending($0) } }
    }

    private func versionedNames(_ runtime: LaunchRuntime) -> [AbsolutePath] {
        let stem = runtime == .python ? "python" : "node"
        return search.directories.flatMap { directory in
            newestFirst(namesIn(directory)) { name in
                name.hasPrefix(stem) ? onlyVersion(name.dropFirst(stem.count)) : nil
            }
            .map { directory.appending($0) }
        }
    }

    private func version(of executable: AbsolutePath, _ runtime: LaunchRuntime) -> RuntimeVersion? {
        let arguments =
            switch runtime {
            case .python:
                ["-I", "-S", "-c", "import sys;print('%d.%d.%d'%sys.version_info[:3])"]
            case .node: ["--version"]
            }
        guard let line = probe(executable, arguments)?.split(whereSeparator: \.isNewline).first
        else { return nil }
        return RuntimeVersion(parsing: String(line.prefix(64)))
    }
}

/// No server is written for Python 2, and some machines still call it `python`.
private func isWanted(
    _ version: RuntimeVersion,
    _ runtime: LaunchRuntime,
    _ wish: RuntimeWish
) -> Bool {
    guard runtime != .python || version.major >= 3 else { return false }
    return wish.allows(version)
}

/// Upper bounds of the search.
enum RuntimeLimits {
    /// Interpreters that are asked for their version; each takes some ten milliseconds.
    static let probes = 32
    /// Names read of one directory of programs.
    static let names = 20_000
    /// Bytes of a shim or of a version manager's file; a larger file is a program.
    static let script = 64 << 10
}

private func notFound(
    _ runtime: LaunchRuntime,
    _ range: String?,
    _ rejected: [RuntimeVersion]
) -> ModelError {
    let wanted = range.map { "\(runtime.displayName) `\($0)`" } ?? runtime.displayName
    let versions = Set(rejected).sorted().suffix(8).map(\.description).joined(separator: ", ")
    let found = versions.isEmpty ? "none was found" : "found: \(versions)"
    return .unsupported(
        what: "this server needs \(wanted), and this machine has none (\(found))",
        remedy: "install \(wanted) and run the command again"
    )
}
