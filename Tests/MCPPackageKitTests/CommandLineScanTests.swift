import Diagnostics
import Foundation
import MCPPackageKit
import PackageModel
import Testing

@Suite("What a command line would run today")
struct CommandLineScanTests {
    private let git = ["uvx", "mcp-server-git"]

    @Test("is counted and compared with what the lock holds of the same package")
    func compared() throws {
        let held = try lockedServer(
            [locked("mcp-server-git", needs: ["mcp", "idna"]), locked("mcp"), locked("idna")],
            source: "pypi:mcp_server_git@>=1"
        )
        let report = try scan(
            git,
            [held],
            answer: [
                locked("mcp-server-git", "2.0.0", needs: ["mcp", "sniffio"]), locked("mcp"),
                locked("sniffio"), locked("other", on: ["macos-aarch64"]),
                locked("python", "3.12.1", type: "runtime"),
            ]
        )
        #expect(report.today?.packages == 3)
        #expect(report.today?.chosenAnew == 3)
        #expect(report.holders.map(\.id.description) == ["git"])
        #expect(report.holders.map(\.isInstalled) == [false])
        #expect(
            report.holders[0].differences == [
                .init("idna", "1.0.0", nil), .init("mcp-server-git", "1.0.0", "2.0.0"),
                .init("sniffio", nil, "1.0.0"),
            ]
        )
    }

    @Test("chooses everything but the named version anew")
    func exact() throws {
        let report = try scan(
            ["uvx", "mcp-server-git==2.0.0"],
            answer: [
                locked("mcp-server-git", "2.0.0", needs: ["mcp"]), locked("mcp"),
            ]
        )
        #expect(report.today?.chosenAnew == 1)
    }

    @Test("names what would run while it is installed, and what is younger than the cooldown")
    func facts() throws {
        let hour: Int64 = 3600
        let facts = [
            fact("old", published: -73 * hour), fact("young", published: -71 * hour),
            fact("undated", published: nil), fact("built", published: -100 * hour, script: "gyp"),
        ]
        let report = try scan(git, answer: [locked("mcp-server-git")], facts: facts)
        #expect(report.today?.young.map(\.name) == ["young"])
        #expect(report.today?.scripts.map(\.name) == ["built"])
    }

    @Test("is not known without network, and nobody is asked", arguments: [true, false])
    func offline(_ isOffline: Bool) throws {
        let asked = Flag()
        let report = try scan(git, isOffline: isOffline) { _, _ in
            asked.raise()
            return nil
        }
        #expect(report.today == nil)
        #expect(
            report.unanswered == (isOffline ? "no network may be used" : "nothing here can answer")
        )
        #expect(asked.isRaised == !isOffline)
    }

    @Test("is not known when the answer is an error, which is said")
    func failure() throws {
        let report = try scan(git) { _, _ in throw KitError.usage("the index is closed") }
        #expect(report.unanswered == "the index is closed")
    }

    @Test("is not known when the answer does not come in time")
    func patience() throws {
        let never = DispatchSemaphore(value: 0)
        defer { never.signal() }
        let report = try scan(git) { _, patience in
            #expect(patience == .seconds(2))
            never.wait()
            return nil
        }
        #expect(report.unanswered == "no answer came within 2 s")
    }

    @Test("is looked for under every id that holds the package, also for a server of a registry")
    func holders() throws {
        let servers = try [
            lockedServer([locked("mcp-server-git")], id: "a", source: "io.github.acme/git"),
            lockedServer(
                [locked("x", needs: ["mcp-server-git"]), locked("mcp-server-git")],
                id: "b"
            ),
            lockedServer([locked("mcp-server-git")], id: "c", source: "pypi:other"),
            lockedServer([node("mcp-server-git", "1.0.0", at: "mcp-server-git")], id: "d"),
            lockedServer([], id: "e", source: "pypi:MCP.server_git[extra]@=1"),
        ]
        #expect(try scan(git, servers).holders.map(\.id.description) == ["a", "e"])
        let image = try lockedServer([], id: "i", source: "oci:mcp/fetch:1")
        let report = try scan(["docker", "run", "docker.io/mcp/fetch:2"], [image])
        #expect(report.holders.map(\.id.description) == ["i"])
    }

    @Test("is a matter of usage where the command line cannot be read")
    func usage() throws {
        let error = #expect(throws: ModelError.self) { try scan(["python", "x.py"]) }
        #expect(error?.category == .usage)
    }

    private func fact(_ name: String, published: Int64?, script: String? = nil)
        -> CommandLineScan.Fact
    {
        .init(
            name: name,
            version: "1.0.0",
            publishedAt: published.map { ReportGround.now.advanced(bySeconds: $0) },
            script: script
        )
    }

    private func scan(
        _ words: [String],
        _ servers: [LockedServer] = [],
        answer packages: [LockedPackage],
        facts: [CommandLineScan.Fact] = []
    ) throws -> CommandLineScan.Report {
        let server = try lockedServer(packages, id: "today")
        return try scan(words, servers) { _, _ in .init(server: server, facts: facts) }
    }

    private func scan(
        _ words: [String],
        _ servers: [LockedServer] = [],
        isOffline: Bool = false,
        resolve: @escaping CommandLineScan.Resolve = { _, _ in nil }
    ) throws -> CommandLineScan.Report {
        let ground = try ReportGround(Lockfile(servers: servers), isOffline: isOffline)
        return try CommandLineScan(
            environment: ground.environment,
            scope: .user,
            resolve: resolve
        ).run(words)
    }
}

extension CommandLineScan.Difference {
    fileprivate init(_ name: String, _ locked: String?, _ today: String?) {
        self.init(name: name, locked: locked, today: today)
    }
}

/// Raised on another thread, read after it has signalled.
private final class Flag: @unchecked Sendable {
    private(set) var isRaised = false
    func raise() { isRaised = true }
}
