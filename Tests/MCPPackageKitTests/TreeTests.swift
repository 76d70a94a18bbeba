import MCPPackageKit
import PackageModel
import Testing

@Suite("The tree of a closure")
struct TreeTests {
    private let packages = [
        locked("git", needs: ["click", "mcp"]), locked("mcp", needs: ["anyio", "click", "git"]),
        locked("anyio"), locked("click", needs: ["color"]), locked("color"),
        locked("python", "3.12.1", type: "runtime"),
    ]

    @Test("shows what a package needs once, and marks it where it stands again")
    func repeated() throws {
        #expect(
            try lines() == [
                "1 git", "2 click", "3 color.", "2 mcp.", "3 anyio", "3 click (*)", "3 git (*).",
                "1 python.",
            ]
        )
    }

    @Test("ends at the level that was asked for, and marks nothing that was not opened")
    func depth() throws {
        #expect(try lines(depth: 2) == ["1 git", "2 click", "2 mcp.", "1 python."])
        #expect(try lines(depth: 0) == [])
    }

    @Test("turned upside down leads from a package to the server's own")
    func inverted() throws {
        #expect(
            try lines(inverting: "Color") == [
                "1 color.", "2 click.", "3 git", "4 mcp.", "5 git (*).", "3 mcp (*).",
            ]
        )
        #expect(throws: ReportError.self) { try lines(inverting: "nothing") }
    }

    @Test("of a chain as long as a file can hold ends at a level that nobody reaches")
    func longChain() throws {
        let ground = try ReportGround(Lockfile(servers: [chain(20_000)]))
        let tree = try Tree(environment: ground.environment, scope: .user).run(id: nil)
        #expect(tree[0].rows.count == 100)
    }

    @Test("of an id that is not locked ends with the id that was meant")
    func unknown() throws {
        let ground = try ReportGround(Lockfile(servers: [lockedServer(packages)]))
        let error = #expect(throws: ReportError.self) {
            try Tree(environment: ground.environment, scope: .user).run(
                id: try InstanceID(parsing: "gitt")
            )
        }
        #expect(error?.remedy == "did you mean `git`?")
    }

    /// Level, name, a star where it was opened before, and a dot where it is the last of its level.
    private func lines(depth: Int? = nil, inverting name: String? = nil) throws -> [String] {
        let server = try lockedServer(packages, source: "pypi:git")
        let ground = try ReportGround(Lockfile(servers: [server]))
        let tree = Tree(environment: ground.environment, scope: .user)
        let servers =
            try name.map { try tree.run(inverting: $0, id: nil, depth: depth) }
            ?? tree.run(id: nil, depth: depth)
        return servers.flatMap(\.rows).map { row in
            "\(row.depth) \(row.name)" + (row.isRepeated ? " (*)" : "") + (row.isLast ? "." : "")
        }
    }
}
