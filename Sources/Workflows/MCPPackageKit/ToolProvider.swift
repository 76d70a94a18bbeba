internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store

/// A program that resolves and does nothing else.
struct ResolvingTool: Equatable {
    /// The program.
    let program: AbsolutePath
    /// Its version.
    let version: RuntimeVersion
    /// What a sandbox has to grant for reading.
    let roots: [AbsolutePath]
    /// Whether mcppkg has installed it.
    let isManaged: Bool
}

/// npm: a script and the Node that runs it.
struct NodeTool: Equatable {
    /// The Node.
    let node: AbsolutePath
    /// `npm-cli.js`.
    let script: AbsolutePath
    /// The version of npm.
    let version: RuntimeVersion
    /// What a sandbox has to grant for reading.
    let roots: [AbsolutePath]
    /// Whether mcppkg has installed it.
    let isManaged: Bool
}

/// Finds the resolvers of the ecosystems on this machine, or installs them as pinned and verified tools.
///
/// What they say is only ever looked at when something is locked; installing and starting servers needs none of them.
struct ToolProvider {
    private let environment: Environment
    private let runtimes: RuntimeProvider
    private let sources: RuntimeSources

    /// The oldest uv whose options are used here.
    static let oldestUv = RuntimeVersion(major: 0, minor: 5, patch: 0)
    /// The oldest npm that writes locks of version 3 and takes `--before`.
    static let oldestNPM = RuntimeVersion(major: 7, minor: 0, patch: 0)

    init(environment: Environment) {
        self.environment = environment
        runtimes = RuntimeProvider(environment: environment)
        sources = RuntimeSources(environment: environment)
    }

    /// The uv on PATH when it is recent enough, else one of our own, which is said when it is installed.
    /// - Throws: `RuntimeError.noTool` when there is neither.
    func uv(staging: Staging) throws -> ResolvingTool {
        for program in onPath("uv") {
            guard let version = version(program, ["--version"]), version >= Self.oldestUv else {
                continue
            }
            return ResolvingTool(
                program: program,
                version: version,
                roots: [program],
                isManaged: false
            )
        }
        let own = try managed(.uv, as: "uv", staging: staging)
        return ResolvingTool(
            program: own.executable,
            version: own.identity.version,
            roots: own.roots,
            isManaged: true
        )
    }

    /// The npm on PATH with the Node that it belongs to, else the one in a managed Node.
    /// - Throws: `RuntimeError.noTool` when there is neither.
    func npm(staging: Staging) throws -> NodeTool {
        if let found = npmOfMachine() { return found }
        let own = try managed(.node, as: "npm", staging: staging)
        guard let root = own.managed?.root else { throw missing("npm", "no managed Node has it") }
        let script = root.appending(RuntimeFiles.npm)
        guard let version = version(own.executable, [script.description, "--version"]) else {
            throw missing("npm", "the one in \(own.words) does not start")
        }
        return NodeTool(
            node: own.executable,
            script: script,
            version: version,
            roots: own.roots,
            isManaged: true
        )
    }

    /// The programs of a name on PATH, links resolved; scripts, which may start anything, are passed over.
    private func onPath(_ name: String) -> [AbsolutePath] {
        environment.runtimeSearch.path.compactMap { directory in
            let candidate = directory.appending(name)
            guard Files.isExecutable(candidate), let real = try? Files.realPath(candidate),
                !isScript(real)
            else { return nil }
            return real
        }
    }

    /// What is too large to be read here is no script.
    private func isScript(_ path: AbsolutePath) -> Bool {
        let start = (try? Files.read(path, limit: .kibibytes(64))) ?? nil
        return start?.starts(with: "#!".utf8) ?? false
    }

    private func npmOfMachine() -> NodeTool? {
        guard let node = try? runtimes.machine(RuntimeWish(.node, nil)) else { return nil }
        for script in npmScripts(beside: node) {
            guard let version = version(node.executable, [script.description, "--version"]),
                version >= Self.oldestNPM
            else { continue }
            let roots = node.roots + [script.parent.parent]
            return NodeTool(
                node: node.executable,
                script: script,
                version: version,
                roots: RuntimeRoots.outermost(roots),
                isManaged: false
            )
        }
        return nil
    }

    /// Where npm may be: what `npm` on PATH leads to, and the directory of the Node.
    private func npmScripts(beside node: InstalledRuntime) -> [AbsolutePath] {
        let named = environment.runtimeSearch.path.compactMap { directory in
            try? Files.realPath(directory.appending("npm"))
        }
        let base = node.executable.parent.parent
        let beside = [base.appending(RuntimeFiles.npm)]
        return (named + beside).filter { path in
            path.name == RuntimeFiles.npm.name && ((try? Files.status(path)) ?? nil)?.kind == .file
        }
    }

    private func managed(_ kind: RuntimeKind, as name: String, staging: Staging) throws
        -> InstalledRuntime
    {
        let releases = RuntimeTable.releases(of: kind)
        guard let pin = releases.lazy.flatMap({ $0.locked(for: [environment.platform]) }).first
        else { throw missing(name, "there is none for `\(environment.platform)`") }
        let isNew = !sources.isHere(pin)
        do {
            let installed = try runtimes.install(pin, staging: staging)
            if isNew {
                environment.interaction.say(
                    "installed \(pin.runtimeTitle), with which packages are resolved"
                )
            }
            return installed
        } catch let error as any UserFacingError where error.category == .network {
            throw missing(name, "it is not on PATH and cannot be fetched: \(error.reason)")
        }
    }

    private func missing(_ name: String, _ why: String) -> RuntimeError {
        .noTool(name: name, why: why)
    }

    /// The first version in what a program prints; nil when it does not start.
    private func version(_ program: AbsolutePath, _ arguments: [String]) -> RuntimeVersion? {
        let run = CapturedRun(
            program: program,
            arguments: arguments,
            directory: nil,
            environment: environment
        )
        // A program that cannot say its version is passed over like one that is not there.
        guard let answer = try? run.run(patience: .seconds(10)), answer.status == 0 else {
            return nil
        }
        let words = String(decoding: answer.bytes.prefix(256), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace)
        return words.lazy.compactMap { RuntimeVersion(parsing: String($0)) }.first
    }
}
