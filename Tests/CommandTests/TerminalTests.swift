import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "On a terminal",
    .enabled(if: terminalPython != nil, "there is no python3 to make a terminal with")
)
struct TerminalTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("A bundle on disk is installed when the answer is yes, and only then")
    func consent() throws {
        try writeFile(harness.person + "/weather.mcpb", ServerBundle("1.0.0").bytes())
        for answer in ["n\n", "\n", "perhaps\n"] {
            let run = try type(answer, "install ./weather.mcpb")
            #expect(run.status == 5, "\(run.output)")
            #expect(run.output.contains("Install it? [y/N]"))
        }
        #expect(harness.names("home/data/servers") == [])
        let run = try type("y\n", "install ./weather.mcpb")
        #expect(run.status == 0, "\(run.output)")
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
    }

    @Test("A value that a server needs is asked for")
    func value() throws {
        try publish(["type": "string", "title": "Greeting", "required": true])
        let run = try type("Ahoy\n", "install io.github.acme/weather")
        #expect(run.status == 0, "\(run.output)")
        #expect(try ServerTalk(harness, ["--user", "weather"]).greeting == "Ahoy, Ada!")
    }

    @Test("A value that has a default is not asked for")
    func standard() throws {
        try publish(["type": "string", "title": "Greeting", "required": true, "default": "Moin"])
        let run = try type("", "install io.github.acme/weather")
        #expect(run.status == 0, "\(run.output)")
        #expect(try ServerTalk(harness, ["--user", "weather"]).greeting == "Moin, Ada!")
    }

    @Test("A required value that nobody gives is exit 12, and nothing is installed")
    func refused() throws {
        try publish(["type": "string", "title": "Greeting", "required": true])
        let run = try type("\n", "install io.github.acme/weather")
        #expect(run.status == 12, "\(run.output)")
        #expect(harness.names("home/data/instances") == [])
    }

    @Test("The hosts that are here are asked for once, and remembered")
    func hosts() throws {
        try harness.write("person/.claude.json", "{}")
        for name in ["weather", "tides"] {
            try harness.registry.publish(ServerBundle("1.0.0"), as: "io.github.acme/\(name)")
        }
        let first = try type("claude-code vscode\n", "install io.github.acme/weather")
        #expect(first.status == 0, "\(first.output)")
        #expect(first.output.contains("Found here: claude-code"))
        let second = try harness.run("install io.github.acme/tides")
        #expect(second.status == 0)
        for host in ["claude-code", "vscode"] {
            let file = try JSON(parsing: harness.text(CommandHarness.hostFile(host)) ?? "")
            let entries = file["mcpServers"] ?? file["servers"]
            #expect(entries?.object?.keys == ["weather", "tides"])
        }
    }

    @Test("A word is a search with a picker")
    func picker() throws {
        for name in ["weather", "weather-europe"] {
            try harness.registry.publish(ServerBundle("1.0.0"), as: "io.github.acme/\(name)")
        }
        let run = try type("9\n2\n", "install weather")
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("choose one of"))
        #expect(try harness.json("list")["result"]?["servers"]?.array?.count == 1)
    }

    @Test("`run` explains itself and starts nothing")
    func explained() throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        try harness.run("install io.github.acme/weather")
        let run = try type("", "run --user weather")
        #expect(run.status == 2)
        #expect(run.output.contains("It would start `io.github.acme/weather`"))
    }

    @Test("Colour never carries the meaning, and NO_COLOR takes it away")
    func colour() throws {
        let coloured = try type("", "install a.b/nothing", environment: ["NO_COLOR": ""])
        #expect(coloured.output.contains("\u{1B}[1;31merror\u{1B}[0m: "))
        let plain = try type("", "install a.b/nothing")
        #expect(plain.output.hasPrefix("error: "))
        #expect(!plain.output.contains("\u{1B}"))
    }

    private func publish(_ input: JSON) throws {
        var bundle = ServerBundle("1.0.0")
        bundle.arguments = ["--greeting", "${user_config.greeting}"]
        var object = input.object ?? JSONObject()
        object["description"] = "How to greet"
        bundle.userConfig = ["greeting": .object(object)]
        try harness.registry.publish(bundle)
    }

    /// Runs a command on a terminal and types these answers.
    private func type(_ answers: String, _ line: String, environment: [String: String] = [:]) throws
        -> ProgramRun
    {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Client/terminal.py").path(percentEncoded: false)
        let words = line.split(separator: " ").map(String.init)
        let shell = try harness.call(words, environment: environment)
        var call = ProgramCall(
            try #require(terminalPython),
            [script, answers, shell.program] + shell.arguments
        )
        call.environment = shell.environment
        call.environment["TERM"] = "xterm"
        call.directory = shell.directory
        return try ProgramRun.run(call)
    }
}

/// The Python of the system; its standard library makes terminals.
private let terminalPython: String? = ["/usr/bin/python3", "/opt/homebrew/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}
