import PackageModel
import Testing

/// What a `package-lock.json` is refused for.
@Suite struct NPMPackageLockTests {
    private typealias Fixture = NPMLockFixture

    private func code(_ entries: [String], root: String = #""dependencies": {"a": "1"}"#) -> String?
    {
        error(Fixture.lock(root: root, entries))?.code.description
    }

    private func error(_ lock: [UInt8]) -> NPMLockError? {
        do {
            _ = try Fixture.closure(lock)
            return nil
        } catch { return error as? NPMLockError }
    }

    private func entry(_ members: String, at place: String = "node_modules/a") -> String {
        "\"\(place)\": {\"version\": \"1.0.0\"\(members)}"
    }

    @Test("A lock without locations is refused with its version")
    func versions() {
        #expect(error(Array(#"{"lockfileVersion": 1, "dependencies": {}}"#.utf8)) == .version(1))
        #expect(error(Array("{}".utf8))?.code == "npm.lock-malformed")
        #expect(error(Fixture.lock(root: "", [], version: "4"))?.code == "npm.lock-malformed")
        #expect(error(Fixture.lock(root: "", [], version: "2")) == nil)
    }

    @Test("An entry that nothing pins is refused by name")
    func unpinned() {
        #expect(code([entry("")]) == "npm.unpinned")
        #expect(code([entry(#", "resolved": "https://r.example/a.tgz""#)]) == "npm.unpinned")
        let hashed = #", "integrity": "\#(Fixture.integrity("x"))""#
        #expect(code([entry(hashed)]) == "npm.unpinned")
        #expect(
            error(Fixture.lock(root: #""dependencies": {"a": "1"}"#, [entry("")]))
                == .unpinned(names: ["a@1.0.0"])
        )
    }

    @Test("Nothing stronger than SHA-1 is refused")
    func weak() {
        let sha1 =
            #", "resolved": "https://r.example/a.tgz", "integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=""#
        #expect(code([entry(sha1)]) == "npm.weak-hash")
    }

    @Test(
        "A source other than an https registry is refused",
        arguments: [
            "git+ssh://git@github.com/a/b.git#0123456", "file:../a", "http://r.example/a.tgz",
            "http://127.0.0.1/a.tgz", "https://127.0.0.1/a.tgz", "../a", "https://u:p@r.example/a",
        ]
    )
    func foreign(_ resolved: String) {
        let members =
            #", "resolved": "\#(resolved)", "integrity": "\#(Fixture.integrity("x"))""#
        #expect(code([entry(members)]) == "npm.foreign")
    }

    @Test("A link is refused")
    func links() {
        #expect(code([entry(#", "link": true, "resolved": "packages/a""#)]) == "npm.foreign")
        let pinned = Fixture.entry("node_modules/a", "1.0.0", #", "link": true"#)
        #expect(code([pinned]) == "npm.foreign")
    }

    @Test(
        "A place outside of node_modules is refused",
        arguments: [
            "packages/a", "../node_modules/a", "node_modules", "node_modules/", "/node_modules/a",
            "node_modules/a/b", "node_modules/..", "node_modules/a/node_modules",
            "node_modules/.bin",
            "node_modules/@s", "node_modules/a//node_modules/b",
        ]
    )
    func places(_ place: String) {
        #expect(code([entry("", at: place)]) == "npm.lock-malformed")
    }

    @Test("A bundled entry without a package around it is refused")
    func loneBundle() {
        #expect(code([entry(#", "inBundle": true"#)]) == "npm.lock-malformed")
    }

    @Test("Places that differ in capitals only are refused")
    func capitals() {
        let entries = [Fixture.entry("node_modules/a"), Fixture.entry("node_modules/A")]
        #expect(code(entries) == "npm.lock-malformed")
    }

    @Test("A dependency that is not in the lock is refused")
    func missing() {
        let needing = Fixture.entry("node_modules/a", "1.0.0", #", "dependencies": {"b": "1"}"#)
        #expect(code([needing]) == "npm.lock-malformed")
        #expect(code([]) == "npm.lock-malformed")
        let wanting = Fixture.entry(
            "node_modules/a",
            "1.0.0",
            #", "optionalDependencies": {"b": "1"}"#
        )
        #expect(code([wanting]) == nil)
    }

    @Test("Versions and names that npm does not have are refused")
    func names() {
        #expect(code([Fixture.entry("node_modules/a", "not-a-version")]) == "npm.lock-malformed")
        let alias = Fixture.entry("node_modules/a", "1.0.0", #", "name": "../b""#)
        #expect(code([alias]) == "npm.lock-malformed")
    }

    @Test("Every cut of a lock is an error, and none a crash")
    func cuts() {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1"}"#,
            [Fixture.entry("node_modules/a")]
        )
        for end in stride(from: 0, to: lock.count, by: 7) {
            #expect(error(Array(lock[..<end])) != nil)
        }
    }

    @Test("A hash that is not the registry's is refused")
    func disagreement() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1"}"#,
            [Fixture.entry("node_modules/a")]
        )
        let other = NPMSupplement(
            url: "https://r.example/a.tgz",
            integrity: NPMIntegrity(parsing: Fixture.integrity("other")),
            platforms: NPMPlatformRule(),
            scripts: []
        )
        #expect(throws: NPMLockError.self) {
            try NPMPackageLock(parsing: lock).closure(
                of: nil,
                on: PlatformName.standard,
                allowsLoopback: false
            ) { _, _, _ in other }
        }
    }
}
