internal import Cryptography
internal import Diagnostics
public import Documents
internal import Filesystem
public import PackageModel
public import Paths

/// Writes down what locked servers consist of, as a CycloneDX document.
///
/// Holds nothing but what the lock says: no time and nothing of this machine, so that the same lock gives the same
/// bytes.
/// Source: CycloneDX 1.6 (ECMA-424), JSON form.
public struct SBOM {
    private let environment: Environment
    private let scope: Scope

    /// Works on the lock of one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// The document of all locked servers, or of the named ones, for every platform they are locked for.
    /// - Throws: `ReportError.notLocked`.
    public func document(ids: [InstanceID]) throws -> JSON {
        let closures = ScopeClosures(environment: environment, scope: scope, platform: nil)
        return try Self.document(of: try closures.servers(ids))
    }

    /// Writes the document to a file as typed, in the place of what is there.
    /// - Returns: The file.
    /// - Throws: `PlaceError` for a place that is no file, is in no directory, or may not be written to.
    public func write(_ document: JSON, to file: String) throws -> AbsolutePath {
        let path = try AbsolutePath(file, below: environment.workingDirectory)
        guard try Files.status(path.parent)?.kind == .directory else {
            throw PlaceError.badFile(path: file, why: "there is no directory for it")
        }
        guard try Files.status(path)?.kind != .directory else {
            throw PlaceError.badFile(path: file, why: "it is a directory")
        }
        guard Files.isWritable(path.parent) else {
            throw PlaceError.notWritable(path: path, directory: path.parent)
        }
        try Files.replace(path, with: Self.bytes(document), mode: 0o644)
        return path
    }

    /// The document as a file holds it; what would act on a terminal is escaped.
    public static func bytes(_ document: JSON) -> [UInt8] { Array((text(document) + "\n").utf8) }

    /// The same without the final line end.
    public static func text(_ document: JSON) -> String {
        // Line by line, because a line end outside of texts is no character that hides.
        document.text(.pretty(indent: 2)).split(separator: "\n").map { printableJSON(String($0)) }
            .joined(separator: "\n")
    }

    static func document(of servers: [LockedServer]) throws -> JSON {
        var parts = SBOMParts()
        for server in servers { try parts.add(server) }
        let digest = Digest(of: Lockfile(servers: servers).bytes)
        return [
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": .string("urn:uuid:" + uuid(digest)),
            "version": 1,
            "metadata": metadata(digest),
            "components": .array(parts.components),
            "dependencies": .array(parts.dependencies),
        ]
    }

    private static func metadata(_ digest: Digest) -> JSON {
        let tool: JSON = [
            "type": "application", "name": "mcppkg", "version": .string(productVersion),
        ]
        return [
            "lifecycles": [["phase": "pre-build"]],
            "tools": ["components": [tool]],
            "component": [
                "type": "application", "bom-ref": .string(SBOMParts.root), "name": "mcppkg.lock",
            ],
            "properties": [property("mcppkg:servers", "sha256:" + digest.hex)],
        ]
    }

    /// One entry of a `properties` list.
    static func property(_ name: String, _ value: String) -> JSON {
        ["name": .string(name), "value": .string(value)]
    }

    /// A UUID that is made of a digest alone.
    ///
    /// Source: RFC 9562, section 5.8 and appendix B.2.
    private static func uuid(_ digest: Digest) -> String {
        var bytes = Array(digest.bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(hexadecimal(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
