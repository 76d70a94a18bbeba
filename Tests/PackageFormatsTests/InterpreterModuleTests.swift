import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

private let python = "/usr/bin/python3"

@Suite("Starting a module of a bundle")
struct InterpreterModuleTests {
    @Test(
        "A real Python takes the module from the prefix, not from where the host starts",
        .enabled(if: FileManager.default.isExecutableFile(atPath: python))
    )
    func module() throws {
        let fixture = try RuntimeFixture()
        let evil = "print('a stranger was here')\n"
        for name in ["runpy.py", "server/main.py", "server/part.py", "server.py"] {
            try fixture.file("project/\(name)", evil)
        }
        try fixture.file("prefix/server/part.py", "word = 'ours'\n")
        try fixture.file(
            "prefix/server/main.py",
            "import sys\nfrom .part import word\nprint(__name__, word, sys.argv[1:])\n"
        )
        let manifest =
            #"{"manifest_version":"0.3","name":"demo","version":"1","description":"d","author":{"name":"A"},"server":{"type":"python","entry_point":"server/main.py","mcp_config":{"command":"python3","args":["-u","-m","server.main","--stdio","-c"]}}}"#
        let plan = try MCPBFormat().plan(
            BundleContents(
                manifest: Array(manifest.utf8),
                files: FormatFixture.files(["server/main.py", "server/part.py"])
            ),
            package: nil,
            platform: .current
        )
        let directories = SystemDirectories(home: fixture.home)
        let inputs = try ResolvedInputs(
            InputValues(),
            for: plan.inputs,
            server: "demo",
            directories: directories
        )
        let facts = LaunchFacts(
            prefix: fixture.home.appending("prefix"),
            inputs: inputs,
            directories: directories
        )
        let launch = try plan.launch.resolved(facts, adding: InputValues())
        let output = try run(launch.arguments, in: fixture.root.appending(path: "project"))
        #expect(output == "__main__ ours ['--stdio', '-c']\n")
    }

    private func run(_ arguments: [LaunchRecord.Value], in directory: URL) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: python)
        process.currentDirectoryURL = directory
        process.standardOutput = pipe
        process.arguments = arguments.map { value in
            value.map { piece in
                if case .text(let text) = piece { return text }
                return ""
            }
            .joined()
        }
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
