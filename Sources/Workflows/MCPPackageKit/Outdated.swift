internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
internal import Paths
internal import Resolution
internal import Store

/// Finds newer versions of what is installed.
public struct Outdated {
    /// One server with the versions it could be at.
    public struct Server: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// The version it is at.
        public let version: String
        /// The newest there is.
        public let newest: String
        /// The newest that manifest and cooldown allow.
        public let allowed: String
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// Servers of a registry, all or the named, that are not at the newest version.
    public func run(ids: [InstanceID]) throws -> [Server] {
        let state = try ScopeState(layout: environment.layout, scope: scope)
        let resolver = ServerResolver(environment: environment, state: state)
        let all = try Instances(layout: environment.layout).all(in: scope)
        for id in ids where !all.contains(where: { $0.id == id }) {
            _ = try requireInstance(id, environment, scope)
        }
        var outdated: [Server] = []
        for instance in all where ids.isEmpty || ids.contains(instance.id) {
            let source = state.manifest.server(instance.id)?.source
            if case .oci? = source {
                outdated += try newerImage(instance, state.lock[instance.id])
                continue
            }
            guard case .registry(let name, let request)? = source else { continue }
            let offered = try resolver.candidates(of: name)
            KnownDeleted(environment: environment).remember(name, offered.candidates)
            let outlook = resolver.resolver(for: offered.registry).outlook(
                on: offered.candidates,
                within: request.range
            )
            guard let newest = outlook.newest?.description, newest != instance.current.version
            else { continue }
            outdated.append(
                Server(
                    id: instance.id,
                    version: instance.current.version,
                    newest: newest,
                    allowed: outlook.allowed?.description ?? instance.current.version
                )
            )
        }
        return outdated
    }

    /// A tag has no versions: it leads to what was locked, or to something newer.
    private func newerImage(_ instance: InstalledInstance, _ locked: LockedServer?) throws
        -> [Server]
    {
        let source = ContainerSource(environment: environment)
        guard let package = locked?.package(for: environment.platform.description),
            let newest = try source.newerDigest(than: package)
        else { return [] }
        let name = "sha256-" + newest.short
        return [
            Server(id: instance.id, version: instance.current.version, newest: name, allowed: name)
        ]
    }
}

/// What registries said of versions that they took down, kept so that `rollback` can refuse without network.
struct KnownDeleted {
    let environment: Environment

    private func path(_ name: ServerName) -> AbsolutePath {
        environment.layout.cache.appending("deleted").appending(
            pathComponent(name.description) + ".json"
        )
    }

    /// Keeps what was learned; a cache that cannot be written is learned again.
    func remember(_ name: ServerName, _ candidates: [Candidate]) {
        let deleted = candidates.filter { $0.status == .deleted }
        let members = deleted.map { ($0.version.description, JSON.string($0.statusMessage ?? "")) }
        let place = path(name)
        guard !deleted.isEmpty || (try? Files.status(place)) != nil else { return }
        _ = try? Directory.create(place.parent)
        try? Files.replace(place, with: JSON.object(JSONObject(members)).bytes())
    }

    /// The registry's words when it took this version down, as far as is known here.
    func message(_ name: ServerName, _ version: String) -> String? {
        guard let bytes = (try? Files.read(path(name), limit: KitLimits.document)) ?? nil,
            let known = try? JSON(parsing: bytes)
        else { return nil }
        return known[version]?.string
    }
}
