import PackageModel
import Testing

@Suite struct PyPISourceTests {
    private func source(_ text: String, _ place: VersionRequest.Place = .commandLine) throws
        -> PyPISource
    {
        try PyPISource(parsing: text, in: place)
    }

    @Test(
        "A source becomes what a resolver is asked for",
        arguments: [
            ("mcp-server-git", "mcp-server-git"),
            ("Mcp_Server.Git[B,a]@1.2", "mcp-server-git[a,b]==1.2"),
            ("x@=1.2rc1", "x==1.2rc1"), ("x@==1.2", "x==1.2"),
            ("x@>=2026.7,<2027", "x>=2026.7,<2027"), ("x@>=1 <2", "x>=1,<2"),
            ("x@^1.2", "x>=1.2,<2"), ("x@^0.2.3", "x>=0.2.3,<0.3"), ("x@^0.0.3", "x>=0.0.3,<0.0.4"),
            ("x@^0.0", "x>=0.0,<0.1"), ("x@^1!2.3", "x>=1!2.3,<1!3"), ("x@~1.2.3", "x>=1.2.3,<1.3"),
            ("x@~1", "x>=1,<2"), ("x@==3.*", "x==3.*"), ("x@~=2.1", "x~=2.1"), ("x@*", "x"),
            ("x@^1.2,!=1.4", "x>=1.2,<2,!=1.4"),
        ]
    )
    func requirement(text: String, requirement: String) throws {
        #expect(try source(text).requirement.description == requirement)
    }

    @Test("A bare version is locked now, and the manifest lets it move on")
    func bareOnTheCommandLine() throws {
        let chosen = try PythonVersion(parsing: "2026.7.4")
        let source = try source("x[a]@2026.7.4")
        #expect(source.request == .now(chosen))
        #expect(source.choosing(chosen).description == "x[a]@^2026.7.4")
        #expect(try self.source("x").choosing(chosen).description == "x@^2026.7.4")
    }

    @Test("An equals sign holds, in both places; so does a bare version in a manifest")
    func holding() throws {
        let chosen = try PythonVersion(parsing: "1.0")
        #expect(try source("x@=1.0").choosing(chosen).description == "x@=1.0")
        #expect(try source("x@1.0", .manifest) == source("x@=1.0"))
        #expect(try source("x@1.0", .manifest).description == "x@=1.0")
    }

    @Test("A range is written as it was typed, and read back in the manifest")
    func ranges() throws {
        let chosen = try PythonVersion(parsing: "1.4")
        for text in ["x@^1.2", "x@~1.2", "x@>=1,<2", "x@*", "x@==1.*"] {
            let written = try source(text).choosing(chosen).description
            #expect(written == text)
            #expect(try source(written, .manifest).description == text)
        }
    }

    @Test("A caret keeps later incompatible versions out, also those before their release")
    func caret() throws {
        let range = try PythonVersionRange(parsing: "^1.2")
        #expect(try range.contains(PythonVersion(parsing: "1.9.post1")))
        #expect(try !range.contains(PythonVersion(parsing: "2.0rc1")))
        #expect(try !range.contains(PythonVersion(parsing: "1.1")))
        #expect(try PythonVersionRange.any.contains(PythonVersion(parsing: "1.0rc1")))
    }

    @Test(
        "A text that is no package of PyPI is refused",
        arguments: [
            "", "@1", "x@", "x@latest", "x==1.0", "x>=1", "x[a@1", "x@1 2", "x@>=", "x@^",
            "x@1||2", "x@^1.x", "x;os_name=='nt'", "x @1", "x@=>1", "x@,", "a/b", "x@^x",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try source(text) }
    }
}
