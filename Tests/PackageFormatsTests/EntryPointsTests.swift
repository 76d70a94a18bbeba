import PackageFormats
import PackageModel
import Testing

@Suite struct EntryPointsTests {
    private func commands(_ text: String) throws -> [EntryPoints.Command] {
        let name = try WheelFileName(parsing: "demo-1.0-py3-none-any.whl")
        return try EntryPoints(parsing: Array(text.utf8), of: name).commands
    }

    @Test("The two sections of commands are read, others are passed over")
    func reads() throws {
        let text = """
            # a comment
            ; another
            [other]
            python = whatever / 7
            no equals sign
            [ console_scripts ]\r
            demo=demo.cli:main\r
              spaced  =  demo . cli : main
            nested = demo:App.run [extra,other]
            demo=demo.cli:main
            [gui_scripts]
            window = demo._gui:start2
            """
        #expect(throws: WheelError.self) { try commands(text) }
        let read = try commands(text.replacing("demo . cli : main", with: "demo.cli : main"))
        #expect(read.map(\.name) == ["demo", "spaced", "nested", "window"])
        #expect(read.map(\.module) == ["demo.cli", "demo.cli", "demo", "demo._gui"])
        #expect(read.map(\.object) == ["main", "main", "App.run", "start2"])
    }

    @Test(
        "A name that is no plain file name is refused",
        arguments: [
            "../evil", "a/b", "/bin/sh", "", ".", "..", ".hidden", "-rf", "a\u{0}b", "a b",
            "a\u{1B}[31m", "\u{202E}a", "a\\b", "\u{e9}", String(repeating: "a", count: 129),
        ]
    )
    func badNames(name: String) {
        #expect(throws: WheelError.self) { try commands("[console_scripts]\n\(name) = demo:main") }
    }

    @Test(
        "A name that the environment needs is refused",
        arguments: [
            "python", "python3", "python3.12", "Python3", "pythonw", "python3.13t", "pypy", "pypy3",
            "python.exe", "activate", "activate.fish", "activate_this.py", "deactivate.bat",
        ]
    )
    func reservedNames(name: String) throws {
        let error = #expect(throws: WheelError.self) {
            try commands("[console_scripts]\n\(name) = demo:main")
        }
        #expect(error?.code == "wheel.command")
    }

    @Test(
        "A name that only begins like one of those is a command like any other",
        arguments: [
            "python-dotenv", "pythonista", "activate-global-python-argcomplete", "pypyr", "a.b+c@d",
            "python-config",
        ]
    )
    func similarNames(name: String) throws {
        #expect(try commands("[gui_scripts]\n\(name) = demo:main").map(\.name) == [name])
    }

    @Test(
        "Anything but module and object is refused, so that no text gets into a script",
        arguments: [
            "demo", "demo:", ":main", "demo:main()", "demo:main:x", "demo;x:main", "demo..cli:main",
            "demo:main\u{0}", "demo.cli:main # x", "os:system('id')", "1demo:main", "demo:1main",
            "demo-x:main", "demo:main [extra", "\"demo\":main", "demo:m\u{e4}in", "",
        ]
    )
    func badObjects(value: String) throws {
        let error = #expect(throws: WheelError.self) {
            try commands("[console_scripts]\ndemo = \(value)")
        }
        #expect(error?.code == "wheel.command")
    }

    @Test("A name with two meanings and a line of no form are refused")
    func malformed() {
        #expect(throws: WheelError.self) { try commands("[console_scripts]\na=b:c\na=b:d") }
        #expect(throws: WheelError.self) { try commands("[console_scripts]\nnothing") }
        #expect(throws: WheelError.self) {
            try commands("[console_scripts]\na=b:c\n[gui_scripts]\na=x:y")
        }
    }
}
