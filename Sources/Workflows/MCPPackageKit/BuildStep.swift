internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Processes

/// One program of a build: confined to its own directory, without network, with a clean environment, bounded in time.
struct BuildStep {
    /// The package, for errors.
    let package: String
    /// What it does, for errors.
    let name: String
    /// The program with its arguments.
    let program: AbsolutePath
    let arguments: [String]
    /// Beside the usual ones.
    var variables: [(name: String, value: String)] = []
    /// Where it looks for programs.
    var path = "/usr/bin:/bin"
    /// Where it starts; below `scratch`.
    let directory: AbsolutePath
    /// The only directory that it writes to; what lies there may be executed.
    let scratch: AbsolutePath
    /// What it reads beside the system.
    let readable: [AbsolutePath]
    /// None, but for what fetches.
    var network = SandboxPolicy.Network.none

    /// Runs it to its end and returns what it printed.
    /// - Throws: `BuildError.failed` with its last words and what it was denied.
    @discardableResult
    func run() throws -> [UInt8] {
        let log = AttemptLog()
        let deadline = Deadline(after: BuildLimits.step)
        let child = try ChildProcess.start(try call(), observing: log)
        child.closeInput()
        var output: [UInt8] = []
        do throws(ProcessError) {
            while true {
                let block = try child.receive(until: deadline)
                guard !block.isEmpty else { break }
                if output.count < BuildLimits.output { output += block }
            }
        } catch {
            child.stop(patience: .milliseconds(200))
            guard error == .timedOut else { throw error }
            throw BuildError.timedOut(package: package, step: name)
        }
        child.finishErrors(until: Deadline(after: .seconds(2)))
        guard let state = child.wait(until: deadline) else {
            child.stop(patience: .milliseconds(200))
            throw BuildError.timedOut(package: package, step: name)
        }
        // What it left running ends with it.
        child.stop(patience: .zero)
        guard state == .exited(0) else {
            throw BuildError.failed(
                package: package,
                step: name,
                why: words(child.errorText, output, state),
                attempts: log.attempts.map(\.description)
            )
        }
        return output
    }

    private func call() throws -> ProgramCall {
        let own = try Directory.open(scratch)
        for name in ["home", "tmp"] where try own.status(name: name) == nil {
            _ = try own.make(name)
        }
        var sandbox = SandboxPolicy(
            readable: readable + [scratch],
            writable: [scratch],
            network: isMutated("build.network") ? .unrestricted : network
        )
        sandbox.limits.fileSize = BuildLimits.file
        return ProgramCall(
            program: program,
            arguments: arguments,
            environment: environment,
            directory: directory,
            sandbox: isMutated("build.sandbox") ? nil : sandbox
        )
    }

    private var environment: [(name: String, value: String)] {
        [
            ("HOME", scratch.appending("home").description),
            ("TMPDIR", scratch.appending("tmp").description),
            ("PATH", path), ("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1"),
            // The first instant that a zip archive can name, so that builds of the same have the same bytes.
            ("SOURCE_DATE_EPOCH", "315532800"),
        ] + variables
    }

    private func words(_ errors: [UInt8], _ output: [UInt8], _ state: ExitState) -> String {
        let said = String(
            decoding: (errors.isEmpty ? output : errors).suffix(BuildLimits.words),
            as: UTF8.self
        )
        let lines = said.split(whereSeparator: \.isNewline).suffix(5)
            .map { $0.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }
        return lines.isEmpty ? "it ended with \(state)" : lines.joined(separator: "; ")
    }
}
