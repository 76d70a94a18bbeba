internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
internal import Paths
internal import Registries
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
            if let outlook = try packageOutlook(source, resolver) {
                outdated += server(instance, newest: outlook.newest, allowed: outlook.allowed)
                continue
            }
            guard case .registry(let name, let request)? = source else { continue }
            let offered = try resolver.candidates(of: name)
            KnownDeleted(environment: environment).remember(name, offered.candidates)
            let outlook = resolver.resolver(for: offered.registry).outlook(
                on: offered.candidates,
                within: request.range
            )
            outdated += server(
                instance,
                newest: outlook.newest?.description,
                allowed: outlook.allowed?.description
            )
        }
        return outdated
    }

    private func server(_ instance: InstalledInstance, newest: String?, allowed: String?)
        -> [Server]
    {
        guard let newest, newest != instance.current.version else { return [] }
        return [
            Server(
                id: instance.id,
                version: instance.current.version,
                newest: newest,
                allowed: allowed ?? instance.current.version
            )
        ]
    }

    /// The newest version of a package, and the newest that is allowed; nil for what is no package.
    private func packageOutlook(_ source: SourceSpecification?, _ resolver: ServerResolver) throws
        -> (newest: String?, allowed: String?)?
    {
        switch source {
        case .pypi(let text)?:
            let wanted = try PyPISource(parsing: text, in: .manifest)
            let found = try resolver.pypiVersions(wanted.name).outlook(within: wanted.request.range)
            return (found.newest?.description, found.allowed?.description)
        case .npm(let text)?:
            let wanted = try NPMSource(parsing: text, in: .manifest)
            let registry = try NPMRegistry(
                location: environment.settings.npmRegistry,
                client: environment.http
            )
            let candidates = try registry.packument(of: wanted.name).candidates(for: .newest)
            let found = resolver.npmResolver.outlook(on: candidates, within: wanted.request.range)
            return (found.newest?.description, found.allowed?.description)
        default: return nil
        }
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
