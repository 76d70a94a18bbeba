import Documents
import Foundation
import TestSupport
import Testing

/// The Python with the `mcp` package of PyPI: the one that `install.sh --test` names, or makes.
private let python: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../.build/test-venv/bin/python")
    let named = ProcessInfo.processInfo.environment["MCPPKG_TEST_PYTHON"]
    let candidate = named ?? package.standardized.path(percentEncoded: false)
    return FileManager.default.isExecutableFile(atPath: candidate) ? candidate : nil
}()

@Suite(
    "The mcp client of PyPI",
    .enabled(if: python != nil, "MCPPKG_TEST_PYTHON names no Python with the mcp package")
)
struct ClientTests {
    private let harness: CommandHarness

    init() throws {
        harness = try CommandHarness()
        for version in ["1.0.0", "1.1.0"] {
            var bundle = ServerBundle(version)
            bundle.greeting = "Hello from \(version)"
            bundle.holdsProgram = true
            try harness.registry.publish(bundle)
        }
    }

    @Test("starts the server from the entry that a person's host has, whatever version is current")
    func person() throws {
        try succeed("install io.github.acme/weather@1.0.0 --host claude-code --host vscode")
        try expectSessions("1.0.0")
        try succeed("upgrade weather")
        try expectSessions("1.1.0")
        try succeed("rollback weather")
        try expectSessions("1.0.0")
    }

    @Test("starts the server from the entries that a project's hosts have")
    func project() throws {
        try harness.write("project/mcppkg.json", "{}")
        try succeed(
            "install io.github.acme/weather@1.0.0 --host claude-code --host vscode",
            in: harness.project
        )
        try expectProjectSessions("1.0.0")
        try succeed("upgrade weather", in: harness.project)
        try expectProjectSessions("1.1.0")
        try succeed("rollback weather", in: harness.project)
        try expectProjectSessions("1.0.0")
    }

    @Test("is told by the server's own answer when it cannot be started")
    func refused() throws {
        try succeed("install io.github.acme/weather@1.0.0 --host claude-code")
        try TemporaryTree.remove(harness.home + "/data/servers")
        let run = try session("person/.claude.json", "mcpServers", in: harness.person)
        #expect(run.status != 0)
        #expect(run.errors.contains("mcppkg sync"))
    }

    private func expectSessions(_ version: String) throws {
        try expect(version, "person/.claude.json", "mcpServers", in: harness.person)
        let file = CommandHarness.hostFile("vscode")
        try expect(version, file, "servers", in: harness.person)
    }

    private func expectProjectSessions(_ version: String) throws {
        try expect(version, "project/.mcp.json", "mcpServers", in: harness.project)
        try expect(version, "project/.vscode/mcp.json", "servers", in: harness.project)
    }

    private func expect(_ version: String, _ file: String, _ key: String, in directory: String)
        throws
    {
        let run = try session(file, key, in: directory)
        #expect(run.status == 0, "\(run.errors)")
        let expected: JSON = [
            "name": "weather", "version": .string(version), "tools": ["greet", "version"],
            "greeting": .string("Hello from \(version), Ada!"),
            "says": .string("weather \(version)"),
        ]
        #expect(try run.json() == expected)
    }

    /// One session of the client with the entry `weather` of a host file.
    private func session(_ file: String, _ key: String, in directory: String) throws -> ProgramRun {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "session.py").path(percentEncoded: false)
        var call = ProgramCall(
            try #require(python),
            [script, harness.tree.path + "/" + file, key, "weather", directory]
        )
        call.environment = try harness.environment()
        return try ProgramRun.run(call)
    }

    private func succeed(_ line: String, in place: String? = nil) throws {
        let run = try harness.run(line, in: place)
        #expect(run.status == 0, "\(run.errors)")
    }
}
