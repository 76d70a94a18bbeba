internal import Documents

/// Answers MCP requests, of the revisions with a handshake and of the one without.
///
/// Source: MCP specification 2025-11-25 (lifecycle, tools) and 2026-07-28 (`server/discover`).
struct SampleServer {
    let configuration: Configuration

    private static let handshakeVersions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
    private static let modernVersion = "2026-07-28"
    private static let versionKey = "io.modelcontextprotocol/protocolVersion"
    private static let serverKey = "io.modelcontextprotocol/serverInfo"

    /// The answer to one line; nil for a notification and for an answer.
    func answer(to line: [UInt8]) -> JSON? {
        guard let message = try? JSON(parsing: line), message.object != nil else {
            return failure(.null, -32700, "not a JSON object")
        }
        guard let id = message["id"], let method = message["method"]?.string else { return nil }
        let parameters = message["params"] ?? [:]
        let asked = parameters["_meta"]?[Self.versionKey]?.string
        if let asked, asked != Self.modernVersion { return unsupported(id, asked) }
        guard let result = result(of: method, parameters) else {
            return failure(id, -32601, "no method `\(method)`")
        }
        guard asked != nil, let object = result.object else { return success(id, result) }
        return success(id, modern(object, isList: method.hasSuffix("list")))
    }

    private func result(of method: String, _ parameters: JSON) -> JSON? {
        switch method {
        case "initialize": introduction(parameters)
        case "server/discover": discovery
        case "ping": [:]
        case "tools/list": ["tools": .array(configuration.tools.compactMap(definition))]
        case "tools/call": call(parameters)
        case "prompts/list": ["prompts": []]
        case "resources/list": ["resources": []]
        case "resources/templates/list": ["resourceTemplates": []]
        default: nil
        }
    }

    private var serverInfo: JSON {
        ["name": .string(configuration.name), "version": .string(configuration.version)]
    }

    private var capabilities: JSON { ["tools": [:], "prompts": [:], "resources": [:]] }

    private func introduction(_ parameters: JSON) -> JSON {
        let asked = parameters["protocolVersion"]?.string ?? ""
        let isKnown = Self.handshakeVersions.contains(asked)
        return [
            "protocolVersion": .string(isKnown ? asked : "2025-11-25"),
            "capabilities": capabilities, "serverInfo": serverInfo,
        ]
    }

    private var discovery: JSON {
        [
            "supportedVersions": [.string(Self.modernVersion)], "capabilities": capabilities,
            "_meta": .object(JSONObject([(Self.serverKey, serverInfo)])),
        ]
    }

    private func definition(_ tool: String) -> JSON? {
        switch tool {
        case "greet":
            let properties: JSON = ["name": ["type": "string", "description": "Whom to greet"]]
            return [
                "name": "greet", "description": "Greets a person by name.",
                "inputSchema": [
                    "type": "object", "properties": properties, "required": ["name"],
                ],
            ]
        case "version":
            return [
                "name": "version", "description": "Says which version of the server answers.",
                "inputSchema": ["type": "object", "properties": [:]],
            ]
        default: return nil
        }
    }

    private func call(_ parameters: JSON) -> JSON {
        let name = parameters["name"]?.string ?? ""
        guard configuration.tools.contains(name) else { return text("no tool `\(name)`", true) }
        switch name {
        case "greet":
            guard let person = parameters["arguments"]?["name"]?.string else {
                return text("`greet` needs a `name`", true)
            }
            return text("\(configuration.greeting), \(person)!", false)
        case "version": return text("\(configuration.name) \(configuration.version)", false)
        default: return text("no tool `\(name)`", true)
        }
    }

    private func text(_ text: String, _ isError: Bool) -> JSON {
        ["content": [["type": "text", "text": .string(text)]], "isError": .bool(isError)]
    }

    /// What the revision without a handshake adds to every result, and to lists.
    private func modern(_ result: JSONObject, isList: Bool) -> JSON {
        var result = result
        result["resultType"] = "complete"
        if isList || result["supportedVersions"] != nil {
            result["ttlMs"] = 0
            result["cacheScope"] = "public"
        }
        return .object(result)
    }

    private func unsupported(_ id: JSON, _ asked: String) -> JSON {
        let data: JSON = [
            "supported": [.string(Self.modernVersion)], "requested": .string(asked),
        ]
        let error: JSON = ["code": -32022, "message": "unsupported version", "data": data]
        return ["jsonrpc": "2.0", "id": id, "error": error]
    }

    private func success(_ id: JSON, _ result: JSON) -> JSON {
        ["jsonrpc": "2.0", "id": id, "result": result]
    }

    private func failure(_ id: JSON, _ code: Int, _ message: String) -> JSON {
        let error: JSON = ["code": JSON(code), "message": .string(message)]
        return ["jsonrpc": "2.0", "id": id, "error": error]
    }
}
