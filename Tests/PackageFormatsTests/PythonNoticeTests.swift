import PackageFormats
import PackageModel
import Testing

@Suite struct PythonNoticeTests {
    private func sentences(_ files: [String: String], entryPoints: String? = nil) throws -> [String]
    {
        let wheel = try WheelFixture(entryPoints: entryPoints, files: files).verified()
        return try PythonNotice.notices(of: [wheel]).map(\.sentence)
    }

    @Test("A wheel that only brings modules has nothing to say")
    func nothing() throws {
        let files = [
            "demo/__init__.py": "", "demo/inner.pth": "import os", "demo/sitecustomize.py": "",
        ]
        #expect(try sentences(files).isEmpty)
    }

    @Test(
        "A file that runs at every start is shown with what it runs, wherever it comes from",
        arguments: [
            "evil.pth", "demo-1.0.data/purelib/evil.pth", "demo-1.0.data/platlib/evil.PTH",
            "demo-1.0.data/data/lib/python3.12/site-packages/evil.pth",
        ]
    )
    func startupFile(path: String) throws {
        let content =
            "../path\r\nimport os; os.system('id')\r\nimport\tsys\nimportant\n# import x\n"
        let sentences = try sentences([path: content])
        #expect(sentences.count == 1)
        #expect(
            sentences.first?.contains("`import os; os.system('id')`, `import\\u{9}sys`") == true
        )
        #expect(sentences.first?.contains("important") == false)
    }

    @Test("A file that only adds to the path says so, and one of the newer kind runs every line")
    func otherStartupFiles() throws {
        #expect(try sentences(["a.pth": "vendor\n"]).first?.contains("runs nothing") == true)
        #expect(try sentences(["a.start": "demo:main\n"]).first?.contains("`demo:main`") == true)
    }

    @Test(
        "A module that Python imports because of its name is shown",
        arguments: [
            "sitecustomize.py", "usercustomize/__init__.py", "SiteCustomize.cpython-312.so",
            "demo-1.0.data/platlib/usercustomize.abi3.so",
        ]
    )
    func startupModule(path: String) throws {
        #expect(try sentences([path: "x"]).first?.contains("runs whenever Python starts") == true)
    }

    @Test("Commands and modules that are left out are shown")
    func commands() throws {
        let points = "[console_scripts]\nb = demo:main\na = demo:main\n"
        let files = ["demo-1.0.data/scripts/tool": "", "x.pyc": "", "d/__pycache__/y.pyc": ""]
        let sentences = try sentences(files, entryPoints: points)
        #expect(sentences.count == 2)
        #expect(sentences.first?.hasPrefix("1 compiled module of") == true)
        #expect(sentences.last?.hasSuffix("brings the commands `b`, `a`, `tool`") == true)
    }

    @Test("What comes from a wheel is printable")
    func printable() throws {
        let text = try sentences(["a.pth": "import \u{1B}[2J\u{202E}x\n"]).joined()
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }
}
