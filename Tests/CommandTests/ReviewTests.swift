import TestSupport
import Testing

@Suite("A lock in a pull request")
struct ReviewTests {
    private let harness: CommandHarness

    init() throws {
        harness = try CommandHarness()
        try harness.write("project/mcppkg.json", "{}")
        try commit([])
    }

    @Test(
        "calls nobody, holds no markup and keeps its columns, whatever names it has",
        arguments: names
    )
    func hostile(_ name: String, _ shown: String) throws {
        try commit([name])
        try write([])
        let table = try table()
        #expect(table.last == "| \(shown) | npm | 1.0.0 |  |  |")
        #expect(table.filter { $0.hasPrefix("|") }.allSatisfy { $0.count { $0 == "|" } == 6 })
    }

    private static let names = [
        ("plain", "plain"), ("@team/x", "`@team/x`"), ("#1", "`#1`"), ("a|b", #"`a\u{7C}b`"#),
        (#"a\\|b"#, #"`a\\u{7C}b`"#), ("<img src=x>", "`<img src=x>`"), ("[a](b)", "`[a](b)`"),
        ("`a``b", "``` `a``b ```"), ("www.example.com", "`www.example.com`"),
        ("a_b*c*", "`a_b*c*`"), ("&lt;", "`&lt;`"),
    ]

    @Test("is folded when it is long, and says how many packages are not listed")
    func long() throws {
        try write((0..<21).map { "p\($0)" })
        let folded = try table()
        #expect(folded.contains("<details><summary>odd: 21 added</summary>"))
        #expect(folded.last == "</details>")
        try write((0..<230).map { "p\($0)" })
        let cut = try table()
        #expect(cut.contains("30 more are in the lock."))
        #expect(cut.count { $0.hasPrefix("| p") && !$0.hasPrefix("| package") } == 200)
    }

    private func table() throws -> [String] {
        let run = try harness.run("diff --markdown", in: harness.project)
        #expect(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\n").map(String.init)
    }

    private func write(_ names: [String]) throws {
        let lock = ClosureLock.server(
            [("id", "odd"), ("name", "npm/odd"), ("version", "1.0.0"), ("source", "npm:odd")],
            names.map { ClosureLock.package("npm", $0, "1.0.0") }
        )
        try harness.write("project/mcppkg.lock", "version = 1\n" + lock)
    }

    private func commit(_ names: [String]) throws {
        try write(names)
        let git =
            "git init -q && git add -A && git -c user.name=A -c user.email=a@x.example commit -qm x"
        var call = ProgramCall("/bin/sh", ["-c", git])
        call.environment = try harness.environment()
        call.directory = harness.project
        let run = try ProgramRun.run(call)
        #expect(run.status == 0, "\(run.errors)")
    }
}
