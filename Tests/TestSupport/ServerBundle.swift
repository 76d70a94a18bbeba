public import Documents

/// A bundle of three files that starts the sample server of this package, at a version of its own.
public struct ServerBundle: Sendable {
    /// The bundle's and the server's own name.
    public var name = "weather"
    /// The version that the bundle, the registry and the running server name.
    public var version: String
    /// Whom the tool `greet` greets with.
    public var greeting = "Hello"
    /// Arguments after the program, placeholders and all.
    public var arguments: [String] = []
    /// Variables of the manifest, placeholders and all.
    public var environment: [(name: String, value: String)] = []
    /// The `user_config` of the manifest.
    public var userConfig: JSON?
    /// Whether the program itself is in the bundle, instead of a script that starts it.
    public var holdsProgram = false

    /// A bundle of this version.
    public init(_ version: String) { self.version = version }

    /// The parsed manifest.
    public var manifest: JSON {
        let start: JSON = [
            "command": "${__dirname}/server/serve",
            "args": .array((ownArguments + arguments).map { .string($0) }),
            "env": .object(JSONObject(environment.map { ($0.name, .string($0.value)) })),
        ]
        var members = JSONObject([
            ("manifest_version", "0.3"), ("name", .string(name)), ("version", .string(version)),
            ("description", "A server for tests"), ("author", ["name": "Tests"]),
            (
                "server",
                ["type": "binary", "entry_point": "server/serve", "mcp_config": start]
            ),
        ])
        members["user_config"] = userConfig
        return .object(members)
    }

    /// The writer of the archive, for adding more.
    public func writer() throws -> ZipWriter {
        let config: JSON = [
            "name": .string(name), "version": .string(version), "greeting": .string(greeting),
            "tools": ["greet", "version"],
        ]
        return ZipWriter(files: [
            ("manifest.json", manifest.bytes(.pretty(indent: 2)), 0o644),
            ("server/serve", try program(), 0o755),
            ("server/config.json", config.bytes(), 0o644),
        ])
    }

    /// The archive.
    public func bytes() throws -> [UInt8] { try writer().bytes() }

    private var ownArguments: [String] {
        holdsProgram ? ["--config", "${__dirname}/server/config.json"] : []
    }

    private func program() throws -> [UInt8] {
        let server = try Programs.sampleServer()
        guard !holdsProgram else { return try readFile(server) }
        return Array(
            """
            #!/bin/sh
            exec '\(server)' --config "${0%/*}/config.json" "$@"

            """.utf8
        )
    }
}
