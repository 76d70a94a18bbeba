import PackageModel
import Testing

@Suite struct PythonRequirementTests {
    @Test(
        "Requirements of real packages are read and written in one form",
        arguments: [
            ("anyio<5,>=4.5", "anyio<5,>=4.5"),
            ("typing_extensions>=4.0; python_version < \"3.11\"", nil),
            ("jsonschema[format] (>=4.0, <5) ; extra == 'cli'", nil),
            ("Foo_Bar [ b , A.a ]", "foo-bar[a-a,b]"), ("x[]", "x"), ("x", "x"),
            ("pip @ https://example.com/pip.whl#sha1=0 ; os_name == 'nt'", nil),
            ("a>=1.0,", "a>=1.0"),
        ] as [(String, String?)]
    )
    func reads(text: String, canonical: String?) throws {
        let requirement = try PythonRequirement(parsing: text)
        if let canonical { #expect(requirement.description == canonical) }
        #expect(try PythonRequirement(parsing: requirement.description) == requirement)
    }

    @Test("The parts of a requirement are found")
    func parts() throws {
        let text = "Name.X[b,a,b] @ https://e.com/x.whl ; os_name == \"nt\""
        let requirement = try PythonRequirement(parsing: text)
        #expect(requirement.name.description == "name-x")
        #expect(requirement.extras.map(\.description) == ["a", "b"])
        #expect(requirement.url == "https://e.com/x.whl")
        #expect(requirement.marker?.description == "os_name == \"nt\"")
    }

    @Test(
        "A text that is no requirement is refused",
        arguments: [
            "", "-x", "x-", "x y", "x[a", "x[a b]", "x[,]", "x (>=1", "x >= 1 ; ", "x; bad",
            "x @", "x @ \u{e9}", "x>=1,y", "x==", "x[a]]", "ä", "x>=1 ; os_name == 'a' x",
            String(repeating: "x", count: 201), String(repeating: "x ", count: 9000),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try PythonRequirement(parsing: text) }
    }

    @Test("A name has one spelling", arguments: ["My.Server_x", "my--server-X", "MY-_.server.x"])
    func names(text: String) throws {
        let name = try PythonPackageName(parsing: text)
        #expect(name.description == "my-server-x")
        #expect(name.underscored == "my_server_x")
    }
}
