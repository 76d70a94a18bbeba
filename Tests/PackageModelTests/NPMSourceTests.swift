import PackageModel
import Testing

/// What may follow `npm:`.
@Suite struct NPMSourceTests {
    @Test(
        "A source names a package and what was asked of its versions",
        arguments: [
            ("express", "express", VersionRequest.newest.description),
            ("@scope/server", "@scope/server", ""),
            ("@scope/server@latest", "@scope/server", ""),
            ("express@^1.2", "express", "@^1.2"),
            ("express@=1.2.3", "express", "@=1.2.3"),
            ("express@>=1,<2", "express", "@>=1,<2"),
            ("JSONStream@~1.3", "JSONStream", "@~1.3"),
            ("@s/_private~x", "@s/_private~x", ""),
        ]
    )
    func sources(_ text: String, _ name: String, _ request: String) throws {
        let source = try NPMSource(parsing: text, in: .manifest)
        #expect(source.name.description == name)
        #expect(source.request.description == request)
        #expect(try NPMSource(parsing: source.description, in: .manifest) == source)
    }

    @Test("A bare version is taken now on a command line, and holds in a manifest")
    func bare() throws {
        let typed = try NPMSource(parsing: "a@1.0.0", in: .commandLine)
        let written = try NPMSource(parsing: "a@1.0.0", in: .manifest)
        #expect(typed.request == .now(try VersionText(parsing: "1.0.0")))
        #expect(written.request.range.isExact)
        #expect(written.request != typed.request)
    }

    @Test(
        "What is no package or version of npm is refused",
        arguments: [
            "", "@", "@scope", "@scope/", "/a", "a/b", "a b", ".hidden", "a@", "a@next", "a@1.2",
            "a@||", "@a/b/c", "node_modules", "@s/node_modules", "..", "a%2fb", "a\u{0}b", "é",
            "git+https://example.com/a", String(repeating: "a", count: 215),
        ]
    )
    func refused(_ text: String) {
        #expect(throws: ModelError.self) { try NPMSource(parsing: text, in: .commandLine) }
    }

    @Test("A server is called by its package, and no two packages share a name")
    func serverNames() throws {
        let name = { (text: String) in try NPMName(parsing: text).serverName().description }
        #expect(try name("server") == "npm/server")
        #expect(try name("@scope/server") == "npm/scope__server")
        #expect(throws: ModelError.self) { try name("scope__server") }
        #expect(throws: ModelError.self) { try name("@a__b/c") }
        #expect(throws: ModelError.self) { try name("@a_/b") }
        #expect(throws: ModelError.self) { try name("@a/_b") }
    }
}
