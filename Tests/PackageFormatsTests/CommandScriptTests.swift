import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

/// Environments written to disk and started with the Python of this machine.
@Suite(.enabled(if: PythonHere.path != nil, "no python3 is on this machine"))
struct CommandScriptTests {
    private func write(_ layout: PrefixLayout, files: [String: String], to folder: URL) throws {
        let manager = FileManager.default
        func place(_ path: RelativePath) throws -> URL {
            let url = folder.appending(path: path.description)
            let parent = url.deletingLastPathComponent()
            try manager.createDirectory(at: parent, withIntermediateDirectories: true)
            return url
        }
        for placed in layout.placements {
            let content = files[placed.entry.path.description] ?? ""
            try Data(content.utf8).write(to: try place(placed.path))
        }
        for written in layout.written {
            let url = try place(written.path)
            try Data(written.bytes).write(to: url)
            let mode: [FileAttributeKey: Any] = [.posixPermissions: Int(written.mode)]
            try manager.setAttributes(mode, ofItemAtPath: url.path)
        }
        for link in layout.links {
            let path = try place(link.path).path
            try manager.createSymbolicLink(atPath: path, withDestinationPath: link.target)
        }
    }

    private func output(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test("Commands run from wherever their environment is, by themselves and through a link")
    func relocatable() throws {
        let files = [
            "demo/__init__.py": "import sys\nclass App:\n    @staticmethod\n    def main():\n"
                + "        print('ran', sys.prefix.split('/')[-1], sys.argv[1:])\n",
            "demo-1.0.data/scripts/tool": "#!python -s\nimport demo; demo.App.main()\n",
        ]
        let points = "[console_scripts]\ndemo = demo:App.main\n"
        let wheel = WheelFixture(entryPoints: points, files: files)
        let runtime = try PythonHere.runtime()
        let layout = try PythonEnvironmentLayout.make([try wheel.verified()], runtime: runtime)
        let base = URL(filePath: NSTemporaryDirectory()).appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: base) }
        let moved = base.appending(path: "it's moved")
        try write(layout, files: files, to: base.appending(path: "first"))
        try FileManager.default.moveItem(at: base.appending(path: "first"), to: moved)
        let link = base.appending(path: "link").path
        let command = moved.appending(path: "bin/demo").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: command)
        let tool = moved.appending(path: "bin/tool").path
        #expect(try output(command, ["a b"]) == "ran it's moved ['a b']\n")
        #expect(try output(link, ["$x"]) == "ran it's moved ['$x']\n")
        #expect(try output(tool, []) == "ran it's moved []\n")
        let start = try PythonStart.choose(
            for: PythonPackageName(parsing: "demo"),
            among: [try wheel.verified()]
        )
        let line = start.commandLine(in: try AbsolutePath(parsing: moved.path))
        #expect(try output(line[0], Array(line.dropFirst()) + ["q"]) == "ran it's moved ['q']\n")
    }
}

/// The Python of this machine, where there is one.
enum PythonHere {
    static let path: String? = ask("import sys; print(sys.executable)")

    static func runtime() throws -> PythonRuntime {
        let version = ask("import platform; print(platform.python_version())") ?? ""
        return try PythonRuntime(
            executable: AbsolutePath(parsing: path ?? ""),
            version: PythonVersion(parsing: version.filter { $0 != "+" }),
            platform: PlatformName(parsing: "linux-x86_64-gnu")
        )
    }

    private static func ask(_ code: String) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", code]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil,
            let data = try? pipe.fileHandleForReading.readToEnd()
        else { return nil }
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self).split(separator: "\n").first
        return process.terminationStatus == 0 ? text.map(String.init) : nil
    }
}
