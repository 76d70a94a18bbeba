import PackageModel
import Testing

@Suite("Projects of Python")
struct PythonProjectTests {
    private func project(_ text: String) throws -> PythonProject {
        try PythonProject(parsing: Array(text.utf8))
    }

    @Test("What an installer needs is read among what other tools write")
    func read() throws {
        let found = try project(
            """
            [build-system]
            requires = ["hatchling"]

            [project]
            name = "Hello.World" # a name
            requires-python = ">=3.10"
            dependencies = [
                "mcp>=1.0,<2", 'httpx[http2]',  # two
                "x ; python_version < '3.11'",
            ]
            dynamic = ["version"]

            [project.scripts]
            hello = "hello_world.main:run"

            [tool.black]
            line-length = 99.5
            dependencies = ["not-this"]
            """
        )
        #expect(found.name?.description == "hello-world")
        #expect(found.requiresPython == ">=3.10")
        #expect(found.dependencies.map(\.name.description) == ["mcp", "httpx", "x"])
        #expect(found.scripts.map(\.name) == ["hello"])
        #expect(found.scripts.map(\.target) == ["hello_world.main:run"])
    }

    @Test("A project without dependencies needs nothing")
    func empty() throws {
        #expect(try project("[project]\nname = \"a\"\n").dependencies.isEmpty)
    }

    @Test(
        "What cannot be known without running code is refused",
        arguments: [
            "", "[tool.poetry]\nname = \"a\"", "[project]\ndynamic = [\"dependencies\"]",
            "[project]\ndependencies = [\"not a requirement !\"]",
        ]
    )
    func refused(_ text: String) {
        #expect(throws: ModelError.self) { try project(text) }
    }

    @Test("Texts that end anywhere are read or refused, and never run on")
    func cut() {
        let text = "[project]\nname = \"a\"\ndependencies = [\n  \"b\", 'c',\n]\n[x]\ny = {z = [1,"
        for count in 0...text.utf8.count {
            _ = try? PythonProject(parsing: Array(text.utf8.prefix(count)))
        }
    }
}
