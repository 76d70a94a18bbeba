import Documents
import Paths
import Processes
import Testing
import Wire

@Suite("A conversation with an MCP server")
struct WireTests {
    private let deadline = Deadline(after: .seconds(30))

    private func sample(_ arguments: [String] = []) throws -> MCPClient {
        let program = try BuiltProgram.path("mcppkg-sample-server")
        return MCPClient(
            process: try ChildProcess.start(ProgramCall(program: program, arguments: arguments))
        )
    }

    /// A server that answers each line it reads with the next of `answers`.
    private func scripted(_ answers: String...) throws -> MCPClient {
        let script = answers.map { "read line; printf '%b\\n' '\($0)'; " }.joined()
        let call = ProgramCall(
            program: try AbsolutePath(parsing: "/bin/sh"),
            arguments: ["-c", script + "echo last words >&2"],
            environment: [("PATH", "/usr/bin:/bin")]
        )
        return MCPClient(process: try ChildProcess.start(call))
    }

    @Test("The sample server introduces itself, lists its tools and greets")
    func sampleServer() throws {
        let scratch = try Scratch()
        let data = try scratch.write(
            "data.json",
            #"{"name":"demo","version":"2.1.0","greeting":"Salve","tools":["greet","version"]}"#
        )
        let client = try sample(["--config", data.description])
        let introduction = try client.initialize(until: deadline)
        #expect(introduction.name == "demo")
        #expect(introduction.version == "2.1.0")
        #expect(introduction.protocolVersion == MCPClient.protocolVersion)
        #expect(
            try client.tools(until: deadline).compactMap { $0["name"]?.string } == [
                "greet", "version",
            ]
        )
        let greeting = try client.call("greet", arguments: ["name": "Ada"], until: deadline)
        #expect(greeting["content"]?.array?.first?["text"]?.string == "Salve, Ada!")
        #expect(client.stop() == .exited(0))
    }

    @Test("An unknown tool is an error in the result, not of the protocol")
    func unknownTool() throws {
        let client = try sample()
        _ = try client.initialize(until: deadline)
        #expect(try client.call("fly", arguments: [:], until: deadline)["isError"] == true)
    }

    @Test("Banners, notifications and the server's own requests do not disturb an answer")
    func noise() throws {
        let client = try scripted(
            #"Welcome!\n{"jsonrpc":"2.0","method":"n"}\r\n{"jsonrpc":"2.0","id":9,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}"#,
            "bye"
        )
        #expect(try client.initialize(until: deadline).protocolVersion == "2025-06-18")
    }

    @Test("Lists are read to their last page")
    func pages() throws {
        let client = try scripted(
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}"#,
            #"{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"b"}]}}"#
        )
        #expect(try client.tools(until: deadline).count == 2)
    }

    @Test("A cursor that does not move ends the list")
    func stuckCursor() throws {
        let client = try scripted(
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":[],"nextCursor":"x"}}"#,
            #"{"jsonrpc":"2.0","id":2,"result":{"tools":[],"nextCursor":"x"}}"#
        )
        #expect(try client.tools(until: deadline).isEmpty)
    }

    @Test("An early end is reported with the server's last words")
    func earlyEnd() throws {
        let client = try scripted("nothing useful")
        #expect(throws: WireError.closed(waitingFor: "initialize", errors: "last words")) {
            _ = try client.initialize(until: deadline)
        }
    }

    @Test("Silence is reported at the deadline")
    func silence() throws {
        let client = try scripted("hm", "hm")
        #expect(throws: WireError.silent(waitingFor: "initialize")) {
            _ = try client.initialize(until: Deadline(after: .milliseconds(50)))
        }
    }

    @Test("An error of the server and a malformed answer are told apart")
    func errors() throws {
        let refusing = try scripted(#"{"jsonrpc":"2.0","id":1,"error":{"code":-5,"message":"no"}}"#)
        #expect(throws: WireError.refused(method: "tools/list", code: -5, message: "no")) {
            _ = try refusing.tools(until: deadline)
        }
        let odd = try scripted(#"{"jsonrpc":"2.0","id":1,"result":[]}"#)
        #expect(throws: WireError.self) { _ = try odd.tools(until: deadline) }
    }

    @Test("A message without an end is cut off at the limit")
    func endless() throws {
        let call = ProgramCall(
            program: try AbsolutePath(parsing: "/bin/sh"),
            arguments: ["-c", "tr '\\0' x < /dev/zero & cat > /dev/null"],
            environment: [("PATH", "/usr/bin:/bin")]
        )
        let client = MCPClient(process: try ChildProcess.start(call))
        #expect(throws: WireError.tooMuch(what: "one message")) {
            _ = try client.tools(until: deadline)
        }
    }
}
