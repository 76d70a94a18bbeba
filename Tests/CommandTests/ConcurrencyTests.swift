import Documents
import Foundation
import TestSupport
import Testing

@Suite("Many mcppkg at once on one home")
struct ConcurrencyTests {
    private let harness: CommandHarness
    private static let names = (0..<10).map { "server\($0)" }

    init() throws {
        harness = try CommandHarness()
        for name in Self.names {
            var bundle = ServerBundle("1.0.0")
            bundle.name = name
            try harness.registry.publish(bundle, as: "io.github.acme/\(name)")
        }
    }

    @Test("Twenty installs, each server twice, lose no entry anywhere")
    func installs() throws {
        let lines = (Self.names + Self.names).map {
            "install io.github.acme/\($0) --host claude-code --host vscode"
        }
        try together(lines)
        try expectEverything(hosts: ["claude-code", "vscode"])
    }

    @Test("Installs of new servers and links of present ones lose no entry")
    func installsAndLinks() throws {
        try together(Self.names.prefix(5).map { "install io.github.acme/\($0)" })
        let links = Self.names.prefix(5).flatMap {
            ["link \($0) --host vscode", "link \($0) --host claude-code"]
        }
        let installs = Self.names.suffix(5).flatMap {
            [
                "install io.github.acme/\($0) --host vscode",
                "install io.github.acme/\($0) --host claude-code",
            ]
        }
        try together(links + installs)
        try expectEverything(hosts: ["claude-code", "vscode"])
    }

    @Test("Twenty installs of one server, in two scopes and under several ids, share one prefix")
    func oneServer() throws {
        try harness.write("project/mcppkg.json", "{}")
        let lines = (0..<10).map { "install io.github.acme/server0 --user --as u\($0)" }
        let calls =
            try lines.map { try harness.call($0.split(separator: " ").map(String.init)) }
            + (0..<10).map {
                try harness.call(
                    ["install", "io.github.acme/server0", "--project", "--as", "p\($0)"],
                    directory: harness.project
                )
            }
        try expectSuccess(ProgramRun.runTogether(calls))
        #expect(try ids(in: nil).count == 10)
        #expect(try ids(in: harness.project).count == 10)
        #expect(harness.names("home/data/servers/io.github.acme/server0").count == 1)
    }

    @Test("A prune among installs and upgrades takes nothing from them and waits for none in vain")
    func prunes() throws {
        try together(Self.names.prefix(5).map { "install io.github.acme/\($0)" })
        for name in Self.names {
            var bundle = ServerBundle("1.1.0")
            bundle.name = name
            try harness.registry.publish(bundle, as: "io.github.acme/\(name)")
        }
        let installs = Self.names.suffix(5).map { "install io.github.acme/\($0)" }
        let upgrades = Self.names.prefix(5).map { "upgrade \($0)" }
        let prunes = (0..<5).map { _ in "cache prune --days 0" }
        try together(installs + prunes + upgrades, environment: ["MCPPKG_LOCK_TIMEOUT": "60"])
        #expect(try ids(in: nil) == Self.names)
        #expect(try harness.run("verify").status == 0)
        for name in Self.names {
            #expect(try ServerTalk(harness, ["--user", name]).version == "1.1.0")
        }
    }

    @Test("Changes that go back and forth end in one of the two states, whole")
    func opposites() throws {
        try together(["install io.github.acme/server0 --host claude-code"])
        let lines = (0..<10).map {
            $0 % 2 == 0
                ? "link server0 --host vscode" : "unlink server0 --host vscode"
        }
        try together(lines + ["pin server0", "verify", "list"])
        #expect(try ids(in: nil) == ["server0"])
        #expect(try ServerTalk(harness, ["--user", "server0"]).version == "1.0.0")
        // A host file that was made for an entry goes with it.
        for name in ["person/.claude.json", "person/.config/Code/User/mcp.json"] {
            let file = harness.text(name) ?? "{}"
            #expect(throws: Never.self) { try JSON(parsing: file) }
        }
    }

    private func together(_ lines: [String], environment: [String: String] = [:]) throws {
        let calls = try lines.map { line in
            try harness.call(line.split(separator: " ").map(String.init), environment: environment)
        }
        try expectSuccess(ProgramRun.runTogether(calls))
    }

    private func expectSuccess(_ runs: [ProgramRun]) {
        for run in runs { #expect(run.status == 0, "\(run.errors)") }
        #expect(harness.names("home/data/staging") == ["mutex"])
        #expect(harness.names("home/data/journal").allSatisfy { $0.hasSuffix(".done") })
    }

    private func expectEverything(hosts: [String]) throws {
        #expect(try ids(in: nil) == Self.names)
        let manifest = try JSON(parsing: try #require(harness.text("home/mcppkg.json")))
        #expect(manifest["servers"]?.object?.keys.sorted() == Self.names)
        let lock = try #require(harness.text("home/mcppkg.lock"))
        for name in Self.names { #expect(lock.contains("id = \"\(name)\"")) }
        for host in hosts {
            let text = try #require(harness.text(CommandHarness.hostFile(host)))
            let file = try JSON(parsing: text)
            let entries = file["mcpServers"] ?? file["servers"]
            #expect(entries?.object?.keys.sorted() == Self.names, "\(host)")
        }
        #expect(try harness.run("sync --locked").status == 0)
        #expect(try harness.run("verify").status == 0)
    }

    private func ids(in project: String?) throws -> [String] {
        let line = project == nil ? "list --user" : "list --project"
        let servers = try harness.json(line, in: project)["result"]?["servers"]?.array ?? []
        return servers.compactMap { $0["id"]?.string }.sorted()
    }
}
