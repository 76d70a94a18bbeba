import PackageFormats
import PackageModel
import Paths
import Testing

@Suite struct PythonPlacesTests {
    private let packages = "lib/python3.12/site-packages/"

    private func layout(_ path: String, _ content: String = "x") throws -> PrefixLayout {
        try environment([WheelFixture(files: [path: content])])
    }

    private func code(_ path: String, _ content: String = "x") throws -> String? {
        try wheelCode { _ = try layout(path, content) }
    }

    @Test(
        "Files of the data directory go where their key says",
        arguments: [
            ("purelib/demo/a.py", "lib/python3.12/site-packages/demo/a.py"),
            ("platlib/demo/a.so", "lib/python3.12/site-packages/demo/a.so"),
            ("headers/demo.h", "include/site/python3.12/demo/demo.h"),
            ("data/share/man/man1/demo.1", "share/man/man1/demo.1"),
            ("data/lib64/demo.so", "lib/demo.so"), ("data/bin/demo.sh", "bin/demo.sh"),
            ("scripts/demo", "bin/demo"),
        ]
    )
    func places(path: String, destination: String) throws {
        let layout = try layout("demo-1.0.data/" + path)
        #expect(layout.paths.contains(destination))
        #expect(!layout.paths.contains { $0.contains(".data/") })
    }

    @Test("The data directory may spell name and version in another way")
    func spelling() throws {
        #expect(try layout("Demo-1.0.0.data/data/x").paths.contains("x"))
        #expect(
            try layout("other-1.0.data/data/x").paths.contains(packages + "other-1.0.data/data/x")
        )
    }

    @Test(
        "A file for no place, or for one that the environment needs itself, is refused",
        arguments: [
            "data/bin/python", "data/bin/python3.12", "data/bin/PYTHON", "data/bin/activate",
            "data/pyvenv.cfg", "data/PyVenv.cfg", "data/.mcppkg/seal", "data/bin", "data/lib64",
            "data/lib", "data/bin/python/x", "other/x", "x",
        ]
    )
    func reserved(path: String) throws {
        #expect(try code("demo-1.0.data/" + path) == "wheel.place")
    }

    @Test(
        "A script that is no plain name, or has a reserved one, is refused",
        arguments: ["python", "python3.12", "sub/tool", "-x", ".hidden", "activate"]
    )
    func scriptNames(name: String) throws {
        #expect(try code("demo-1.0.data/scripts/" + name) == "wheel.command")
    }

    @Test(
        "Metadata of another package is refused, by whichever way it would get there",
        arguments: [
            "purelib/other-1.0.dist-info/METADATA", "platlib/Other-1.dist-INFO/RECORD",
            "data/lib/python3.12/site-packages/other-1.0.dist-info/x",
            "data/lib64/python3.12/site-packages/other-1.0.dist-info/x",
        ]
    )
    func foreignMetadata(path: String) throws {
        #expect(try code("demo-1.0.data/" + path) == "wheel.place")
    }

    @Test("Its own metadata cannot be replaced from the data directory")
    func ownMetadata() throws {
        let path = "demo-1.0.data/purelib/demo-1.0.dist-info/"
        #expect(try code(path + "METADATA") == "wheel.conflict")
        #expect(try code(path + "RECORD") == "wheel.conflict")
    }

    @Test(
        "A script for Python is rewritten for the one beside it",
        arguments: [
            ("#!python\nprint(1)\n", ""), ("#!pythonw\r\nprint(1)\n", ""),
            ("#!python -E -s\nprint(1)\n", " -E -s"),
        ]
    )
    func shebang(content: String, options: String) throws {
        let layout = try layout("demo-1.0.data/scripts/tool", content)
        let text = try #require(layout.writtenText("bin/tool"))
        #expect(
            text == """
                #!/bin/sh
                '''exec' "$(dirname -- "$(realpath -- "$0")")/python"\(options) "$0" "$@"
                ' '''
                print(1)

                """
        )
        #expect(layout.written.first { $0.path.name == "tool" }?.mode == 0o555)
    }

    @Test(
        "A first line from which a shell could be told more is refused",
        arguments: ["#!python;id\n", "#!python $(id)\n", "#!python3.12\n", "#!python -c'x'\n"]
    )
    func hostileShebang(content: String) throws {
        #expect(try code("demo-1.0.data/scripts/tool", content) == "wheel.place")
    }

    @Test("Any other script stays as it is and can be run")
    func otherScript() throws {
        let layout = try layout("demo-1.0.data/scripts/tool", "#!/bin/sh\ntrue\n")
        let placed = try #require(layout.placements.first { $0.path.name == "tool" })
        #expect(placed.mode == 0o555)
        #expect(placed.path.description == "bin/tool")
    }

    @Test("A path of the runtime that no line can hold is refused")
    func runtimePath() throws {
        let path = try AbsolutePath(parsing: "/opt/a\nhome = /evil/python3")
        let version = try PythonVersion(parsing: "3.12.4")
        let platform = try PlatformName(parsing: "linux-x86_64-gnu")
        #expect(throws: WheelError.self) {
            try PythonRuntime(executable: path, version: version, platform: platform)
        }
    }
}
