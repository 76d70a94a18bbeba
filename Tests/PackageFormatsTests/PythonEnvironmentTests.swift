import Cryptography
import PackageFormats
import PackageModel
import Paths
import Testing

@Suite struct PythonEnvironmentTests {
    private let packages = "lib/python3.12/site-packages/"

    @Test("An environment has its interpreter, its configuration and its packages")
    func environmentOfOne() throws {
        var demo = WheelFixture(entryPoints: "[console_scripts]\ndemo = demo.cli:App.main\n")
        demo.files["demo/__init__.py"] = "x = 1\n"
        demo.files["demo/tool.sh"] = "true\n"
        demo.executable = ["demo/tool.sh"]
        let layout = try environment([demo])
        #expect(
            layout.links == [
                .init(path: try .init(parsing: "bin/python"), target: "/opt/python/bin/python3.12"),
                .init(path: try .init(parsing: "bin/python3"), target: "python"),
                .init(path: try .init(parsing: "bin/python3.12"), target: "python"),
                .init(path: try .init(parsing: "lib64"), target: "lib"),
            ]
        )
        #expect(
            layout.writtenText("pyvenv.cfg") == """
                home = /opt/python/bin
                implementation = CPython
                version_info = 3.12.4
                include-system-site-packages = false

                """
        )
        let files = ["demo/__init__.py", "demo/tool.sh"].map { packages + $0 }
        let info = ["METADATA", "WHEEL", "entry_points.txt", "INSTALLER", "RECORD"]
            .map { packages + "demo-1.0.dist-info/" + $0 }
        let base = [
            "bin/python", "bin/python3", "bin/python3.12", "lib64", "pyvenv.cfg", "bin/demo",
        ]
        #expect(layout.paths == Set(files + info + base))
        let modes = Set(layout.placements.filter { $0.mode == 0o555 }.map(\.path.description))
        #expect(modes == [packages + "demo/tool.sh"])
    }

    @Test("RECORD of the environment lists what was installed, with commands outside")
    func installedRecord() throws {
        var demo = WheelFixture(entryPoints: "[console_scripts]\ndemo = demo:main\n")
        demo.files["demo/a,b.py"] = "x"
        demo.lines["demo/a,b.py"] = "\"demo/a,b.py\",sha256=\(urlSafe(Digest(of: "x".utf8).bytes)),"
        let layout = try environment([demo])
        let record = try #require(layout.writtenText(packages + "demo-1.0.dist-info/RECORD"))
        let command = try #require(layout.writtenText("bin/demo"))
        let lines = record.split(separator: "\n").map(String.init)
        let hash = urlSafe(Digest(of: command.utf8).bytes)
        #expect(lines.first == "../../../bin/demo,sha256=\(hash),\(command.utf8.count)")
        #expect(lines.contains("demo-1.0.dist-info/RECORD,,"))
        #expect(
            lines.contains(
                "demo-1.0.dist-info/INSTALLER,sha256=\(urlSafe(Digest(of: "mcppkg".utf8).bytes)),6"
            )
        )
        #expect(lines.last == "\"demo/a,b.py\",sha256=\(urlSafe(Digest(of: "x".utf8).bytes)),")
        #expect(lines.count == 7)
    }

    @Test("On a Mac there is no second library directory")
    func mac() throws {
        let layout = try environment([], platform: "macos-aarch64")
        #expect(!layout.paths.contains("lib64"))
    }

    @Test("Packages that share a directory are merged, and equal files are one")
    func namespaces() throws {
        var first = WheelFixture.other("one", files: ["space/one.py": "1", "LICENSE": "same"])
        var second = WheelFixture.other("two", files: ["space/two.py": "2", "LICENSE": "same"])
        first.files["space/run.sh"] = "s"
        second.files["space/run.sh"] = "s"
        second.executable = ["space/run.sh"]
        let layout = try environment([first, second])
        let ours = layout.placements.filter { !$0.path.description.contains(".dist-info/") }
        #expect(
            ours.map { $0.path.description.dropFirst(packages.count) }.sorted()
                == ["LICENSE", "space/one.py", "space/run.sh", "space/two.py"]
        )
        #expect(ours.map(\.package).sorted() == [0, 0, 0, 1])
        #expect(ours.first { $0.path.name == "run.sh" }?.mode == 0o555)
    }

    @Test("Different files for one path are refused with the names of both wheels")
    func conflict() throws {
        let first = WheelFixture.other("one", files: ["tests/__init__.py": ""])
        let second = WheelFixture.other("two", files: ["tests/__init__.py": "x"])
        let error = #expect(throws: WheelError.self) { try environment([first, second]) }
        #expect(error?.code == "wheel.conflict")
        let reason = try #require(error?.reason)
        #expect(reason.contains("one-1.0-py3") && reason.contains("two-1.0-py3"))
    }

    @Test("Two commands of one name that do different things are refused")
    func commandConflict() throws {
        let first = WheelFixture.other("one", entryPoints: "[console_scripts]\nrun = one:main")
        let second = WheelFixture.other("two", entryPoints: "[console_scripts]\nrun = two:main")
        let code = try wheelCode { _ = try environment([first, second]) }
        #expect(code == "wheel.conflict")
    }

    @Test("A file where another wheel needs a directory is refused")
    func directoryConflict() throws {
        let first = WheelFixture.other("one", files: ["space": "a file"])
        let second = WheelFixture.other("two", files: ["space/deep/two.py": "2"])
        let code = try wheelCode { _ = try environment([first, second]) }
        #expect(code == "wheel.conflict")
    }

    @Test("One package twice is refused")
    func twice() throws {
        let code = try wheelCode { _ = try environment([WheelFixture(), WheelFixture()]) }
        #expect(code == "wheel.conflict")
    }

    @Test("Compiled files inside a wheel are dropped")
    func bytecode() throws {
        let demo = WheelFixture(
            files: [
                "demo/a.py": "", "demo/__pycache__/a.cpython-312.pyc": "poison", "demo/b.pyc": "p",
                "demo/__PyCache__/deep/x.py": "p", "c.PYO": "p", "__pycache__/t.py": "p",
                "demo/pycache.py": "",
            ]
        )
        let layout = try environment([demo])
        let code = layout.paths.filter { $0.hasPrefix(packages) && !$0.contains(".dist-info/") }
        #expect(code == [packages + "demo/a.py", packages + "demo/pycache.py"])
        let record = try #require(layout.writtenText(packages + "demo-1.0.dist-info/RECORD"))
        #expect(!record.contains("pycache__"))
    }

    @Test("What a wheel says about its own installation is replaced")
    func bookkeeping() throws {
        let info = "demo-1.0.dist-info/"
        let demo = WheelFixture(
            files: [
                info + "INSTALLER": "pip", info + "direct_url.json": "{}", info + "REQUESTED": "",
            ]
        )
        let layout = try environment([demo])
        #expect(layout.writtenText(packages + info + "INSTALLER") == "mcppkg")
        #expect(!layout.paths.contains(packages + info + "direct_url.json"))
        #expect(!layout.paths.contains(packages + info + "REQUESTED"))
    }

    @Test("A wheel that wants another Python is refused")
    func requiresPython() throws {
        let text = "Name: demo\nVersion: 1.0\nRequires-Python: >=3.13\n"
        let code = try wheelCode { _ = try environment([WheelFixture(metadata: text)]) }
        #expect(code == "wheel.unsupported")
    }

    @Test("The same wheels make the same layout")
    func deterministic() throws {
        let wheels = [WheelFixture.other("one", files: ["a.py": ""]), WheelFixture.other("two")]
        #expect(try environment(wheels) == environment(wheels))
    }
}
