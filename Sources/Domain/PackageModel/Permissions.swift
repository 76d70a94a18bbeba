public import Documents

/// What a manifest grants one server: hosts to connect to, and files of the person to read or write.
///
/// Nothing is granted that is not named. A member that this version does not know grants nothing and is said so.
public struct Permissions: Hashable, Sendable {
    /// A host and a port that the server may connect to.
    public struct Destination: Hashable, Sendable, CustomStringConvertible {
        /// A host name, an address, or `*` for any.
        public let host: String
        /// 1 to 65535.
        public let port: Int

        /// `api.example.com:443`.
        public var description: String { "\(host):\(port)" }
    }

    /// Where it may connect to.
    public let net: [Destination]
    /// What it may read: paths with `${workspace}` and `${input.NAME}`.
    public let read: [ManifestValue]
    /// What it may read and write.
    public let write: [ManifestValue]
    /// Members that this version does not know.
    public let unknown: [String]

    /// Grants nothing.
    public static let none = Permissions(net: [], read: [], write: [], unknown: [])

    private init(
        net: [Destination],
        read: [ManifestValue],
        write: [ManifestValue],
        unknown: [String]
    ) {
        self.net = net
        self.read = read
        self.write = write
        self.unknown = unknown
    }

    /// Reads the member `permissions` of a server in a manifest.
    /// - Throws: `ModelError.document` naming the member that cannot be read.
    public init(json: JSON) throws(ModelError) {
        let node = try DeclaredNode(kind: "manifest", path: "permissions", json: json).object()
        var net: [Destination] = []
        for text in try node.texts("net", limit: DocumentLimits.inputs) {
            guard let destination = Self.destination(text) else {
                throw node.malformed("net", "`\(text)` does not read HOST:PORT")
            }
            net.append(destination)
        }
        self.init(
            net: net,
            read: try Self.paths(node, "read"),
            write: try Self.paths(node, "write"),
            unknown: (json.object?.members ?? []).map(\.0)
                .filter { !["net", "read", "write"].contains($0) }
        )
    }

    /// Whether nothing is granted.
    public var isEmpty: Bool { net.isEmpty && read.isEmpty && write.isEmpty }

    private static func paths(_ node: DeclaredNode, _ key: String) throws(ModelError)
        -> [ManifestValue]
    {
        var values: [ManifestValue] = []
        for text in try node.texts(key, limit: DocumentLimits.inputs) {
            values.append(try ManifestValue(parsing: text))
        }
        return values
    }

    /// The port follows the last colon, so that an address in brackets may hold others.
    private static func destination(_ text: String) -> Destination? {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port)
        else { return nil }
        let host = String(text[..<colon])
        let isName = host.utf8.allSatisfy { isAlphanumeric($0) || ".-:[]*_".utf8.contains($0) }
        return isName ? Destination(host: host.lowercased(), port: port) : nil
    }
}
