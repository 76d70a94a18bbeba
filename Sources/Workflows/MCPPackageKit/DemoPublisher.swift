internal import Archives
internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Paths
internal import Processes
internal import Registries

/// Packs versions of the sample server as bundles and publishes them in a registry directory.
struct DemoPublisher {
    /// What was published.
    struct Release {
        let bundle: AbsolutePath
        let size: ByteCount
        let digest: Digest
    }

    static let server = "com.example/greeter"
    static let id = "greeter"
    static let programName = "mcppkg-sample-server"

    let ground: DemoGround
    let sampleServer: AbsolutePath

    /// Packs and publishes one version; the date is old enough for every cooldown.
    func publish(_ version: String, tools: [String], on date: String) throws -> Release {
        let folder = ground.registry.appending("bundles")
        _ = try Directory.create(folder)
        let bundle = folder.appending("\(Self.id)-\(version).mcpb")
        try ZipPacker.pack(try items(version, tools), to: bundle)
        let bytes = try Files.read(bundle, limit: KitLimits.artifact) ?? []
        let release = Release(
            bundle: bundle,
            size: ByteCount(bytes.count),
            digest: Digest(of: bytes)
        )
        try write(document(version, date, release), version)
        return release
    }

    private func items(_ version: String, _ tools: [String]) throws -> [ZipPacker.Item] {
        let settings: JSON = [
            "name": .string(Self.id), "version": .string(version),
            "tools": .array(tools.map { .string($0) }),
        ]
        return [
            .init(
                path: try RelativePath(parsing: "manifest.json"),
                mode: 0o644,
                source: .bytes(manifest(version).bytes(.pretty(indent: 2)))
            ),
            .init(
                path: try RelativePath(parsing: "server/\(Self.programName)"),
                mode: 0o755,
                source: .file(try OpenFile.reading(sampleServer))
            ),
            .init(
                path: try RelativePath(parsing: "server/settings.json"),
                mode: 0o644,
                source: .bytes(settings.bytes(.pretty(indent: 2)))
            ),
        ]
    }

    /// Source: MCPB manifest 0.3.
    private func manifest(_ version: String) -> JSON {
        let program = "server/\(Self.programName)"
        return [
            "manifest_version": "0.3", "name": .string(Self.id), "version": .string(version),
            "description": "Says which version of it answers.", "author": ["name": "Example"],
            "server": [
                "type": "binary", "entry_point": .string(program),
                "mcp_config": [
                    "command": .string("${__dirname}/\(program)"),
                    "args": ["--config", "${__dirname}/server/settings.json"],
                ],
            ],
            "compatibility": ["platforms": [.string(Self.system)]],
        ]
    }

    /// The bundle holds a program of this system alone.
    private static var system: String {
        CurrentProgram.platform.hasPrefix("macos") ? "darwin" : "linux"
    }

    /// Source: server.json schema 2025-12-11.
    private func document(_ version: String, _ date: String, _ release: Release) -> JSON {
        let schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
        let package: JSON = [
            "registryType": "mcpb", "identifier": .string(fileURL(release.bundle)),
            "fileSha256": .string(release.digest.hex), "transport": ["type": "stdio"],
        ]
        return [
            "server": [
                "$schema": .string(schema), "name": .string(Self.server),
                "description": "Says which version of it answers.", "version": .string(version),
                "packages": [package],
            ],
            "_meta": [
                "io.modelcontextprotocol.registry/official": [
                    "status": "active", "publishedAt": .string(date), "updatedAt": .string(date),
                ]
            ],
        ]
    }

    private func write(_ document: JSON, _ version: String) throws {
        let place = try RelativePath(parsing: "v0.1/servers/\(Self.server)/versions")
        let folder = ground.registry.appending(place)
        _ = try Directory.create(folder)
        try Files.replace(
            folder.appending("\(version).json"),
            with: document.bytes(.pretty(indent: 2)),
            mode: 0o644
        )
    }
}
