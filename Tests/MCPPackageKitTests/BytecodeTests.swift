import Cryptography
import Diagnostics
import Documents
import Foundation
import Launcher
import PackageModel
import Paths
import Processes
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite struct BytecodeTests {
    private let ground: BytecodeGround

    init() throws { ground = try BytecodeGround() }

    /// Replaces one file of the byte code, permissions kept.
    private func poison() throws {
        let path = try ground.bytecode.description + "/" + (try #require(ground.files().first))
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        try handle.close()
        try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    }

    @Test(
        "A server loads the byte code of its packages and of the library from the sealed directory"
    )
    func isUsed() throws {
        #expect(try ground.compile() == .made)
        let place = try ground.bytecode.description
        #expect(try ground.serve().contains(place))
        let files = try ground.files()
        #expect(files.contains { $0.contains("/json/__init__.cpython-") })
        #expect(files.contains { $0.contains("/email/message.cpython-") })
    }

    @Test("Nothing of a package is executed when its byte code is made")
    func executesNothing() throws {
        #expect(try ground.compile() == .made)
        #expect(!FileManager.default.fileExists(atPath: ground.mark))
        // The same package leaves its mark when it is.
        _ = try ground.serve()
        #expect(FileManager.default.fileExists(atPath: ground.mark))
    }

    @Test("A source that cannot be compiled costs only its own byte code")
    func passesOverBroken() throws {
        #expect(try ground.compile() == .made)
        let files = try ground.files()
        #expect(files.contains { $0.contains("/demo/__init__.") })
        #expect(!files.contains { $0.contains("broken") })
    }

    @Test("Byte code is read-only and its sources are not looked at again")
    func isReadOnly() throws {
        _ = try ground.compile()
        for file in try ground.files() {
            let path = try ground.bytecode.description + "/" + file
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o444)
            let start = try #require(FileManager.default.contents(atPath: path)).dropFirst(4)
                .prefix(4)
            #expect(Array(start) == [1, 0, 0, 0])
        }
    }

    @Test("A second time nothing is done")
    func isIdempotent() throws {
        #expect(try ground.compile() == .made)
        #expect(try ground.compile() == .present)
    }

    @Test("Byte code that was changed is not used, is reported, and is made anew")
    func noticesChange() throws {
        _ = try ground.compile()
        #expect(try ground.check.isUsable)
        #expect(try ground.check.findings().isEmpty)
        try poison()
        #expect(try !ground.check.isUsable)
        let place = try ground.bytecode.description
        #expect(try !ground.serve().contains(place))
        let findings = try ground.check.findings()
        #expect(findings.map(\.code) == ["bytecode.changed"])
        #expect(try ground.compile() == .made)
        #expect(try ground.check.isUsable)
    }

    @Test("A file that was added is not used and reported")
    func noticesAddition() throws {
        _ = try ground.compile()
        let directory = try ground.bytecode.description
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
        try writeFile(directory + "/extra.cpython-312.pyc", "x")
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory)
        #expect(try !ground.check.isUsable)
        #expect(try ground.check.findings().count == 1)
    }

    @Test("A directory without its mark was never complete: not used, not reported, made anew")
    func ignoresIncomplete() throws {
        _ = try ground.compile()
        try FileManager.default.removeItem(atPath: try ground.check.mark.description)
        #expect(try !ground.check.isUsable)
        #expect(try ground.check.findings().isEmpty)
        #expect(try ground.compile() == .made)
    }

    @Test("Another interpreter than the one of the installation makes nothing")
    func wantsItsInterpreter() throws {
        var record = ground.record
        let runtime = try #require(record.runtime)
        record.runtime = RuntimeIdentity(
            path: runtime.path,
            version: runtime.version,
            digest: Digest(of: "another".utf8)
        )
        let compiler = BytecodeCompiler(environment: try ground.runtime.environment)
        #expect(try compiler.compile(record) == .notWanted)
        #expect(try !FileManager.default.fileExists(atPath: ground.bytecode.description))
    }

    @Test("A server that is started without byte code starts all the same")
    func isOptional() throws {
        #expect(try ground.serve().contains("cached"))
    }

    @Test("Byte code of prefixes that are gone is removed, other stays")
    func prunes() throws {
        _ = try ground.compile()
        let store = BytecodeStore(layout: try ground.runtime.layout)
        #expect(try store.prune(keeping: [ground.record.prefix]).bytes == 0)
        #expect(try ground.check.isUsable)
        #expect(store.sealDigests.count == 1)
        #expect(try store.prune(keeping: []).bytes > 0)
        #expect(store.sealDigests.isEmpty)
    }

    private static let isConfined = SandboxSupport.current.tier != .none

    @Test(
        "A server cannot write its byte code, and what it tries changes nothing",
        .enabled(if: isConfined)
    )
    func serversCannotWrite() throws {
        _ = try ground.compile()
        let target = try ground.bytecode.description
        let attempt = """
            import os, sys
            root = \(JSON.string(target).text())
            for path in [root + "/x.pyc", root + ".sealed", os.path.dirname(root) + "/y"]:
                try:
                    os.chmod(os.path.dirname(path), 0o755)
                    open(path, "w").close()
                    print("written", path)
                except OSError:
                    print("refused")
            """
        let plan = LaunchPlan(
            record: ground.record,
            workspace: try AbsolutePath(parsing: ground.runtime.tree.path),
            person: { _ in nil }
        )
        try plan.prepare()
        let child = try ChildProcess.start(
            Processes.ProgramCall(
                program: plan.call.program,
                arguments: ["-I", "-S", "-c", attempt],
                environment: plan.call.environment,
                directory: plan.call.directory,
                sandbox: plan.sandbox.policy
            )
        )
        child.closeInput()
        var output: [UInt8] = []
        let deadline = Deadline(after: .seconds(30))
        while case let block = try child.receive(until: deadline), !block.isEmpty {
            output += block
        }
        #expect(String(decoding: output, as: UTF8.self) == "refused\nrefused\nrefused\n")
    }
}

@Suite struct RuntimeCheckTests {
    @Test("A runtime that changed under its server is a finding with the way out")
    func noticesChange() throws {
        let tree = try TemporaryTree()
        let program = try AbsolutePath(parsing: tree.path + "/python3")
        try writeFile(program.description, "one")
        let layout = StoreLayout(home: try AbsolutePath(parsing: tree.path))
        var record = LaunchRecord(
            server: "a/b",
            version: "1",
            prefix: program.parent,
            prefixDigest: Digest(of: []),
            executable: program,
            arguments: [],
            environment: [],
            state: program.parent
        )
        record.runtime = RuntimeIdentity(
            path: program,
            version: RuntimeVersion(major: 3, minor: 12, patch: 1),
            digest: Digest(of: "one".utf8)
        )
        let id = try InstanceID(parsing: "demo")
        let check = RuntimeCheck(layout: layout)
        #expect(check.change(record, server: id) == nil)
        try writeFile(program.description, "two")
        let finding = try #require(check.change(record, server: id))
        #expect(finding.code == "runtime.changed")
        #expect(finding.remedy == "run `mcppkg sync`")
        #expect(finding.category == .drift)
    }

    @Test("A launch record with a runtime reads back")
    func readsBack() throws {
        let identity = RuntimeIdentity(
            path: try AbsolutePath(parsing: "/opt/python/bin/python3.12"),
            version: RuntimeVersion(major: 3, minor: 12, patch: 1),
            digest: Digest(of: "x".utf8),
            library: try AbsolutePath(parsing: "/opt/python/lib/libpython3.12.so.1.0")
        )
        #expect(try RuntimeIdentity(json: identity.json) == identity)
        #expect(throws: ModelError.self) { try RuntimeIdentity(json: ["path": "relative"]) }
    }
}
