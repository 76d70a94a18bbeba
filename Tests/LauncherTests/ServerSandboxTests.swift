import Cryptography
import Diagnostics
import Foundation
import Launcher
import PackageModel
import Paths
import Processes
import TestSupport
import Testing

/// A launch record in a temporary place, as an installation writes it.
final class Ground {
    let tree: TemporaryTree
    var record: LaunchRecord
    let workspace: AbsolutePath
    let home: AbsolutePath

    /// `arguments` are told where the place is.
    init(executable: String = "/bin/sh", arguments make: (String) -> [String] = { _ in [] }) throws
    {
        tree = try TemporaryTree()
        let arguments = make(tree.path)
        let root = try AbsolutePath(parsing: tree.path)
        workspace = root.appending("work")
        home = root.appending("person")
        let prefix = try AbsolutePath(parsing: tree.path + "/data/servers/acme/weather/1.0.0-0123")
        record = LaunchRecord(
            server: "acme/weather",
            version: "1.0.0",
            prefix: prefix,
            prefixDigest: Digest(of: []),
            executable: try AbsolutePath(executable, below: prefix),
            arguments: arguments.map { [.text($0)] },
            environment: [],
            state: try AbsolutePath(parsing: tree.path + "/data/instances/user/weather/state")
        )
        for directory in [prefix, workspace, home.appending(".ssh")] { try self.make(directory) }
    }

    func make(_ directory: AbsolutePath) throws {
        try FileManager.default.createDirectory(
            atPath: directory.description,
            withIntermediateDirectories: true
        )
    }

    func write(_ text: String, to path: AbsolutePath, mode: Int = 0o644) throws {
        try make(path.parent)
        try Data(text.utf8).write(to: URL(filePath: path.description))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: path.description
        )
    }

    var sandbox: ServerSandbox { ServerSandbox(record: record, workspace: workspace, home: home) }

    var plan: LaunchPlan {
        LaunchPlan(record: record, workspace: workspace) { variable in
            switch variable {
            case .userHome: self.home.description
            case .temporaryDirectory: "/tmp"
            case .language: "C.UTF-8"
            case .userName: "ada"
            default: nil
            }
        }
    }

    var variables: [String: String] {
        Dictionary(plan.call.environment.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

@Suite("The sandbox of a launch record")
struct ServerSandboxTests {
    @Test("A record without grants opens its prefix and its state, and no network")
    func nothingGranted() throws {
        let ground = try Ground(executable: "server/serve")
        let policy = ground.sandbox.policy
        #expect(policy.readable.first == ground.record.prefix)
        #expect(!policy.readable.contains { $0.contains(ground.workspace) })
        #expect(policy.writable == [ground.record.state])
        #expect(policy.network == .none)
    }

    @Test("What was granted is in the policy, the workspace by its real name")
    func granted() throws {
        let ground = try Ground()
        ground.record.confinement = Confinement(
            runtimes: [try AbsolutePath(parsing: "/opt/python")],
            readable: [[.workspace]],
            writable: [[.workspace, .text("/.index")]],
            ports: [443]
        )
        let policy = ground.sandbox.policy
        #expect(policy.readable.contains(ground.workspace))
        #expect(policy.readable.contains(try AbsolutePath(parsing: "/opt/python")))
        #expect(policy.writable == [ground.record.state, ground.workspace.appending(".index")])
        #expect(policy.network == .ports([443]))
    }

    @Test(
        "What holds the home directory or what mcppkg keeps is not granted, and not started",
        arguments: [
            "/", "/person", "/data", "/data/servers", "/data/vault", "/data/instances/user/other",
            "/link",
        ]
    )
    func tooWide(_ name: String) throws {
        let ground = try Ground()
        try FileManager.default.createSymbolicLink(
            atPath: ground.tree.path + "/link",
            withDestinationPath: ground.home.description
        )
        let path = try AbsolutePath(parsing: name == "/" ? name : ground.tree.path + name)
        ground.record.confinement.readable = [[.text(path.description)]]
        #expect(ground.sandbox.refused == [path])
        #expect(!ground.sandbox.policy.readable.contains(path))
        let error = #expect(throws: LauncherError.self) { try ground.plan.prepare() }
        #expect(error?.code == "launch.grant-too-wide")
        #expect(error?.category == .consent)
    }

    @Test("A directory of the home can be granted")
    func narrow() throws {
        let ground = try Ground()
        let notes = ground.home.appending("notes")
        ground.record.confinement.writable = [[.text(notes.description)]]
        #expect(ground.sandbox.refused.isEmpty)
        #expect(ground.sandbox.policy.writable.contains(notes))
    }

    @Test("An interpreter of the person comes with its libraries, also through a link")
    func interpreter() throws {
        let ground = try Ground()
        let tree = try AbsolutePath(parsing: ground.tree.path + "/versions/3.12")
        let program = tree.appending("bin").appending("python3.12")
        try ground.write("", to: program, mode: 0o755)
        try ground.make(tree.appending("lib"))
        let link = ground.home.appending("bin").appending("python3")
        try ground.make(link.parent)
        try ground.make(ground.home.appending("lib"))
        try FileManager.default.createSymbolicLink(
            atPath: link.description,
            withDestinationPath: program.description
        )
        ground.record.confinement.runtimes = [link]
        let readable = ground.sandbox.policy.readable
        #expect(readable.contains(tree))
        #expect(!readable.contains(ground.home))
    }

    @Test("A container engine is confined by nothing but limits, and has the person's home")
    func container() throws {
        let ground = try Ground()
        ground.record.confinement.isContainer = true
        #expect(ground.sandbox.policy.confinesAccess == false)
        #expect(ground.variables["HOME"] == ground.home.description)
        #expect(ground.variables["TMPDIR"] == "/tmp")
    }

    @Test(
        "Home and temporary files are the server's own, and nothing else of the person's is passed"
    )
    func environment() throws {
        let ground = try Ground()
        let state = ground.record.state.description
        #expect(
            ground.variables == [
                "HOME": state + "/home", "TMPDIR": state + "/tmp", "LANG": "C.UTF-8", "USER": "ada",
                "PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
            ]
        )
    }

    @Test("Byte code that nobody sealed is in reach and not used")
    func bytecode() throws {
        let ground = try Ground()
        let directory = try AbsolutePath(parsing: ground.tree.path + "/data/bytecode/a/b")
        ground.record.bytecode = directory
        try ground.write("", to: directory.appending(".mcppkg").appending("seal"))
        #expect(ground.variables["PYTHONPYCACHEPREFIX"] == nil)
        #expect(ground.sandbox.policy.readable.contains(directory))
    }

    @Test("What an earlier start has put in place of its directories gives way")
    func planted() throws {
        let ground = try Ground()
        try ground.make(ground.record.state)
        let home = ground.record.state.description + "/home"
        try FileManager.default.createSymbolicLink(
            atPath: home,
            withDestinationPath: ground.home.description
        )
        try ground.plan.prepare()
        try ground.plan.prepare()
        let attributes = try FileManager.default.attributesOfItem(atPath: home)
        #expect(attributes[.type] as? FileAttributeType == .typeDirectory)
    }
}

@Suite(
    "A server started from its plan",
    .enabled(if: SandboxSupport.current.tier != .none, "this kernel has no Landlock or no seccomp")
)
struct ConfinedServerTests {
    private func output(_ plan: LaunchPlan) throws -> [String] {
        try plan.prepare()
        let deadline = Deadline(after: .seconds(60))
        let child = try ChildProcess.start(plan.call)
        child.closeInput()
        var output: [UInt8] = []
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            output += bytes
        }
        _ = child.wait(until: deadline)
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static let script = """
        cat "$1/person/.ssh/id_rsa" 2>/dev/null || echo no key
        cat "$1/data/vault/secrets" 2>/dev/null || echo no vault
        ls "$1/work" >/dev/null 2>&1 || echo no workspace
        echo x > "$1/work/new" 2>/dev/null || echo no writing
        """

    private func ground() throws -> Ground {
        let ground = try Ground { ["-c", Self.script, "sh", $0] }
        try ground.write("canary", to: ground.home.appending(".ssh").appending("id_rsa"))
        let vault = try AbsolutePath(parsing: ground.tree.path + "/data/vault/secrets")
        try ground.write("canary", to: vault)
        return ground
    }

    @Test("Nothing of the person's is in reach")
    func nothing() throws {
        let ground = try ground()
        #expect(
            try output(ground.plan) == ["no key", "no vault", "no workspace", "no writing"]
        )
    }

    @Test("What was granted is in reach")
    func granted() throws {
        let ground = try ground()
        ground.record.confinement.writable = [[.workspace]]
        #expect(try output(ground.plan) == ["no key", "no vault"])
    }
}
