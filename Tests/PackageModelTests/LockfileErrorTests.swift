import Cryptography
import Diagnostics
import Documents
import PackageModel
import Testing

private typealias Sample = LockfileSample

@Suite("Lockfile refusals")
struct LockfileErrorTests {
    @Test("A greater version is refused with how to upgrade")
    func newerVersion() {
        let error = refusal("version = 2\n")
        #expect(error == .newerVersion(2))
        #expect(error?.category.exitStatus == 10)
        #expect(error?.remedy != nil)
    }

    @Test("A greater version is the reason even where the rest cannot be read")
    func newerVersionInUnknownForm() {
        #expect(refusal("# c\nversion = 3\nratio = 1.5\n") == .newerVersion(3))
    }

    @Test("Texts that are no lock are refused with their line", arguments: malformed)
    func malformedLock(text: String, line: Int, what: String) {
        let error = refusal(text)
        #expect(error == .malformed(what: what, line: line))
        #expect(error?.category.exitStatus == 14)
    }

    static let malformed: [(String, Int, String)] = [
        ("", 1, "`version` is missing"),
        ("version = 0", 1, "`version` is missing"),
        ("version = \"1\"", 1, "`version` is not a number that is not negative"),
        ("version = 1\nserver = 3", 1, "`server` is not a list of tables"),
        ("version = 1\n\n[[server]]\n", 3, "`id` is missing"),
        (entry(id: ""), 3, "`id` is not a text"),
        (entry(id: "a/b"), 3, "`a/b` is not a server id: 1 to 64 of A-Z, a-z, 0-9, `_` and `-`"),
        (entry(name: "acme"), 3, "`acme` is not a server name: it needs exactly one `/`"),
        (entry("version = 5", keys: []), 3, "`version` is not a text"),
        (entry("packages = [1]"), 3, "`packages` is not a list of tables"),
        (entry("packages = [{}]"), 8, "`type` is missing"),
        (entry("remote = {}"), 8, "`type` is missing"),
        (entry("document = \"sha1:00\""), 3, digestRule),
        (entry("launch = \"00\""), 3, digestRule),
        (entry("notAfter = \"yesterday\""), 3, "`notAfter` is not an RFC 3339 instant"),
    ]
    .map { text, line, what in (text, line, what.replacing("KEY", with: key(text))) }

    @Test("A malformed package names its line", arguments: packages)
    func malformedPackage(facts: String, what: String) {
        let text = entry("packages = [\n    { \(facts) },\n]")
        #expect(refusal(text) == .malformed(what: what, line: 9))
    }

    static let packages: [(String, String)] = [
        (#"type = "mcpb", evidence = "x""#, "`sha256` is missing"),
        (#"type = "mcpb", sha256 = "AA", evidence = "x""#, shaRule),
        (#"type = "mcpb", sha256 = "\#(Sample.digest("").hex)""#, "`evidence` is missing"),
        (#"type = "mcpb", platforms = [1]"#, "`platforms` is not a list of texts"),
        (#"type = "mcpb", platforms = "x""#, "`platforms` is not a list of texts"),
        (
            #"type = "mcpb", sha256 = "\#(Sample.digest("").hex)", evidence = "x", size = -1"#,
            "`size` is not a number that is not negative"
        ),
    ]

    @Test("Two servers under one id are refused")
    func duplicates() throws {
        let second = entry().replacing("version = 1\n", with: "")
        #expect(
            refusal(entry() + second) == .duplicateID(try InstanceID(parsing: "a"), line: 10)
        )
    }

    @Test(
        "A reference to a secret is refused anywhere, and its text is not repeated",
        arguments: [
            "runtime = \"op://vault/item\"", "later = \"env:AWS_KEY\"", "later = [\"CMD:cat x\"]",
            "later = { deep = [{ x = \"file:/etc/passwd\" }] }", "[server.sub]\nx = \"cmd:id\"",
        ]
    )
    func secretReferences(line: String) {
        let error = refusal(entry(line))
        #expect(error?.code == "lock.secret-reference")
        #expect(error?.category.exitStatus == 5)
        #expect(error?.reason.contains("passwd") == false)
    }

    @Test(
        "What means something on one machine only, or holds a login, is refused",
        arguments: [
            "/home/me/x.mcpb", "~/x.mcpb", "ftp://acme.example/x", "https://me:pw@acme.example/x",
            "https:///x", "C:\\\\x.mcpb", "https://acme.example\\\\@evil/x", "x\\u202e.mcpb",
            "git+https://token@acme.example/r.git",
        ]
    )
    func machinePaths(url: String) {
        let facts = #"type = "mcpb", sha256 = "\#(Sample.digest("").hex)", evidence = "x""#
        let error = refusal(entry("packages = [{ \(facts), url = \"\(url)\" }]"))
        #expect(error == .notPortable(key: "url", line: 8))
    }

    @Test(
        "Places that every machine can use may be recorded",
        arguments: [
            "https://acme.example/x.mcpb", "http://127.0.0.1:8080/x", "bundles/x.mcpb",
            "../x.mcpb", "git+ssh://git@acme.example/r.git", "git+https://acme.example/r.git@1",
        ]
    )
    func portablePlaces(url: String) {
        #expect(LockedPackage.mayRecord(url: url))
    }

    @Test("A lock with any bit flipped is read or refused, and never crashes")
    func bitFlips() throws {
        let bytes = Lockfile(servers: [try Sample.fullServer(1, version: "1.0.0")]).bytes
        var refused = 0
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            do { _ = try Lockfile(parsing: flipped) } catch { refused += 1 }
        }
        #expect(refused > 0)
    }
}

private let digestRule = "`KEY` is not `sha256:` with 64 lower-case hexadecimal digits"
private let shaRule = "`sha256` is not a SHA-256 of 64 lower-case hexadecimal digits"

private func key(_ text: String) -> String { text.contains("document") ? "document" : "launch" }

/// A lock of one server, with the line `extra` at the end.
private func entry(
    _ extra: String = "",
    id: String = "a",
    name: String = "io.github.acme/a",
    keys: [String] = ["version = \"1.0.0\""]
) -> String {
    (["version = 1", "", "[[server]]", "id = \"\(id)\"", "name = \"\(name)\""] + keys
        + ["source = \"io.github.acme/a@^1\"", extra, ""]).joined(separator: "\n")
}

private func refusal(_ text: String) -> LockfileError? {
    #expect(throws: LockfileError.self) { try Lockfile(parsing: Array(text.utf8)) }
}
