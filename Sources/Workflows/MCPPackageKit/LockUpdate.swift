internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageFormats
public import PackageModel
internal import Paths
internal import Store
internal import Trust

/// What `lock` was asked for.
public struct LockRequest: Sendable {
    /// Whether to look only.
    public let isCheck: Bool
    /// Servers to choose anew for.
    public let upgraded: [InstanceID]
    /// A day or instant to choose as of.
    public let asOf: String?
    /// Platforms to lock for beside the manifest's.
    public let platforms: [String]

    /// Takes what was typed.
    public init(isCheck: Bool, upgraded: [InstanceID], asOf: String?, platforms: [String]) {
        self.isCheck = isCheck
        self.upgraded = upgraded
        self.asOf = asOf
        self.platforms = platforms
    }
}

/// Resolves the manifest into the lock without installing.
public struct LockUpdate {
    /// What the lock says now.
    public struct Report: Sendable {
        /// Servers with their versions before and now; nil where there was or is none.
        public let servers: [(id: InstanceID, name: String, before: String?, after: String?)]
        /// Whether the lock changed.
        public let isChanged: Bool
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: `KitError.lockStale` for a lock that does not fit, with `isCheck`.
    public func run(_ request: LockRequest) throws -> Report {
        let state = try ScopeState(layout: environment.layout, scope: scope)
        if request.isCheck { return try check(state) }
        for id in request.upgraded where state.manifest.server(id) == nil {
            throw KitError.notInstalled(
                id: id.description,
                scope: scope,
                known: state.manifest.servers.map(\.id.description)
            )
        }
        let locked = try resolve(state, request)
        return try environment.withLock { journal in
            var fresh = try ScopeState(layout: environment.layout, scope: scope)
            let before = fresh.lock
            fresh.lock = before.replacing(
                with: fresh.manifest.servers.compactMap { locked[$0.id] ?? before[$0.id] }
            )
            let changes = fresh.changes
            if !changes.isEmpty {
                let transaction = Transaction(title: "lock", scope: scope, changes: changes)
                try environment.perform(transaction, in: journal)
            }
            return report(before, fresh.lock, isChanged: !changes.isEmpty)
        }
    }

    private func check(_ state: ScopeState) throws -> Report {
        if !state.hasLock, !state.manifest.servers.isEmpty {
            throw KitError.lockStale(why: "there is no lock")
        }
        let wrong = state.lock.unresolved(state.sources) + state.lock.superfluous(state.sources)
        if let id = wrong.first { throw KitError.lockStale(why: "`\(id)` differs between them") }
        return report(state.lock, state.lock, isChanged: false)
    }

    /// Chooses for every server of the manifest; what is locked and fits stays unless it is to be upgraded.
    private func resolve(_ state: ScopeState, _ request: LockRequest) throws -> [InstanceID:
        LockedServer]
    {
        let bound = try request.asOf.map(instant)
        let added = try request.platforms.map(PlatformName.init(parsing:))
        let resolver = ServerResolver(
            environment: environment,
            state: state,
            notAfter: bound,
            platforms: state.manifest.platforms + added
        )
        let unresolved = Set(state.lock.unresolved(state.sources))
        var locked: [InstanceID: LockedServer] = [:]
        for (id, requirement) in state.manifest.servers {
            let isWanted = unresolved.contains(id) || request.upgraded.contains(id) || bound != nil
            guard isWanted || !request.platforms.isEmpty else { continue }
            let keeps = !request.upgraded.contains(id) && bound == nil
            let resolved = try resolver.covering(requirement.platforms.map { $0 + added }).resolve(
                requirement.source,
                locked: keeps ? state.lock[id]?.version : nil
            )
            for note in resolved.notes { environment.interaction.say("\(id): \(note)") }
            locked[id] = try complete(
                id,
                resolved,
                requirement,
                resolver,
                keeps ? state.lock[id] : nil
            )
        }
        return locked
    }

    /// Looks into the artifact for what only it can tell: runtime, command and inputs.
    private func complete(
        _ id: InstanceID,
        _ resolved: ResolvedServer,
        _ requirement: ServerRequirement,
        _ resolver: ServerResolver,
        _ previous: LockedServer?
    ) throws
        -> LockedServer
    {
        var locked = try resolver.complete(resolved, as: id, requirement, previous: previous)
        guard case .bundles = resolved.offer, locked.package == nil,
            let package = locked.package(for: environment.platform.description)
                ?? locked.packages.first
        else {
            return locked
        }
        let artifact = WantedArtifact(
            title: "\(locked.name) \(locked.version)",
            url: package.url.map(environment.settings.mirrored),
            file: resolved.localFile,
            digest: package.sha256,
            size: package.size,
            evidence: Evidence(rawValue: package.evidence) ?? .localDigest
        )
        let verified = try ArtifactFetcher(environment: environment).fetch([artifact])[0]
        locked = try ArtifactSizes(environment: environment).completing(locked)
        let staging = try environment.beginStaging()
        let tree = try UnpackedStore(layout: environment.layout).tree(
            of: verified,
            staging: staging
        )
        let place = tree.directory.appending(BundleManifest.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.bundleManifest) else {
            throw ModelError.document(
                kind: "bundle",
                path: BundleManifest.fileName,
                why: "it is missing"
            )
        }
        let contents = BundleContents(manifest: bytes, files: Set(tree.seal.entries.map(\.path)))
        let document = resolved.document?.packages.first { $0.fileSHA256 == package.sha256 }
        let plan = try MCPBFormat().plan(contents, package: document, platform: .current)
        locked.runtime = plan.launch.runtime
        locked.launch = plan.launchDigest
        locked.asks = plan.asksDigest
        return locked
    }

    private func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(rfc3339: text) else {
            throw KitError.usage(
                "`--as-of` takes a day such as 2026-11-22 or an RFC 3339 instant, not `\(printable(text))`"
            )
        }
        // A day means all of it.
        return text.utf8.count == 10 ? instant.advanced(bySeconds: 86_399) : instant
    }

    private func report(_ before: Lockfile, _ after: Lockfile, isChanged: Bool) -> Report {
        let ids = Set(before.servers.map(\.id)).union(after.servers.map(\.id)).sorted()
        let servers = ids.map { id in
            (
                id, (after[id] ?? before[id])?.name.description ?? "", before[id]?.version,
                after[id]?.version
            )
        }
        return Report(servers: servers, isChanged: isChanged)
    }
}
