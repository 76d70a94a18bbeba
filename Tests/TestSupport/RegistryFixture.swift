public import Cryptography
public import Documents
import Foundation

/// A registry in a directory, with the bundles that it names beside it.
public struct RegistryFixture: Sendable {
    /// The directory with the paths of the API below it.
    public let directory: String
    /// What `MCPPKG_REGISTRY` is set to.
    public var url: String { "file://" + directory }

    /// A registry in that directory, which is made when needed.
    public init(directory: String) { self.directory = directory }

    /// Publishes a version whose bundle is what it says.
    @discardableResult
    public func publish(
        _ bundle: ServerBundle,
        as name: String = "io.github.acme/weather",
        published: String = "2026-01-02T03:04:05Z",
        status: String = "active"
    ) throws -> Digest {
        let bytes = try bundle.bytes()
        let digest = Digest(of: bytes)
        try publish(
            bytes,
            as: name,
            version: bundle.version,
            digest: digest,
            published: published,
            status: status
        )
        return digest
    }

    /// Publishes bytes under a digest, right or wrong.
    public func publish(
        _ bytes: [UInt8],
        as name: String = "io.github.acme/weather",
        version: String = "1.0.0",
        digest: Digest,
        published: String = "2026-01-02T03:04:05Z",
        status: String = "active"
    ) throws {
        let file = "bundles/\(name.replacing("/", with: "-"))-\(version).mcpb"
        try writeFile(directory + "/" + file, bytes)
        let package: JSON = [
            "registryType": "mcpb", "identifier": .string("\(url)/\(file)"),
            "version": .string(version), "fileSha256": .string(digest.hex),
            "transport": ["type": "stdio"],
        ]
        let document = Self.document(name, version, ["packages": [package]])
        try publish(document, published: published, status: status)
    }

    /// Publishes a registry document.
    public func publish(
        _ document: JSON,
        published: String = "2026-01-02T03:04:05Z",
        status: String = "active"
    ) throws {
        guard let name = document["name"]?.string, let version = document["version"]?.string
        else { throw CocoaError(.coderInvalidValue) }
        let official: JSON = [
            "status": .string(status), "publishedAt": .string(published), "isLatest": false,
        ]
        let entry: JSON = [
            "server": document,
            "_meta": .object(JSONObject([(officialMetadata, official)])),
        ]
        let folder = "v0.1/servers/\(name.replacing("/", with: "%2F"))/versions"
        try writeFile("\(directory)/\(folder)/\(version).json", entry.bytes(.pretty(indent: 2)))
    }

    /// A document with the members that every server has, and more.
    public static func document(_ name: String, _ version: String, _ more: JSON) -> JSON {
        let common: [(String, JSON)] = [
            ("name", .string(name)), ("description", "A server for tests"),
            ("version", .string(version)),
        ]
        let added = (more.object?.members ?? []).map { ($0.key, $0.value) }
        return .object(JSONObject(common + added))
    }
}

private let officialMetadata = "io.modelcontextprotocol.registry/official"

/// Writes a file, making the directories above it.
public func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
    )
    try Data(bytes).write(to: url)
}

/// Reads a whole file.
public func readFile(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
}
