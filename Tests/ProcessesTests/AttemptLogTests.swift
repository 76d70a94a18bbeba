import Foundation
import Paths
import Processes
import Testing

@Suite(
    "What a confined program tried",
    .enabled(if: sandboxHolds, Comment(rawValue: noSandbox)),
    .enabled(if: hasPython, Comment(rawValue: noPython))
)
struct AttemptLogTests {
    private func observe(
        _ code: String,
        network: SandboxPolicy.Network = .none,
        on ground: Ground,
        directory: String = "/"
    ) throws -> AttemptLog {
        let log = AttemptLog()
        let ran = try Ran.program(
            systemPython,
            ["-S", "-c", "import os, socket, subprocess\nfrom os import environ as E\n" + code],
            policy: try ground.policy(network),
            environment: ground.variables(),
            directory: directory,
            log: log
        )
        #expect(ran.state == .exited(0), "\(ran.errors)")
        try #require(log.isObserving)
        return log
    }

    private static let all = """

        def attempt(f, *a):
            try: f(*a)
            except OSError: pass
        attempt(open, E['SECRET'])
        attempt(open, E['SECRET'])
        attempt(open, E['HOME'] + '/.bashrc', 'w')
        attempt(os.mkdir, E['HOME'] + '/new')
        attempt(os.remove, E['SECRET'])
        attempt(os.execv, E['HOME'] + '/tool', ['tool'])
        attempt(lambda: socket.create_connection(('127.0.0.1', 9)))
        """

    @Test("A key that it read and a connection that it dialled are both listed")
    func both() throws {
        let ground = try Ground()
        let attempts = try observe(Self.all, on: ground).attempts
        #expect(
            attempts == [
                Attempt(kind: .read, target: ground.secret, count: 2),
                Attempt(kind: .write, target: ground.home + "/.bashrc", count: 1),
                Attempt(kind: .write, target: ground.home + "/new", count: 1),
                Attempt(kind: .write, target: ground.secret, count: 1),
                Attempt(kind: .execute, target: ground.home + "/tool", count: 1),
                Attempt(kind: .socket, target: "network (IPv4, TCP)", count: 1),
            ]
        )
    }

    @Test("What it tried had no effect, observed or not")
    func noEffect() throws {
        let ground = try Ground()
        _ = try observe(Self.all, on: ground)
        #expect(try String(contentsOfFile: ground.secret, encoding: .utf8) == "canary")
        let names = try FileManager.default.contentsOfDirectory(atPath: ground.home)
        #expect(Set(names) == [".ssh", "tool"])
    }

    @Test("An address is listed when its port is not granted")
    func address() throws {
        let ground = try Ground()
        let peers = try Peers(directory: ground.tree.path)
        let code = """

            for port in (\(peers.granted), \(peers.other)):
                try: socket.create_connection(('127.0.0.1', port), timeout=10)
                except OSError: print('refused')
            """
        let log = try observe(code, network: .ports([Int(peers.granted)]), on: ground)
        let target = "127.0.0.1:\(peers.other)"
        #expect(log.attempts == [Attempt(kind: .connect, target: target, count: 1)])
    }

    @Test("Paths that are relative or lead through links are listed as what they are")
    func indirect() throws {
        let ground = try Ground()
        try FileManager.default.createSymbolicLink(
            atPath: ground.state + "/link",
            withDestinationPath: ground.home
        )
        let code = """

            holder = os.open(E['HOME'], os.O_PATH)
            for path, base in (('.ssh/id_rsa', None), ('.ssh/id_rsa', holder), (E['STATE'] + '/link/.ssh/id_rsa', None),
                               ('/proc/self/root' + E['SECRET'], None)):
                try: os.open(path, os.O_RDONLY, dir_fd=base)
                except OSError: pass
            """
        let log = try observe(code, on: ground, directory: ground.home)
        #expect(log.attempts.contains(Attempt(kind: .read, target: ground.secret, count: 4)))
    }

    @Test("An ordinary start has nothing to tell")
    func quiet() throws {
        let ground = try Ground()
        let code = """

            import asyncio, json, ssl, sqlite3, tempfile
            asyncio.run(asyncio.sleep(0))
            ssl.create_default_context()
            open(E['STATE'] + '/f', 'w').write('x')
            tempfile.TemporaryFile()
            os.path.exists(E['SECRET'])
            try: open(E['HOME'] + '/pyvenv.cfg')
            except OSError: pass
            subprocess.check_output(['/bin/sh', '-c', 'true > /dev/null'])
            """
        #expect(try observe(code, on: ground).attempts.isEmpty)
    }

    @Test("A program that tries very much is known well enough")
    func bounded() throws {
        let ground = try Ground()
        let code = """

            for number in range(400):
                try: os.mkdir(E['HOME'] + '/%d' % number)
                except OSError: pass
            """
        let log = try observe(code, on: ground)
        #expect(log.attempts.count == AttemptLog.limit)
        #expect(log.isCut)
    }

    @Test("A program without a sandbox is not observed")
    func withoutSandbox() throws {
        let log = AttemptLog()
        _ = try Ran.program("/bin/true", [], policy: nil, log: log)
        #expect(!log.isObserving)
        #expect(log.attempts.isEmpty)
    }

    @Test("A program that is not there is an error of the start, observed or not")
    func missing() throws {
        let ground = try Ground()
        let call = ProgramCall(
            program: try AbsolutePath(parsing: ground.prefix + "/none"),
            sandbox: try ground.policy()
        )
        #expect(throws: ProcessError.notStarted(program: ground.prefix + "/none", number: ENOENT)) {
            _ = try ChildProcess.start(call, observing: AttemptLog())
        }
    }

    @Test("A program that was stopped while it tries ends")
    func stopped() throws {
        let ground = try Ground()
        let call = ProgramCall(
            program: try AbsolutePath(parsing: systemPython),
            arguments: [
                "-S", "-c",
                "print(1, flush=True)\nwhile True:\n  try: open('/etc/shadow')\n  except OSError: pass",
            ],
            sandbox: try ground.policy()
        )
        let log = AttemptLog()
        let child = try ChildProcess.start(call, observing: log)
        _ = try child.receive(until: Deadline(after: .seconds(30)))
        #expect(child.stop(patience: .milliseconds(10)) != .exited(0))
        #expect(log.isObserving)
    }
}
