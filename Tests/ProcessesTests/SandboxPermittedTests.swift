import Foundation
import Processes
import Testing

private let systemNode = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

@Suite(
    "What a confined program still can",
    .enabled(if: sandboxHolds, Comment(rawValue: noSandbox))
)
struct SandboxPermittedTests {
    private static let pythonNeeds = [
        Try("an event loop", "import asyncio\nasyncio.run(asyncio.sleep(0.01))"),
        Try(
            "threads",
            """
            from concurrent.futures import ThreadPoolExecutor
            with ThreadPoolExecutor(4) as pool: assert sum(pool.map(abs, range(9))) == 36
            """
        ),
        Try(
            "programs of its own",
            "import subprocess\nassert subprocess.check_output([sys.executable, '-c', 'print(1)']) == b'1\\n'"
        ),
        Try(
            "an event loop with programs",
            """
            import asyncio
            async def main():
                p = await asyncio.create_subprocess_exec('/bin/echo', 'a', stdout=-1)
                assert await p.stdout.read() == b'a\\n' and await p.wait() == 0
            asyncio.run(main())
            """
        ),
        Try(
            "files in its state",
            """
            os.makedirs(E['STATE'] + '/a/b')
            open(E['STATE'] + '/a/f', 'w').write('x')
            os.rename(E['STATE'] + '/a/f', E['STATE'] + '/a/b/f')
            os.truncate(E['STATE'] + '/a/b/f', 0)
            os.symlink('f', E['STATE'] + '/a/b/l')
            os.mkfifo(E['STATE'] + '/a/p')
            import shutil
            shutil.rmtree(E['STATE'] + '/a')
            """
        ),
        Try("temporary files", "import tempfile\ntempfile.NamedTemporaryFile().write(b'x')"),
        Try(
            "a data base",
            "import sqlite3\nsqlite3.connect(E['STATE'] + '/db').execute('create table t(a)')"
        ),
        Try(
            "certificates",
            "import ssl\nassert ssl.create_default_context().cert_store_stats()['x509'] >= 0"
        ),
        Try("who it is", "import pwd\npwd.getpwuid(os.getuid())"),
        Try("how many processors there are", "assert os.cpu_count() and os.sched_getaffinity(0)"),
        Try("its own numbers", "open('/proc/self/status').read(); open('/proc/meminfo').read()"),
        Try(
            "the null device",
            "open('/dev/null', 'r+b').write(b'x')\nos.urandom(4)\nopen('/dev/urandom', 'rb').read(4)"
        ),
        Try(
            "its prefix",
            "import subprocess\nassert subprocess.check_output([E['PREFIX'] + '/bin/tool']) == b'ran\\n'"
        ),
        Try(
            "its own limits",
            "import resource as r\nr.setrlimit(r.RLIMIT_NOFILE, (64, 64))\nos.nice(1)"
        ),
        Try(
            "its own signals",
            "import signal\nos.kill(os.getpid(), 0)\nsignal.raise_signal(signal.SIGCHLD)"
        ),
        Try("memory that is executed", "import mmap\nmmap.mmap(-1, 4096, prot=7)"),
    ]

    @Test(
        "Python has what it needs",
        .enabled(if: hasPython, Comment(rawValue: noPython)),
        arguments: pythonNeeds
    )
    func pythonHas(_ attempt: Try) throws {
        let ground = try Ground()
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "done")
    }

    private static let nodeNeeds = [
        "console.log(process.version.length > 3)",
        """
        const { Worker } = require('worker_threads')
        new Worker('require("worker_threads").parentPort.postMessage(true)', { eval: true })
          .on('message', m => console.log(m))
        """,
        """
        let f = x => x * 2 + 1, s = 0
        for (let i = 0; i < 2e6; i++) s += f(i)
        console.log(s > 0)
        """,
        """
        const p = require('child_process').spawnSync('/bin/echo', ['a'])
        console.log(p.stdout.toString() === 'a\\n')
        """,
        """
        const fs = require('fs'), p = process.env.STATE + '/f'
        fs.promises.writeFile(p, 'x').then(() => console.log(fs.readFileSync(p, 'utf8') === 'x'))
        """,
        """
        const w = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
        console.log(w instanceof WebAssembly.Module)
        """,
        "process.stdin.on('end', () => console.log(true)).resume()",
    ]

    @Test(
        "Node has what it needs",
        .enabled(if: systemNode != nil, "there is no Node of the system"),
        arguments: nodeNeeds
    )
    func nodeHas(_ script: String) throws {
        let ground = try Ground()
        let ran = try Ran.program(
            try #require(systemNode),
            ["-e", script],
            policy: try ground.policy(),
            environment: ground.variables()
        )
        #expect(ran.output == "true\n", "\(ran.errors)")
        #expect(ran.state == .exited(0))
    }

    @Test("A policy of limits alone leaves everything in reach")
    func limitsAlone() throws {
        let ground = try Ground()
        var policy = try ground.policy()
        policy.confinesAccess = false
        let ran = try Ran.program("/bin/cat", [ground.secret], policy: policy)
        #expect(ran.output == "canary")
    }

    @Test("A program that is not there is an error of the start")
    func missing() throws {
        let ground = try Ground()
        #expect(throws: ProcessError.notStarted(program: ground.prefix + "/none", number: ENOENT)) {
            _ = try Ran.program(ground.prefix + "/none", [], policy: try ground.policy())
        }
    }

    @Test("A program that is not granted is not started")
    func notGranted() throws {
        let ground = try Ground()
        #expect(throws: ProcessError.notStarted(program: ground.home + "/tool", number: EACCES)) {
            _ = try Ran.program(ground.home + "/tool", [], policy: try ground.policy())
        }
    }

    @Test("A directory that cannot be entered is named")
    func noDirectory() throws {
        let ground = try Ground()
        #expect(throws: ProcessError.notStarted(program: ground.home + "/gone", number: ENOENT)) {
            _ = try Ran.program(
                "/bin/pwd",
                [],
                policy: try ground.policy(),
                directory: ground.home + "/gone"
            )
        }
    }
}
