import Diagnostics
import Filesystem
import Foundation
import Paths
import Testing

/// Another process that takes the same kernel lock and says so.
private final class OtherProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Tries to take the lock (`EX` or `SH`); `answer` tells whether it did, and it holds it until
    /// it ends.
    init(locking path: AbsolutePath, _ mode: String, waiting: Bool = false) throws {
        let script = """
            import fcntl, os, sys
            descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_\(mode)\(waiting ? "" : " | fcntl.LOCK_NB"))
                os.ftruncate(descriptor, 0)
                os.write(descriptor, b"process 71, `install`")
                print("taken", flush=True)
            except BlockingIOError:
                print("refused", flush=True)
            sys.stdin.read()
            """
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, path.description]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// What it printed, once it has.
    func answer() -> String {
        var bytes = Data()
        while !bytes.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

@Suite struct FileLockTests {
    private let scratch: ScratchDirectory
    private let lock: AbsolutePath

    init() throws {
        scratch = try ScratchDirectory()
        lock = scratch.path.appending("lock")
    }

    private func acquire(exclusive: Bool = true, seconds: Int = 0) throws -> FileLock {
        try FileLock.acquire(
            lock,
            exclusive: exclusive,
            holder: "process 1, `sync`",
            seconds: seconds
        )
    }

    @Test("A lock that is held keeps another process out until it is let go")
    func excludesOthers() throws {
        var held: FileLock? = try acquire()
        let refused = try OtherProcess(locking: lock, "EX")
        #expect(refused.answer() == "refused")
        refused.end()
        #expect(held != nil)
        held = nil
        // Waits, because a process that another test is starting may still hold a copy of the descriptor.
        let taken = try OtherProcess(locking: lock, "EX", waiting: true)
        #expect(taken.answer() == "taken")
        taken.end()
    }

    @Test("Past the deadline the error names the holder")
    func namesTheHolder() throws {
        let other = try OtherProcess(locking: lock, "EX")
        #expect(other.answer() == "taken")
        defer { other.end() }
        #expect(
            throws: FilesystemError.locked(path: lock.description, holder: "process 71, `install`")
        ) { try acquire() }
    }

    @Test("A lock is free once its holder was killed")
    func diesWithItsProcess() throws {
        let other = try OtherProcess(locking: lock, "EX")
        #expect(other.answer() == "taken")
        other.kill()
        _ = try acquire()
    }

    @Test("A waiter says once for whom it waits, and gets the lock when it is let go")
    func waits() throws {
        let other = try OtherProcess(locking: lock, "EX")
        #expect(other.answer() == "taken")
        var holders: [String] = []
        let held = try FileLock.acquire(
            lock,
            exclusive: true,
            holder: "process 1, `sync`",
            seconds: 60,
            whenWaiting: {
                holders.append($0)
                other.end()
            }
        )
        #expect(holders == ["process 71, `install`"])
        #expect(scratch.text("lock") == "process 1, `sync`")
        withExtendedLifetime(held) {}
    }

    @Test("Many share a lock, and one alone waits for all of them")
    func shares() throws {
        let mine = try acquire(exclusive: false)
        let other = try OtherProcess(locking: lock, "SH")
        #expect(other.answer() == "taken")
        let alone = try OtherProcess(locking: lock, "EX")
        #expect(alone.answer() == "refused")
        alone.end()
        other.end()
        withExtendedLifetime(mine) {}
    }

    @Test("A wait longer than the clock reaches is no crash", arguments: [Int.max, Int.min, -1])
    func survivesAnyNumber(seconds: Int) throws {
        _ = try acquire(seconds: seconds)
    }

    @Test("A held lock is the exit status of its own, with a way to wait longer")
    func reportsBusy() {
        let error = FilesystemError.locked(path: "/x", holder: "process 71")
        #expect(error.category == .busy)
        #expect(error.remedy?.contains("MCPPKG_LOCK_TIMEOUT") == true)
    }
}
