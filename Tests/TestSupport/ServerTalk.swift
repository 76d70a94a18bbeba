public import Documents

/// What a server answers to a host that says hello and asks for its version.
public struct ServerTalk: Sendable {
    /// The program's end.
    public let run: ProgramRun

    /// Starts an instance as a host does, says everything at once and closes.
    public init(
        _ harness: CommandHarness,
        _ arguments: [String],
        environment: [String: String] = [:],
        directory: String? = nil
    ) throws {
        run = try harness.run(
            ["run"] + arguments,
            environment: environment,
            directory: directory,
            input: Self.questions,
            seconds: 30
        )
    }

    /// The version that the running server says it has; nil when it did not run.
    public var version: String? {
        answer(1)?["result"]?["serverInfo"]?["version"]?.string
    }

    /// The text of what the tool `greet` says to Ada.
    public var greeting: String? {
        answer(3)?["result"]?["content"]?.array?.first?["text"]?.string
    }

    /// The names of its tools.
    public var tools: [String] {
        (answer(2)?["result"]?["tools"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    /// The error of its first answer.
    public var refusal: JSON? { answer(1)?["error"] }

    private func answer(_ id: Int) -> JSON? {
        let lines = run.output.split(separator: "\n").compactMap { try? JSON(parsing: String($0)) }
        return lines.first { $0["id"]?.integer == id }
    }

    private static let questions = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
        "capabilities":{},"clientInfo":{"name":"tests","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}
        {"jsonrpc":"2.0","id":2,"method":"tools/list"}
        {"jsonrpc":"2.0","id":3,"method":"tools/call",\
        "params":{"name":"greet","arguments":{"name":"Ada"}}}

        """
}
