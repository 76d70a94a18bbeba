import Diagnostics
import Documents
import Foundation
import Hosts
import Paths
import Testing

@Suite struct HostFileTests {
    private func places(
        _ platform: HostPlatform,
        configHome: String = "/h/.config",
        claudeConfig: String? = nil
    ) throws -> HostPlaces {
        HostPlaces(
            home: try path("/h"),
            configHome: try path(configHome),
            claudeConfig: try claudeConfig.map(path),
            platform: platform
        )
    }

    @Test("Every host's file is where the host looks for it")
    func userFiles() throws {
        let linux = try allHosts.map { try $0.userPlace(in: places(.linux)).file.description }
        #expect(
            linux == [
                "/h/.config/Claude/claude_desktop_config.json", "/h/.claude.json",
                "/h/.config/Code/User/mcp.json",
            ]
        )
        let mac = try allHosts.map { try $0.userPlace(in: places(.macOS)).file.description }
        #expect(
            mac == [
                "/h/Library/Application Support/Claude/claude_desktop_config.json",
                "/h/.claude.json", "/h/Library/Application Support/Code/User/mcp.json",
            ]
        )
    }

    @Test("Variables move the files of the hosts that read them")
    func variables() throws {
        let moved = try places(.linux, configHome: "/x", claudeConfig: "/c")
        let files = allHosts.map { $0.userPlace(in: moved).file.description }
        #expect(
            files == [
                "/x/Claude/claude_desktop_config.json", "/c/.claude.json", "/x/Code/User/mcp.json",
            ]
        )
    }

    @Test("Project files are where the host looks for them, and Claude Desktop has none")
    func projectFiles() throws {
        let directory = try TemporaryDirectory()
        let code = try HostFile.project(ClaudeCode(), in: directory.path)
        #expect(code.path == (try directory.place(".mcp.json")))
        let editor = try HostFile.project(VSCode(), in: directory.path)
        #expect(editor.path == (try directory.place(".vscode/mcp.json")))
        let error = #expect(throws: HostError.self) {
            try HostFile.project(ClaudeDesktop(), in: directory.path)
        }
        #expect(error?.category.exitStatus == 2)
    }

    @Test("A host is present once its directory is there", arguments: allHosts)
    func presence(host: any HostIntegration) throws {
        let home = try TemporaryDirectory()
        let places = HostPlaces(home: home.path, configHome: try home.place(".config"))
        #expect(try !host.isPresent(in: places))
        let evidence = try #require(host.userPlace(in: places).evidence.last)
        try home.makeDirectory(evidence)
        #expect(try host.isPresent(in: places))
    }

    @Test("A missing file names the directories that have to be made, deepest first")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let file = HostFile(host: VSCode(), path: try directory.place("a/b/mcp.json"))
        let state = try file.state(record: nil)
        #expect(state.content == nil)
        #expect(state.missingDirectories == [try directory.place("a/b"), try directory.place("a")])
        let change = try HostEdit.link(instance("x"), userEntry("x"), in: file, from: state)
        #expect(change.record?.createdFile == true)
        #expect(change.record?.createdDirectories == state.missingDirectories)
    }

    @Test("A file is read with its permissions")
    func reading() throws {
        let directory = try TemporaryDirectory()
        try directory.write("mcp.json", "{ }")
        let target = try directory.place("mcp.json")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640],
            ofItemAtPath: target.description
        )
        let state = try HostFile(host: VSCode(), path: target).state(record: nil)
        #expect(string(state.content) == "{ }")
        #expect(state.permissions == 0o640)
        #expect(state.missingDirectories == [])
    }

    @Test("A directory or a pipe in the place of a file is refused without waiting for it")
    func notAFile() throws {
        let directory = try TemporaryDirectory()
        let pipe = try directory.place("pipe")
        #expect(mkfifo(pipe.description, 0o600) == 0)
        for target in [directory.path, pipe] {
            let error = #expect(throws: HostError.self) {
                try HostFile(host: VSCode(), path: target).state(record: nil)
            }
            #expect(error == .wrongKind(target, expected: "file"))
            #expect(error?.category.exitStatus == 14)
        }
    }

    @Test("A file in the place of a directory is refused before anything is written")
    func notADirectory() throws {
        let directory = try TemporaryDirectory()
        try directory.write(".vscode", "")
        let file = try HostFile.project(VSCode(), in: directory.path)
        let error = #expect(throws: HostError.self) { try file.state(record: nil) }
        #expect(error == .wrongKind(try directory.place(".vscode"), expected: "directory"))
    }

    @Test("A file beyond the limit is not read")
    func tooLarge() throws {
        let directory = try TemporaryDirectory()
        try directory.write("mcp.json", "")
        let target = try directory.place("mcp.json")
        #expect(truncate(target.description, (32 << 20) + 1) == 0)
        let error = #expect(throws: HostError.self) {
            try HostFile(host: VSCode(), path: target).state(record: nil)
        }
        #expect(error == .tooLarge(file: target, limit: .mebibytes(32)))
    }

    @Test("A record of another shape is refused, not guessed at")
    func badRecord() {
        let broken: [JSON] = [
            [:], [], ["hostFileVersion": 2], ["hostFileVersion": 1, "createdFile": true],
            [
                "hostFileVersion": 1, "createdFile": true, "createdDirectories": ["x"],
                "containers": [[:]], "entries": [:],
            ],
        ]
        for json in broken {
            #expect(throws: HostError.self) { try HostFileRecord(json: json) }
        }
    }
}
