internal import Documents
public import PackageModel
public import Paths

/// What one entry of a host file says, before a host's own spelling.
public enum HostEntry: Sendable, Equatable {
    /// A program that the host starts and speaks to over its standard streams.
    case stdio(command: String, arguments: [String])
    /// A server that the host reaches over HTTP.
    case http(RemoteEndpoint)

    /// An entry of the user scope: an absolute program, so that desktop hosts without PATH find it.
    ///
    /// `home` is the directory given by `--home`, when one was.
    public static func user(_ id: InstanceID, program: AbsolutePath, home: AbsolutePath?)
        -> HostEntry
    {
        let place = home.map { ["--home", $0.description] } ?? []
        let arguments = ["run", "--user", id.description] + place
        return .stdio(command: program.description, arguments: arguments)
    }

    /// An entry of a project file, without a machine path: others check the file out as well.
    public static func project(_ id: InstanceID, in host: any HostIntegration) -> HostEntry {
        let place = host.format.workspaceVariable.map { ["--project-dir", $0] } ?? ["--project"]
        return .stdio(command: "mcppkg", arguments: ["run"] + place + [id.description])
    }
}

/// A server that a host reaches over HTTP.
public struct RemoteEndpoint: Sendable, Equatable {
    /// The two HTTP transports of MCP.
    public enum Kind: String, Sendable {
        case http
        case sse
    }

    /// One header that the host sends.
    public struct Header: Sendable, Equatable {
        /// The header's name.
        public let name: String
        /// The header's value.
        public let value: String

        /// Takes both.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The address.
    public let url: String
    /// The transport.
    public let kind: Kind
    /// Headers in the order in which they are written.
    public let headers: [Header]

    /// Takes every fact.
    public init(url: String, kind: Kind, headers: [Header] = []) {
        self.url = url
        self.kind = kind
        self.headers = headers
    }

    /// The members `type`, `url` and, where there are any, `headers`.
    var typedMembers: JSON {
        var members: [(String, JSON)] = [("type", .string(kind.rawValue)), ("url", .string(url))]
        if !headers.isEmpty {
            let values = headers.map { ($0.name, JSON.string($0.value)) }
            members.append(("headers", .object(JSONObject(values))))
        }
        return .object(JSONObject(members))
    }
}
