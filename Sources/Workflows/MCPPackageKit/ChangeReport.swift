public import PackageModel
public import Paths

/// What an operation did, or would do.
public struct ChangeReport: Sendable {
    /// One server of an operation.
    public struct Server: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// The server's name.
        public let name: ServerName
        /// The version it is at now.
        public let version: String
        /// The version it was at, when another.
        public var previousVersion: String?
        /// The sealed directory; nil when nothing was installed.
        public var prefix: AbsolutePath?
        /// How origin was established.
        public var verified: [String] = []
        /// Whether the operation changed anything about it.
        public var isChanged: Bool
        /// What happened, in a few words: "installed", "removed".
        public var action: String
        /// Hosts that got or lost an entry.
        public var hosts: [String] = []

        /// Takes what every server has.
        public init(
            id: InstanceID,
            name: ServerName,
            version: String,
            isChanged: Bool,
            action: String
        ) {
            self.id = id
            self.name = name
            self.version = version
            self.isChanged = isChanged
            self.action = action
        }
    }

    /// The servers in the order of their ids.
    public var servers: [Server]
    /// What a person should know beside.
    public var notes: [String]
    /// Whether nothing was done because `--dry-run` was given.
    public let isDryRun: Bool
    /// What is said when nothing was to be done.
    public let idle: String

    /// Takes the servers and notes of one operation.
    public init(servers: [Server], notes: [String] = [], isDryRun: Bool = false, idle: String) {
        self.servers = servers.sorted { $0.id < $1.id }
        self.notes = notes
        self.isDryRun = isDryRun
        self.idle = idle
    }
}
