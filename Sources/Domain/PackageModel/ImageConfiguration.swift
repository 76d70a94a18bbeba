public import Documents

/// What an image says of itself: how it starts, and which server it claims to be.
///
/// Source: OCI image specification 1.1, image configuration; what `podman image inspect` and `docker image inspect`
/// print has the same members with capitals.
public struct ImageConfiguration: Sendable, Equatable {
    /// The label that ties an image to a name of the MCP registry.
    public static let serverLabel = "io.modelcontextprotocol.server.name"

    /// What it was built for.
    public let platform: ImagePlatform
    /// The value of `serverLabel`; nil without one.
    public let serverName: String?
    /// The program with its first arguments.
    public let entrypoint: [String]
    /// Arguments that the server's own replace.
    public let command: [String]
    /// Variables with their values, `NAME=value`.
    public let environment: [String]
    /// Who the program runs as; nil for the container's root.
    public let user: String?
    /// Ports that it listens on, such as `8080/tcp`.
    public let ports: [String]

    /// Reads a configuration of a registry, or one that an engine printed.
    /// - Throws: `ModelError.document` naming the member that is of another kind.
    public init(json: JSON) throws(ModelError) {
        let reader = try ConfigurationReader(json)
        let system = try reader.text(json, "os", "Os")
        let architecture = try reader.text(json, "architecture", "Architecture")
        guard let system, let architecture else {
            throw reader.malformed("os", "an image names its system and its architecture")
        }
        platform = ImagePlatform(
            system: system,
            architecture: architecture,
            variant: try reader.text(json, "variant", "Variant")
        )
        let own = try reader.object(json, "config", "Config") ?? .object(JSONObject())
        let labels = try reader.object(own, "Labels") ?? .object(JSONObject())
        serverName = try reader.text(labels, Self.serverLabel)
        entrypoint = try reader.texts(own, "Entrypoint")
        command = try reader.texts(own, "Cmd")
        environment = try reader.texts(own, "Env")
        user = nonEmpty(try reader.text(own, "User"))
        ports = try reader.object(own, "ExposedPorts")?.object?.keys.sorted() ?? []
    }

    /// The form that is kept beside the seal; reading it gives the same configuration.
    public var json: JSON {
        var own = JSONObject([
            ("Entrypoint", .array(entrypoint.map { .string($0) })),
            ("Cmd", .array(command.map { .string($0) })),
            ("Env", .array(environment.map { .string($0) })),
            ("ExposedPorts", .object(JSONObject(ports.map { ($0, .object(JSONObject())) }))),
        ])
        own["User"] = user.map { .string($0) }
        own["Labels"] = serverName.map { .object(JSONObject([(Self.serverLabel, .string($0))])) }
        var object = JSONObject([
            ("os", .string(platform.system)), ("architecture", .string(platform.architecture)),
        ])
        object["variant"] = platform.variant.map { .string($0) }
        object["config"] = .object(own)
        return .object(object)
    }

    /// Whether the program runs as root inside of its container.
    public var runsAsRoot: Bool {
        let name = user?.prefix { $0 != ":" }
        return name == nil || name == "root" || name == "0"
    }
}

/// Reads members that may be absent or null, but of no other kind.
private struct ConfigurationReader {
    init(_ json: JSON) throws(ModelError) {
        guard json.object != nil else { throw malformed("", "not an object") }
    }

    func text(_ json: JSON, _ keys: String...) throws(ModelError) -> String? {
        guard let (key, value) = member(json, keys) else { return nil }
        guard let text = value.string, text.utf8.count <= DocumentLimits.argument else {
            throw malformed(key, "not a text, or a very long one")
        }
        return text
    }

    func object(_ json: JSON, _ keys: String...) throws(ModelError) -> JSON? {
        guard let (key, value) = member(json, keys) else { return nil }
        guard let object = value.object, object.members.count <= 4096 else {
            throw malformed(key, "not an object, or a very large one")
        }
        return value
    }

    func texts(_ json: JSON, _ key: String) throws(ModelError) -> [String] {
        guard let (_, value) = member(json, [key]) else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count, texts.count <= 4096 else {
            throw malformed(key, "not a list of texts")
        }
        return texts
    }

    func malformed(_ key: String, _ why: String) -> ModelError {
        .document(kind: "image configuration", path: key, why: why)
    }

    private func member(_ json: JSON, _ keys: [String]) -> (String, JSON)? {
        for key in keys { if let value = json[key], value != .null { return (key, value) } }
        return nil
    }
}
