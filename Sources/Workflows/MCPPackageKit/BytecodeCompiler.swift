internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Processes
internal import Store

/// Makes the byte code of one server's prefix, after the server was installed.
///
/// The prefix's own interpreter parses the sources in a sandbox in which it reads prefix and runtime and writes one
/// staging directory; nothing of a package is executed. What it made is sealed and gets its name by one rename, so
/// that an end at any instant leaves nothing but work in progress, which the next command removes.
struct BytecodeCompiler {
    /// What became of it.
    enum Outcome: Equatable {
        /// It was made.
        case made
        /// It was there.
        case present
        /// Somebody else makes it.
        case busy
        /// The server has none, or runs on another interpreter than it was installed on.
        case notWanted
    }

    let environment: Environment

    /// Makes what a launch record expects.
    /// - Throws: `RuntimeError.notCompiled`, or what the store says.
    func compile(_ record: LaunchRecord) throws -> Outcome {
        guard let target = record.bytecode, try isWanted(record, target) else { return .notWanted }
        let check = BytecodeCheck(target, layout: environment.layout)
        if check.isUsable { return .present }
        guard let lock = try lock(target) else { return .busy }
        defer { withExtendedLifetime(lock) {} }
        try SealCheck.check(
            prefix: record.prefix,
            digest: record.prefixDigest,
            layout: environment.layout,
            server: record.server
        )
        let staging = try environment.beginStaging()
        defer { withExtendedLifetime(staging) {} }
        let work = try staging.directory.make("bytecode")
        try run(record, into: work.path)
        let sealed = try SealedBytecode(sealing: work)
        try sealed.place(at: check, from: staging.directory, layout: environment.layout)
        return .made
    }

    /// Byte code is named after the interpreter; made by another one it would be that of a stranger.
    private func isWanted(_ record: LaunchRecord, _ target: AbsolutePath) throws -> Bool {
        guard let runtime = record.runtime, environment.layout.bytecode.contains(target),
            target.parent.name == record.prefixDigest.hex, target.name == runtime.digest.hex
        else { return false }
        let digests = RuntimeDigest(layout: environment.layout)
        return try digests.digest(of: runtime.path, library: runtime.library) == runtime.digest
    }

    private func lock(_ target: AbsolutePath) throws -> FileLock? {
        _ = try Directory.create(target.parent)
        do throws(FilesystemError) {
            return try FileLock.acquire(
                target.parent.appending(target.name + ".lock"),
                exclusive: true,
                holder: environment.holder,
                seconds: 0
            )
        } catch {
            guard case .locked = error else { throw error }
            return nil
        }
    }

    private func run(_ record: LaunchRecord, into target: AbsolutePath) throws {
        let call = call(record, into: target)
        let child = try ChildProcess.start(call)
        child.closeInput()
        let deadline = Deadline(after: KitLimits.compilation)
        do throws(ProcessError) {
            while try !child.receive(until: deadline).isEmpty {}
        } catch {
            guard case .timedOut = error else { throw error }
        }
        let end = child.wait(until: deadline) ?? child.stop(patience: .zero)
        guard end == .exited(0) else {
            child.finishErrors(until: Deadline(after: .seconds(1)))
            let words = String(decoding: child.errorText.suffix(1024), as: UTF8.self)
            throw RuntimeError.notCompiled(server: record.server, why: words)
        }
    }

    /// The interpreter as the server starts it, so that it spells every path as it will then.
    private func call(_ record: LaunchRecord, into target: AbsolutePath) -> ProgramCall {
        var confined = record
        confined.state = target
        confined.bytecode = nil
        confined.confinement = Confinement(runtimes: record.confinement.runtimes)
        let sandbox = ServerSandbox(
            record: confined,
            workspace: target,
            home: environment.home
        )
        return ProgramCall(
            program: record.executable,
            arguments: BytecodeScript.arguments(
                target: target.description,
                prefix: record.prefix.description
            ),
            environment: [("PATH", "/usr/bin:/bin"), ("HOME", target.description)],
            directory: target,
            sandbox: sandbox.policy
        )
    }
}
