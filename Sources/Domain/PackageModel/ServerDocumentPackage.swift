public import Cryptography

/// The kind of a package, which decides who can install it.
public enum RegistryType: Sendable, Hashable, CustomStringConvertible {
    case npm, pypi, oci, nuget, cargo, mcpb
    /// A kind that this version has never heard of; the list is open.
    case other(String)

    /// Reads the member `registryType`.
    public init(_ text: String) {
        self = Self.known.first { $0.description == text } ?? .other(text)
    }

    /// As documents spell it.
    public var description: String {
        switch self {
        case .npm: "npm"
        case .pypi: "pypi"
        case .oci: "oci"
        case .nuget: "nuget"
        case .cargo: "cargo"
        case .mcpb: "mcpb"
        case .other(let text): text
        }
    }

    private static let known: [RegistryType] = [.npm, .pypi, .oci, .nuget, .cargo, .mcpb]
}

/// One of the packages that a registry document offers.
///
/// Source: server.json schema 2025-12-11, `Package`.
public struct ServerPackage: Sendable, Equatable {
    /// The kind of package.
    public let registryType: RegistryType
    /// A name in a package registry, an image reference, or the URL of a bundle.
    public let identifier: String
    /// The exact version, where the kind has one.
    public let version: String?
    /// SHA-256 of the file as downloaded, signature block included.
    public let fileSHA256: Digest?
    /// Where the package registry is, when it is not the usual one.
    public let registryBaseURL: String?
    /// The runner that the publisher has in mind; recorded, never followed.
    public let runtimeHint: String?
    /// How the server speaks once it runs.
    public let transport: ServerTransport
    /// Arguments for a runner such as docker.
    public let runtimeArguments: [ServerArgument]
    /// Arguments for the server.
    public let packageArguments: [ServerArgument]
    /// Variables for the server.
    public let environmentVariables: [NamedServerInput]

    init(_ node: DeclaredNode) throws(ModelError) {
        let node = try node.object()
        registryType = RegistryType(
            try node.requiredText("registryType", limit: DocumentLimits.name)
        )
        identifier = try node.requiredText("identifier", limit: DocumentLimits.identifier)
        try refusePlaceholder(identifier, at: "identifier", of: node)
        guard identifier.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw node.malformed("identifier", "it holds a space or control character")
        }
        version = try exactVersion(node)
        fileSHA256 = try digest(node)
        registryBaseURL = try nonEmpty(
            node.text("registryBaseUrl", limit: DocumentLimits.identifier)
        )
        runtimeHint = try nonEmpty(node.text("runtimeHint", limit: DocumentLimits.name))
        transport = try node.member("transport").map(ServerTransport.init(_:)) ?? .stdio
        runtimeArguments = try arguments(node, "runtimeArguments")
        packageArguments = try arguments(node, "packageArguments")
        environmentVariables = try NamedServerInput.list(node, "environmentVariables")
    }
}

private func digest(_ node: DeclaredNode) throws(ModelError) -> Digest? {
    guard let text = try nonEmpty(node.text("fileSha256")) else { return nil }
    guard let digest = Digest(hex: text) else {
        throw node.malformed("fileSha256", "not 64 lower-case hexadecimal digits")
    }
    return digest
}

private func arguments(_ node: DeclaredNode, _ key: String) throws(ModelError) -> [ServerArgument] {
    var arguments: [ServerArgument] = []
    for (index, node) in try node.list(key, limit: DocumentLimits.inputs).enumerated() {
        arguments.append(try ServerArgument(node, number: index + 1))
    }
    return arguments
}
