import Documents
import Foundation
import TestSupport
import Testing

@Suite("What a person's machine does meanwhile")
struct InterruptionTests {
    private let harness: CommandHarness

    init() throws {
        harness = try CommandHarness()
        for version in ["1.0.0", "1.1.0"] { try harness.registry.publish(ServerBundle(version)) }
    }

    private func succeed(_ line: String) throws {
        let run = try harness.run(line)
        #expect(run.status == 0, "\(line): \(run.errors)")
    }

    @Test("A host that rewrites its file between commit and write keeps what it wrote")
    func rebased() throws {
        try harness.write("person/.claude.json", #"{"mcpServers":{},"seen":1}"#)
        try succeed("install io.github.acme/weather@1.0.0")
        try stopAfterCommit("link weather --host claude-code")
        try harness.write("person/.claude.json", #"{"mcpServers":{},"seen":2}"#)
        try succeed("link weather --host claude-code")
        let file = try JSON(parsing: try #require(harness.text("person/.claude.json")))
        #expect(file["seen"] == 2)
        #expect(file["mcpServers"]?["weather"]?["command"] != nil)
        try succeed("remove weather")
        #expect(harness.text("person/.claude.json") == #"{"mcpServers":{},"seen":2}"#)
    }

    @Test("A host file that became unreadable between commit and write is left as it is")
    func unreadable() throws {
        try harness.write("person/.claude.json", "{}")
        try succeed("install io.github.acme/weather@1.0.0")
        try stopAfterCommit("link weather --host claude-code")
        try harness.write("person/.claude.json", "{ half")
        let next = try harness.run("link weather --host vscode")
        #expect(harness.text("person/.claude.json") == "{ half")
        #expect(next.status == 0, "\(next.errors)")
        #expect(next.errors.contains(".claude.json"))
        #expect(harness.names("home/data/journal").allSatisfy { $0.hasSuffix(".done") })
    }

    @Test("A read does not finish what another command is doing, and sees one state")
    func read() throws {
        try succeed("install io.github.acme/weather@1.0.0")
        try stopAfterCommit("upgrade weather")
        let list = try harness.json("list")["result"]?["servers"]?.array?.first
        #expect(list?["version"] == "1.0.0")
        #expect(harness.names("home/data/journal").contains { $0.hasSuffix(".commit") })
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
        try succeed("upgrade weather")
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.1.0")
        try succeed("rollback weather")
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
    }

    @Test("What `undo` finds after an interruption is the whole change")
    func undone() throws {
        try succeed("install io.github.acme/weather@1.0.0 --host claude-code")
        let before = harness.text("home/mcppkg.lock")
        try stopAfterCommit("upgrade weather")
        try succeed("undo")
        #expect(harness.text("home/mcppkg.lock") == before)
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
        #expect(try harness.run("verify").status == 0)
    }

    /// Kills a command just after its transaction was committed and before anything of it was done.
    private func stopAfterCommit(_ line: String) throws {
        let log = harness.tree.path + "/calls"
        let copy = try TemporaryTree()
        try TemporaryTree.copy(harness.tree.path + "/.", to: copy.path)
        let whole = try harness.run(line, environment: ["MCPPKG_FAULT": "log:\(log)"])
        #expect(whole.status == 0, "\(whole.errors)")
        let calls = (harness.text("calls") ?? "").split(separator: "\n")
        let commit = try #require(calls.firstIndex { $0.hasSuffix(".commit") })
        try restore(copy)
        let run = try harness.run(line, environment: ["MCPPKG_FAULT": "\(commit + 2):kill"])
        #expect(run.status == -9)
        #expect(harness.names("home/data/journal").contains { $0.hasSuffix(".commit") })
    }

    private func restore(_ copy: TemporaryTree) throws {
        for name in harness.names("") {
            try TemporaryTree.remove(harness.tree.path + "/" + name)
        }
        try TemporaryTree.copy(copy.path + "/.", to: harness.tree.path)
    }
}
