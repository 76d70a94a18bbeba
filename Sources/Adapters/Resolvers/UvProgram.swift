internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Processes

/// How `uv` is started: with every word it gets, and nothing of the person's.
struct UvProgram {
    /// The program.
    let uv: AbsolutePath
    /// The Python that it asks for its version.
    let python: PythonInterpreter
    /// The only directory that it writes to.
    let scratch: AbsolutePath
    /// The only address that it reaches.
    let index: String
    /// The port of that address.
    let port: Int
    /// How new a system may be, where that is more than a lock usually counts on.
    let levels: [PlatformName: PythonTarget.SystemLevel]

    /// The file with what is asked for.
    static let requirements = "requirements.in"
    /// The file with what is to be left out.
    static let excludes = "excludes.in"

    /// Makes the directories that it uses.
    func prepare() throws(FilesystemError) {
        for name in ["home", "tmp", "cache", "out"] {
            _ = try Directory.create(scratch.appending(name))
        }
    }

    /// Where it writes what it found for a platform.
    func output(for platform: PlatformName) -> AbsolutePath {
        scratch.appending("out").appending("\(platform).txt")
    }

    /// The call for one platform, which sees the gateway, its own directory and the Python, and nothing else.
    func call(for platform: PlatformName, excluding: Bool) -> ProgramCall {
        ProgramCall(
            program: uv,
            arguments: arguments(platform, excluding),
            environment: environment,
            directory: scratch,
            sandbox: sandbox
        )
    }

    /// Links are followed for what it may read, because the kernel asks about the file at their end.
    private var sandbox: SandboxPolicy {
        // A program that is not there fails at its start with a better reason.
        let real = [uv, python.executable].compactMap { try? Files.realPath($0) }
        return SandboxPolicy(
            readable: [uv, python.executable] + real + python.readable,
            writable: [scratch],
            network: .ports([port])
        )
    }

    private func arguments(_ platform: PlatformName, _ excluding: Bool) -> [String] {
        let what =
            ["pip", "compile", Self.requirements]
            + (excluding ? ["--excludes", Self.excludes] : [])
        let how = [
            "--output-file", output(for: platform).description,
            "--default-index", index,
            "--python", python.executable.description,
            "--python-version", python.version.description,
            "--python-platform", Self.name(of: platform, level: levels[platform]),
            "--cache-dir", scratch.appending("cache").description,
        ]
        let manner = [
            "--no-build", "--no-config", "--no-python-downloads", "--no-sources", "--no-header",
            "--no-strip-extras", "--annotation-style", "line", "--color", "never", "--quiet",
        ]
        return what + how + manner
    }

    private var environment: [(name: String, value: String)] {
        let level = PythonTarget.SystemLevel.self
        return [
            ("HOME", scratch.appending("home").description),
            ("TMPDIR", scratch.appending("tmp").description),
            ("PATH", "/usr/bin:/bin"),
            ("LC_ALL", "C.UTF-8"),
            ("NO_COLOR", "1"),
            ("UV_NO_PROGRESS", "1"),
            // The gateway has tried often enough itself, and may have to fetch a wheel before it can answer.
            ("UV_HTTP_RETRIES", "0"),
            ("UV_HTTP_TIMEOUT", "\(ResolverLimits.run.components.seconds)"),
            ("MACOSX_DEPLOYMENT_TARGET", level.macOSForLocks.description),
        ]
    }

    /// The name that uv has for what a lock counts on.
    static func name(of platform: PlatformName, level: PythonTarget.SystemLevel? = nil) -> String {
        let machine = platform.architecture.rawValue
        switch (platform.system, platform.library) {
        case (.macos, _): return "\(machine)-apple-darwin"
        case (.linux, .musl): return "\(machine)-unknown-linux-musl"
        case (.linux, _):
            let level = level ?? .forLocks(of: platform)
            return "\(machine)-manylinux_\(level.major)_\(level.minor)"
        }
    }
}

extension PythonTarget.SystemLevel {
    /// What locks count on where the system is macOS, whatever the machine.
    fileprivate static var macOSForLocks: PythonTarget.SystemLevel {
        let platform = PlatformName.standard.first { $0.system == .macos }
        return platform.map { forLocks(of: $0) } ?? PythonTarget.SystemLevel(14, 0)
    }
}
