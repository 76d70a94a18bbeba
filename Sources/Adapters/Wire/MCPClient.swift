internal import Diagnostics
public import Documents
public import Processes

/// A conversation with one MCP server over its pipes, one question at a time.
///
/// A class, because it owns the server's process. Used by one thread. Banner lines on the server's
/// output are skipped, pings answered, other requests of the server refused.
/// Source: MCP specification 2025-11-25, lifecycle and stdio transport; JSON-RPC 2.0.
public final class MCPClient {
    /// What a server says of itself in the handshake.
    public struct Introduction: Sendable {
        /// Its own name; unverified.
        public let name: String
        /// Its own version; unverified.
        public let version: String
        /// The revision that both sides speak from here on.
        public let protocolVersion: String
        /// What it can do.
        public let capabilities: JSON
        /// What it tells a model to know, if anything.
        public let instructions: String?
    }

    /// The newest revision with a handshake; what is asked for.
    public static let protocolVersion = "2025-11-25"
    private static let spoken = [protocolVersion, "2025-06-18", "2025-03-26", "2024-11-05"]

    private let process: ChildProcess
    private var lines = LineBuffer(limit: WireLimits.message)
    private var lastID = 0

    /// Takes over a server that was just started.
    public init(process: ChildProcess) { self.process = process }

    /// The legacy handshake: `initialize`, then `notifications/initialized`.
    /// - Throws: `WireError`; also when the server speaks no revision that is known here.
    public func initialize(until deadline: Deadline) throws(WireError) -> Introduction {
        let client: JSON = ["name": "mcppkg", "version": .string(productVersion)]
        let result = try request(
            "initialize",
            [
                "protocolVersion": .string(Self.protocolVersion), "capabilities": [:],
                "clientInfo": client,
            ],
            until: deadline
        )
        guard let version = result["protocolVersion"]?.string, Self.spoken.contains(version) else {
            throw .malformed(method: "initialize", why: "no known protocol version")
        }
        try send(
            ["jsonrpc": "2.0", "method": "notifications/initialized"],
            until: deadline,
            method: "initialize"
        )
        return Introduction(
            name: result["serverInfo"]?["name"]?.string ?? "",
            version: result["serverInfo"]?["version"]?.string ?? "",
            protocolVersion: version,
            capabilities: result["capabilities"] ?? [:],
            instructions: result["instructions"]?.string
        )
    }

    /// Every tool over all pages, each as the server defines it.
    public func tools(until deadline: Deadline) throws(WireError) -> [JSON] {
        try list("tools", until: deadline)
    }

    /// Everything of one kind over all pages: `tools`, `prompts` or `resources`.
    public func list(_ kind: String, until deadline: Deadline) throws(WireError) -> [JSON] {
        let method = kind + "/list"
        var items: [JSON] = []
        var cursor: JSON?
        for _ in 0..<WireLimits.pages {
            let parameters = JSON.object(JSONObject(cursor.map { [("cursor", $0)] } ?? []))
            let page = try request(method, parameters, until: deadline)
            guard let found = page[kind]?.array else {
                throw .malformed(method: method, why: "no list of \(kind)")
            }
            items += found
            guard items.count <= WireLimits.tools else { throw .tooMuch(what: kind) }
            guard let next = page["nextCursor"], next.string != nil, next != cursor else {
                return items
            }
            cursor = next
        }
        throw .tooMuch(what: "pages of \(kind)")
    }

    /// Calls one tool and returns its result: `content` and perhaps `isError`.
    public func call(_ tool: String, arguments: JSON, until deadline: Deadline) throws(WireError)
        -> JSON
    {
        let parameters: JSON = ["name": .string(tool), "arguments": arguments]
        return try request("tools/call", parameters, until: deadline)
    }

    /// Ends the server in steps: end of input, SIGTERM, SIGKILL.
    @discardableResult
    public func stop(patience: Duration = .seconds(2)) -> ExitState {
        process.stop(patience: patience)
    }

    private func request(_ method: String, _ parameters: JSON, until deadline: Deadline)
        throws(WireError) -> JSON
    {
        lastID += 1
        let id = JSON(lastID)
        try send(
            ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": parameters],
            until: deadline,
            method: method
        )
        for _ in 0..<WireLimits.interruptions {
            let line = try nextLine(until: deadline, method: method)
            switch Message(line) {
            case .answer(id, let result, let error):
                return try unwrap(method, result: result, error: error)
            case .request(let theirs, let asked):
                try send(reply(to: theirs, asked), until: deadline, method: method)
            case .notification, .answer, nil: continue
            }
        }
        throw .tooMuch(what: "messages that are no answer")
    }

    private func unwrap(_ method: String, result: JSON?, error: JSON?) throws(WireError) -> JSON {
        if let error {
            throw .refused(
                method: method,
                code: error["code"]?.integer ?? 0,
                message: error["message"]?.string ?? ""
            )
        }
        guard let result, result.object != nil else {
            throw .malformed(method: method, why: "the result is not an object")
        }
        return result
    }

    private func reply(to id: JSON, _ method: String) -> JSON {
        if method == "ping" { return ["jsonrpc": "2.0", "id": id, "result": [:]] }
        let error: JSON = ["code": -32601, "message": "not offered by this client"]
        return ["jsonrpc": "2.0", "id": id, "error": error]
    }

    private func nextLine(until deadline: Deadline, method: String) throws(WireError) -> [UInt8] {
        while true {
            if let line = lines.next() { return line }
            let bytes: [UInt8]
            do throws(ProcessError) {
                bytes = try process.receive(until: deadline)
            } catch {
                throw failure(error, method)
            }
            guard !bytes.isEmpty else { throw closed(method) }
            guard lines.append(bytes) else { throw .tooMuch(what: "one message") }
        }
    }

    private func send(_ message: JSON, until deadline: Deadline, method: String) throws(WireError) {
        do throws(ProcessError) {
            try process.send(message.line, until: deadline)
        } catch {
            if case .pipe = error { throw closed(method) }
            throw failure(error, method)
        }
    }

    private func failure(_ error: ProcessError, _ method: String) -> WireError {
        error == .timedOut ? .silent(waitingFor: method) : .process(error)
    }

    /// Its last words explain an early end best; they may arrive just after it.
    private func closed(_ method: String) -> WireError {
        process.finishErrors(until: Deadline(after: .milliseconds(200)))
        let text = String(decoding: process.errorText.suffix(400), as: UTF8.self)
        let words = text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " / ")
        return .closed(waitingFor: method, errors: words)
    }
}
