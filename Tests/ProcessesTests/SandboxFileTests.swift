import Foundation
import Processes
import Testing

@Suite(
    "A confined program and the person's files",
    .enabled(if: sandboxHolds, Comment(rawValue: noSandbox)),
    .enabled(if: hasPython, Comment(rawValue: noPython))
)
struct SandboxFileTests {
    private static let tries = [
        Try("reading a key", "open(E['SECRET']).read()", "EACCES"),
        Try("listing the home directory", "os.listdir(E['HOME'])", "EACCES"),
        Try(
            "reading a key through the root of the process",
            "open('/proc/self/root' + E['SECRET']).read()",
            "EACCES"
        ),
        Try(
            "reading a key through a link in its own state",
            """
            link = E['STATE'] + '/link'
            os.path.lexists(link) or os.symlink(E['SECRET'], link)
            open(link).read()
            """,
            "EACCES"
        ),
        Try(
            "giving a key a second name in its own state",
            "os.link(E['SECRET'], E['STATE'] + '/copy')",
            "EXDEV",
            "EACCES"
        ),
        Try("overwriting a file", "open(E['SECRET'], 'w').write('x')", "EACCES"),
        Try("appending to a file", "open(E['SECRET'], 'a').write('x')", "EACCES"),
        Try("emptying a file", "os.truncate(E['SECRET'], 0)", "EACCES"),
        Try("making a file", "open(E['HOME'] + '/.bashrc', 'x').write('x')", "EACCES"),
        Try("making a directory", "os.mkdir(E['HOME'] + '/.config')", "EACCES"),
        Try("making a link", "os.symlink('/', E['HOME'] + '/root')", "EACCES"),
        Try("removing a file", "os.remove(E['SECRET'])", "EACCES"),
        Try("renaming a directory", "os.rename(E['HOME'], E['HOME'] + '2')", "EACCES"),
        Try(
            "moving a file out of its state",
            """
            open(E['STATE'] + '/evil', 'w').close()
            os.rename(E['STATE'] + '/evil', E['HOME'] + '/evil')
            """,
            "EACCES",
            "EXDEV"
        ),
        Try(
            "making a file in /tmp",
            "os.close(__import__('tempfile').mkstemp(dir='/tmp')[0])",
            "EACCES"
        ),
        Try("listing /tmp", "os.listdir('/tmp')", "EACCES"),
        Try("writing into its own prefix", "open(E['PREFIX'] + '/new', 'w')", "EACCES"),
        Try(
            "executing a file outside",
            "os.execv(E['HOME'] + '/tool', ['tool'])",
            "EACCES",
            control: "ran"
        ),
        Try(
            "executing what it wrote",
            """
            path = E['STATE'] + '/tool'
            open(path, 'w').write('#!/bin/sh\\necho ran\\n')
            os.chmod(path, 0o755)
            os.execv(path, ['tool'])
            """,
            "EACCES",
            control: "ran"
        ),
        Try(
            "reading the variables of its parent",
            "open('/proc/%d/environ' % os.getppid()).read()",
            "EACCES"
        ),
        Try(
            "following the parent's root",
            "open('/proc/%d/root%s' % (os.getppid(), E['SECRET'])).read()",
            "EACCES"
        ),
        Try("reading the password hashes", "open('/etc/shadow').read()", "EACCES", control: nil),
        Try("listing /etc", "os.listdir('/etc')", "EACCES"),
        Try("listing the root directory", "os.listdir('/')", "EACCES"),
    ]

    @Test("It is refused", arguments: tries)
    func refused(_ attempt: Try) throws {
        let ground = try Ground()
        let outcome = try attempt.outcome(on: ground, policy: try ground.policy())
        #expect(attempt.refusal.contains(outcome), "it ended with \(outcome)")
    }

    @Test("Without a sandbox the same succeeds", arguments: tries.filter { $0.control != nil })
    func control(_ attempt: Try) throws {
        #expect(try attempt.outcome(on: try Ground(), policy: nil) == attempt.control)
    }

    @Test("A key that was tried to be changed is as it was")
    func untouched() throws {
        let ground = try Ground()
        for attempt in Self.tries {
            _ = try attempt.outcome(on: ground, policy: try ground.policy())
        }
        #expect(try String(contentsOfFile: ground.secret, encoding: .utf8) == "canary")
        let names = try FileManager.default.contentsOfDirectory(atPath: ground.home)
        #expect(Set(names) == [".ssh", "tool"])
    }

    @Test("A link put where a grant was is not followed the next time")
    func plantedLink() throws {
        let ground = try Ground()
        try FileManager.default.createSymbolicLink(
            atPath: ground.state + "/granted",
            withDestinationPath: ground.home + "/.ssh"
        )
        var policy = try ground.policy()
        policy.readable.append(policy.writable[0].appending("granted"))
        let attempt = Try("", "open(E['SECRET']).read()")
        #expect(try attempt.outcome(on: ground, policy: policy) == "EACCES")
    }

    @Test("A single file can be granted, without what lies beside it")
    func singleFile() throws {
        let ground = try Ground()
        try Data("beside".utf8).write(to: URL(filePath: ground.home + "/.ssh/other"))
        var policy = try ground.policy()
        policy.readable.append(try .init(parsing: ground.secret))
        let granted = Try("", "open(E['SECRET']).read()")
        let beside = Try("", "open(E['HOME'] + '/.ssh/other').read()")
        #expect(try granted.outcome(on: ground, policy: policy) == "done")
        #expect(try beside.outcome(on: ground, policy: policy) == "EACCES")
    }

    @Test("The working directory need not be granted")
    func workingDirectory() throws {
        let ground = try Ground()
        let ran = try Ran.program(
            "/bin/sh",
            ["-c", "pwd -P; ls 2>/dev/null || echo closed"],
            policy: try ground.policy(),
            environment: ground.variables(),
            directory: ground.home
        )
        #expect(ran.output == ground.home + "\nclosed\n")
    }

    @Test("A descriptor that this process has open is not there")
    func descriptor() throws {
        let ground = try Ground()
        let file = try #require(FileHandle(forReadingAtPath: ground.secret))
        _ = fcntl(file.fileDescriptor, F_SETFD, 0)
        let attempt = Try("", "os.fstat(\(file.fileDescriptor))")
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "EBADF")
    }
}
