/// How a server is spoken to.
public enum TransportKind: Sendable, Hashable, CustomStringConvertible {
    /// Lines on standard input and output.
    case stdio
    /// The HTTP transport of 2025-03-26 and later.
    case streamableHTTP
    /// The older HTTP transport with server-sent events.
    case sse
    /// A kind that this version has never heard of.
    case other(String)

    /// Reads the member `type`.
    public init(_ text: String) {
        switch text {
        case "stdio": self = .stdio
        case "streamable-http": self = .streamableHTTP
        case "sse": self = .sse
        default: self = .other(text)
        }
    }

    /// As documents spell it.
    public var description: String {
        switch self {
        case .stdio: "stdio"
        case .streamableHTTP: "streamable-http"
        case .sse: "sse"
        case .other(let text): text
        }
    }
}

/// The transport of a package.
public struct ServerTransport: Sendable, Equatable {
    /// Its kind.
    public let kind: TransportKind
    /// A template of the endpoint, for the HTTP kinds.
    public let url: String?
    /// What has to be sent with every request.
    public let headers: [NamedServerInput]

    /// What a package without the member speaks; documents before 2025-09 lack it.
    public static let stdio = ServerTransport(kind: .stdio, url: nil, headers: [])

    private init(kind: TransportKind, url: String?, headers: [NamedServerInput]) {
        self.kind = kind
        self.url = url
        self.headers = headers
    }

    init(_ node: DeclaredNode) throws(ModelError) {
        let node = try node.object()
        kind = TransportKind(try node.requiredText("type", limit: DocumentLimits.name))
        url = try nonEmpty(node.text("url", limit: DocumentLimits.identifier))
        headers = try NamedServerInput.list(node, "headers")
    }
}

/// One of the endpoints that a registry document offers.
///
/// Source: server.json schema 2025-12-11, `RemoteTransport`.
public struct ServerRemote: Sendable, Equatable {
    /// Its kind; never `stdio` in a document that keeps to the schema.
    public let kind: TransportKind
    /// A template of the endpoint; `{name}` stands for a variable.
    public let url: String
    /// What has to be sent with every request.
    public let headers: [NamedServerInput]
    /// What the template may hold.
    public let variables: [NamedServerInput]

    init(_ node: DeclaredNode) throws(ModelError) {
        let transport = try ServerTransport(node)
        guard let url = transport.url else { throw node.malformed("url", "missing, or empty") }
        kind = transport.kind
        self.url = url
        headers = transport.headers
        variables = try ServerInput.variables(node)
    }
}
