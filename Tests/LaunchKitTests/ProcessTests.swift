import Foundation
import Paths
import Processes
import Testing

private func shell(_ script: String, directory: AbsolutePath? = nil) throws -> ChildProcess {
    try ChildProcess.start(
        ProgramCall(
            program: try AbsolutePath(parsing: "/bin/sh"),
            arguments: ["-c", script],
            environment: [("PATH", "/usr/bin:/bin")],
            directory: directory
        )
    )
}

private let soon: Duration = .seconds(30)

@Suite("Child processes")
struct ProcessTests {
    @Test("What a child reads, writes and ends with arrives")
    func conversation() throws {
        let child = try shell("read word; echo \"got $word\"; echo oops >&2; exit 3")
        let deadline = Deadline(after: soon)
        try child.send(Array("this\n".utf8), until: deadline)
        var output: [UInt8] = []
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            output += bytes
        }
        child.finishErrors(until: deadline)
        #expect(output == Array("got this\n".utf8))
        #expect(child.errorText == Array("oops\n".utf8))
        #expect(child.wait(until: deadline) == .exited(3))
    }

    @Test("A program that is not there is an error of the start")
    func missing() throws {
        let call = ProgramCall(program: try AbsolutePath(parsing: "/nowhere/program"))
        #expect(throws: ProcessError.notStarted(program: "/nowhere/program", number: ENOENT)) {
            _ = try ChildProcess.start(call)
        }
    }

    @Test("A NUL in an argument is refused, not cut")
    func embeddedNUL() throws {
        let call = ProgramCall(
            program: try AbsolutePath(parsing: "/bin/echo"),
            arguments: ["a\0b"]
        )
        #expect(throws: ProcessError.notAnArgument("a\0b")) { _ = try ChildProcess.start(call) }
    }

    @Test("Silence ends at the deadline")
    func silence() throws {
        let child = try shell("exec sleep 600")
        #expect(throws: ProcessError.timedOut) {
            _ = try child.receive(until: Deadline(after: .milliseconds(20)))
        }
        #expect(child.wait(until: Deadline(after: .milliseconds(20))) == nil)
    }

    @Test("A child that goes at the end of its input is not signalled")
    func politeStop() throws {
        #expect(try shell("cat; exit 5").stop(patience: soon) == .exited(5))
    }

    @Test("A child that ignores the end of input gets SIGTERM")
    func terminated() throws {
        let child = try shell("exec sleep 600")
        #expect(child.stop(patience: .milliseconds(50)) == .signalled(SIGTERM))
    }

    @Test("A child that ignores SIGTERM is killed with what it started")
    func killed() throws {
        let child = try shell("trap '' TERM; sleep 600 & echo $!; while :; do sleep 1; done")
        let bytes = try child.receive(until: Deadline(after: soon))
        let text = String(decoding: bytes, as: UTF8.self)
        let grandchild = try #require(Int32(text.split(separator: "\n")[0]))
        #expect(child.stop(patience: .milliseconds(50)) == .signalled(SIGKILL))
        #expect(isGone(grandchild))
    }

    @Test("A child never outlives its owner")
    func abandoned() throws {
        var child: ChildProcess? = try shell("exec sleep 600")
        let identifier = try #require(child?.identifier)
        child = nil
        #expect(kill(identifier, 0) == -1)
    }

    @Test("Output on both streams at once does not block")
    func bothStreams() throws {
        let child = try shell("head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero")
        let deadline = Deadline(after: soon)
        var count = 0
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            count += bytes.count
        }
        #expect(count == 300_000)
    }

    /// Killed processes linger as zombies until their new parent reaps them; those are gone too.
    private func isGone(_ identifier: Int32) -> Bool {
        let deadline = Deadline(after: soon)
        while !deadline.hasPassed {
            let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
            if kill(identifier, 0) != 0 || status?.contains("State:\tZ") == true { return true }
            usleep(1000)
        }
        return false
    }
}

@Suite("Processes that use a directory")
struct ProcessScanTests {
    @Test("A process that works in the directory is found")
    func workingDirectory() throws {
        let scratch = try Scratch()
        let child = try shell("echo up; exec sleep 600", directory: scratch.path)
        _ = try child.receive(until: Deadline(after: soon))
        let found = ProcessScan.using(scratch.path)
        #expect(found.map(\.identifier) == [child.identifier])
    }

    @Test("A process is found by its program and by its arguments")
    func programAndArguments() throws {
        let scratch = try Scratch()
        let sleep = try AbsolutePath(parsing: "/bin/sleep")
        let copy = try scratch.copyProgram(sleep, to: "sleeper")
        let own = try ChildProcess.start(ProgramCall(program: copy, arguments: ["600"]))
        let named = try shell("echo up; read wait", directory: nil)
        let mentioned = try ChildProcess.start(
            ProgramCall(
                program: try AbsolutePath(parsing: "/bin/sh"),
                arguments: ["-c", "echo up; read wait", "--config=\(scratch.path)/x.json"]
            )
        )
        _ = try named.receive(until: Deadline(after: soon))
        _ = try mentioned.receive(until: Deadline(after: soon))
        let found = Set(ProcessScan.using(scratch.path).map(\.identifier))
        #expect(found == [own.identifier, mentioned.identifier])
    }

    @Test("A directory whose name only begins alike is another one")
    func similarName() throws {
        let scratch = try Scratch()
        let longer = try scratch.makeDirectory("version-10")
        let child = try shell("echo up; read wait; : \(longer)", directory: longer)
        _ = try child.receive(until: Deadline(after: soon))
        #expect(ProcessScan.using(scratch.path.appending("version-1")).isEmpty)
        #expect(ProcessScan.using(longer).count == 1)
    }
}
