import PackageFormats
import PackageModel
import Paths
import Testing

@Suite struct PythonStartTests {
    private func start(_ wheels: [WheelFixture], bin: String? = nil) throws -> PythonStart {
        try PythonStart.choose(
            for: PythonPackageName(parsing: "demo"),
            asked: bin,
            among: try wheels.map { try $0.verified() }
        )
    }

    private func points(_ names: String...) -> String {
        "[console_scripts]\n" + names.map { "\($0) = demo:main\n" }.joined()
    }

    @Test("The command named like the package starts it")
    func named() throws {
        let start = try start([WheelFixture(entryPoints: points("other", "De_Mo", "demo"))])
        #expect(start.form == .script("demo"))
        #expect(start.note == nil)
    }

    @Test("Its only command starts it, whatever the name")
    func only() throws {
        let start = try start([WheelFixture(entryPoints: points("serve"))])
        #expect(start.form == .script("serve"))
        let prefix = try AbsolutePath(parsing: "/p")
        #expect(start.commandLine(in: prefix) == ["/p/bin/python", "/p/bin/serve"])
    }

    @Test("A package without commands is started by the one that a dependency has for it")
    func dependency() throws {
        let slim = WheelFixture.other("demo_slim", entryPoints: points("tool", "demo"))
        let start = try start([WheelFixture(), slim])
        #expect(start.form == .script("demo"))
        #expect(start.note?.contains("demo-slim") == true)
    }

    @Test("A package without commands is started as its module")
    func module() throws {
        let files = ["demo/__main__.py": "", "demo/sub/__main__.py": "", "other/__main__.py": ""]
        let start = try start([WheelFixture(files: files)])
        #expect(start.form == .module("demo"))
        let prefix = try AbsolutePath(parsing: "/p")
        #expect(start.commandLine(in: prefix) == ["/p/bin/python", "-m", "demo"])
    }

    @Test("A program that a wheel brings runs by itself, a script of its is given to Python")
    func files() throws {
        let scripts = "demo-1.0.data/scripts/"
        let demo = WheelFixture(files: [scripts + "demo": "ELF", scripts + "tool": "#!python\nx"])
        #expect(try start([demo]).form == .program("demo"))
        #expect(try start([demo], bin: "tool").form == .script("tool"))
        let prefix = try AbsolutePath(parsing: "/p")
        #expect(try start([demo]).commandLine(in: prefix) == ["/p/bin/demo"])
    }

    @Test("The command that was asked for is taken, also one of a dependency, with a word")
    func asked() throws {
        let other = WheelFixture.other("other", entryPoints: points("tool"))
        let demo = WheelFixture(entryPoints: points("demo", "second"))
        let own = try start([demo, other], bin: "second")
        #expect(own.form == .script("second"))
        #expect(own.note == nil)
        let foreign = try start([demo, other], bin: "tool")
        #expect(foreign.form == .script("tool"))
        #expect(foreign.note?.contains("other") == true)
    }

    @Test("Where nothing decides, the candidates are listed")
    func candidates() throws {
        let demo = WheelFixture(entryPoints: points("one", "two"))
        let error = #expect(throws: WheelError.self) { try start([demo]) }
        #expect(error?.category == .notFound)
        #expect(error?.reason.contains("`one`, `two`") == true)
        #expect(error?.remedy?.contains("--bin one") == true)
    }

    @Test("A command that does not exist is not found, and neither is one of a package with none")
    func missing() throws {
        let demo = WheelFixture(entryPoints: points("demo"))
        let error = #expect(throws: WheelError.self) { try start([demo], bin: "gone") }
        #expect(error?.reason.contains("`gone`") == true)
        #expect(throws: WheelError.self) { try start([WheelFixture()]) }
        #expect(throws: WheelError.self) { try start([]) }
    }
}
