internal import Diagnostics
internal import Paths
internal import Processes
internal import Transport

/// Bounds of one run of npm.
public enum NPMResolverLimits {
    /// The whole run; a closure of a thousand packages takes about a minute.
    public static let deadline = Duration.seconds(600)
    /// What is kept of its standard output, in bytes.
    static let output = 1 << 20
}

/// One start of npm in the scratch directory, to its end.
struct NPMRun {
    /// How it ended, and what it said.
    struct End {
        let state: ExitState
        let output: [UInt8]
        let errors: [UInt8]
    }

    static let project = "project"
    static let directories = ["project", "home", "cache", "tmp"]
    static let settings = ["userconfig", "globalconfig"]

    let program: NPMProgram
    let scratch: AbsolutePath
    let service: LoopbackService

    func perform() throws(NPMResolverError) -> End {
        do throws(ProcessError) { return try follow() } catch { throw .process(error) }
    }

    private func follow() throws(ProcessError) -> End {
        let deadline = Deadline(after: NPMResolverLimits.deadline)
        let process = try ChildProcess.start(call)
        process.closeInput()
        var output: [UInt8] = []
        while true {
            let block = try process.receive(until: deadline)
            guard !block.isEmpty else { break }
            if output.count < NPMResolverLimits.output { output += block }
        }
        process.finishErrors(until: Deadline(after: .seconds(2)))
        guard let state = process.wait(until: deadline) else { throw .timedOut }
        return End(state: state, output: output, errors: process.errorText)
    }

    private var call: ProgramCall {
        ProgramCall(
            program: program.node,
            arguments: [program.npmCLI.description] + arguments,
            environment: environment,
            directory: scratch.appending(Self.project),
            sandbox: SandboxPolicy(
                readable: program.readable,
                writable: [scratch],
                network: .ports([service.port])
            )
        )
    }

    private var arguments: [String] {
        [
            "install", "--package-lock-only", "--lockfile-version=3", "--ignore-scripts",
            "--no-audit", "--no-fund", "--no-update-notifier", "--no-progress", "--json",
            "--loglevel=error", "--logs-max=0", "--fetch-retries=0", "--no-legacy-peer-deps",
            "--no-strict-peer-deps", "--install-strategy=hoisted", "--no-engine-strict",
            "--registry=\(service.baseURL)/",
            "--prefix=\(scratch.appending(Self.project))",
            "--cache=\(scratch.appending("cache"))",
            "--userconfig=\(scratch.appending("userconfig"))",
            "--globalconfig=\(scratch.appending("globalconfig"))",
        ]
    }

    /// All that it gets: npm takes settings from other variables, and with a search path it would start `git`.
    private var environment: [(name: String, value: String)] {
        [
            ("HOME", scratch.appending("home").description),
            ("TMPDIR", scratch.appending("tmp").description),
            ("PATH", scratch.appending("home").description),
            ("LC_ALL", "C"),
        ]
    }
}
