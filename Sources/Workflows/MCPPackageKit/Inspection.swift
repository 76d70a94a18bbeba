internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
public import Paths
internal import Registries
internal import Resolution
internal import Store

/// Reads what is installed in one scope; changes nothing and uses no network, except for names that are not installed.
public struct Inspection {
    /// One installed server.
    public struct Server: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// The server's name.
        public let name: ServerName
        /// The version that runs.
        public let version: String
        /// `user` or `project`.
        public let scope: String
        /// The sealed directory.
        public let prefix: AbsolutePath
        /// How origin was established.
        public let verified: [String]
        /// Hosts that have an entry of it.
        public let hosts: [String]
        /// Whether it is switched off.
        public let isDisabled: Bool
    }

    /// Everything known about one server.
    public struct Info: Sendable {
        /// The installed server; nil for a name that is only in a registry.
        public let server: Server?
        /// The server's name.
        public let name: String
        /// One sentence of its publisher; may be empty.
        public let summary: String
        /// Its artifacts: URL where there is one, digest, platforms.
        public let artifacts: [LockedPackage]
        /// The endpoint of a remote server.
        public let endpoint: String?
        /// The command, whole; nil for a remote server.
        public let commandLine: [String]?
        /// Versions it has had here, or that the registry offers, newest first.
        public let versions: [String]
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// What is installed, sorted by id.
    public func list() throws -> [Server] {
        let book = try HostBook(environment: environment, scope: scope)
        return try Instances(layout: environment.layout).all(in: scope).map { server($0, book) }
    }

    /// One installed server, or what a registry says of a name.
    public func info(_ text: String) throws -> Info {
        if text.contains("/") { return try registryInfo(ServerName(parsing: text)) }
        let instance = try requireInstance(InstanceID(parsing: text), environment, scope)
        let book = try HostBook(environment: environment, scope: scope)
        let current = instance.current
        let locked = try Lockfile(parsing: Array(current.locked.utf8)).servers.first
        let contents = try PrefixContents(path: current.prefix)
        return Info(
            server: server(instance, book),
            name: current.name.description,
            summary: contents.document?.description ?? "",
            artifacts: locked?.packages ?? [],
            endpoint: locked?.remote?.url,
            commandLine: try commandLine(instance),
            versions: instance.history.versions.reversed().map(\.version)
        )
    }

    /// Digests of all artifacts that are in the store.
    static func artifacts(_ environment: Environment) throws -> Set<Digest> {
        var known: Set<Digest> = []
        let instances = Instances(layout: environment.layout)
        for scope in try instances.scopes() {
            for instance in try instances.all(in: scope) {
                for version in instance.history.versions {
                    let locked = try Lockfile(parsing: Array(version.locked.utf8))
                    known.formUnion(locked.servers.flatMap { $0.packages.map(\.sha256) })
                }
            }
        }
        return known
    }

    private func server(_ instance: InstalledInstance, _ book: HostBook) -> Server {
        Server(
            id: instance.id,
            name: instance.current.name,
            version: instance.current.version,
            scope: scope.kind,
            prefix: instance.current.prefix,
            verified: instance.current.verified,
            hosts: book.hosts(of: instance.id),
            isDisabled: instance.history.isDisabled
        )
    }

    private func commandLine(_ instance: InstalledInstance) throws -> [String]? {
        let path = environment.layout.launchRecord(
            instance.id,
            in: scope,
            prefixName: instance.current.prefix.name
        )
        guard let json = try Instances(layout: environment.layout).json(path) else { return nil }
        let record = try LaunchRecord(json: json)
        return [record.executable.description]
            + record.arguments.map { value in
                value.map { piece in
                    switch piece {
                    case .text(let text): text
                    case .workspace: "${workspace}"
                    }
                }.joined()
            }
    }

    /// What is still offered, in the order in which a choice would prefer it.
    private func newestFirst(_ entries: [RegistryEntry]) -> [RegistryEntry] {
        entries.filter { $0.status != .deleted }.sorted { left, right in
            guard let one = candidate(left), let other = candidate(right) else { return false }
            return one.outranks(other)
        }
    }

    private func registryInfo(_ name: ServerName) throws -> Info {
        var failure: RegistryError?
        for registry in environment.settings.registries {
            do throws(RegistryError) {
                let client = try registryClient(
                    location: registry.location,
                    client: environment.http
                )
                let entries = try newestFirst(client.versions(of: name))
                return Info(
                    server: nil,
                    name: name.description,
                    summary: entries.first?.document["description"]?.string ?? "",
                    artifacts: [],
                    endpoint: nil,
                    commandLine: nil,
                    versions: entries.map(\.version)
                )
            } catch {
                guard error.category == .notFound else { throw error }
                failure = error
            }
        }
        throw failure ?? KitError.candidates(word: name.description, names: [])
    }
}
