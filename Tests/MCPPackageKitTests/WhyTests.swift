import Diagnostics
import MCPPackageKit
import PackageModel
import Testing

@Suite("Why a package is there")
struct WhyTests {
    @Test("is told by every way to it, the shortest first, and a cycle adds none")
    func ways() throws {
        let report = try why(
            "idna",
            [
                lockedServer([
                    locked("git", needs: ["mcp", "http"]), locked("mcp", needs: ["http", "git"]),
                    locked("http", needs: ["idna", "mcp"]), locked("idna"), locked("other"),
                ])
            ]
        )
        #expect(texts(report) == ["git: git http idna", "git: git mcp http idna"])
        #expect(report.cut.isEmpty)
    }

    @Test("covers every server that has it, or the one that is named")
    func servers() throws {
        let servers = try ["a", "b", "c"].map { id in
            try lockedServer(
                [locked(id, needs: id == "b" ? [] : ["idna"]), locked(id == "b" ? "x" : "idna")],
                id: id
            )
        }
        #expect(texts(try why("IDNA", servers)) == ["a: a idna", "c: c idna"])
        #expect(texts(try why("idna", servers, id: "c")) == ["c: c idna"])
        #expect(throws: ReportError.self) { try why("idna", servers, id: "b") }
    }

    @Test("shows 20 ways of each server and says that there are more")
    func bounded() throws {
        let report = try why("p-19-0", [dense(levels: 20, width: 20)])
        #expect(report.paths.count == 20)
        #expect(report.paths.allSatisfy { $0.steps.count == 20 })
        #expect(report.cut.map(\.description) == ["git"])
    }

    @Test("of a package behind a longer way than any real one is that there are more")
    func tooDeep() throws {
        let report = try why("p4999", [chain(5_000)])
        #expect(report.paths.isEmpty)
        #expect(report.cut.map(\.description) == ["git"])
    }

    @Test("of a package that is not there ends with 3 and the name that was meant")
    func missing() throws {
        let error = #expect(throws: ReportError.self) {
            try why("anyo", [lockedServer([locked("anyio")])])
        }
        #expect(error?.category == .notFound)
        #expect(error?.remedy == "did you mean `anyio`?")
    }

    private func why(_ package: String, _ servers: [LockedServer], id: String? = nil) throws
        -> Why.Report
    {
        let ground = try ReportGround(Lockfile(servers: servers))
        return try Why(environment: ground.environment, scope: .user).run(
            package: package,
            id: try id.map { try InstanceID(parsing: $0) }
        )
    }

    private func texts(_ report: Why.Report) -> [String] {
        report.paths.map { "\($0.server): " + $0.steps.map(\.name).joined(separator: " ") }
    }
}
