internal import Diagnostics
internal import Documents
internal import Filesystem
internal import LaunchKit
internal import Launcher
public import PackageModel
internal import Paths
internal import Store

/// Makes prefixes, instances and host entries match manifest and lock; touches nothing it does not own.
public struct Sync {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: `KitError.lockStale` when the lock would change and `isLocked` says it may not.
    public func run(isLocked: Bool, isDryRun: Bool) throws -> ChangeReport {
        let started = environment.now()
        if !isDryRun { try environment.finishInterrupted() }
        let state = try ScopeState(layout: environment.layout, scope: scope)
        if !isDryRun {
            try ProjectConsent(environment: environment, scope: scope).require(for: state.manifest)
        }
        let superfluous = state.lock.superfluous(state.sources)
        let unresolved = state.lock.unresolved(state.sources)
        if isLocked { try requireFit(state, unresolved, superfluous) }
        let wanted = try wantedInstances(state, unresolved)
        let gone = try goneInstances(state)
        if isDryRun { return preview(wanted, gone, superfluous) }
        let staging = try environment.beginStaging()
        let preparation = InstancePreparation(
            environment: environment,
            scope: scope,
            staging: staging,
            resolver: ServerResolver(environment: environment, state: state)
        )
        let ready = try preparation.prepare(wanted)
        try Announcement(environment: environment, scope: scope).show(ready)
        try FirstStart(environment: environment, scope: scope, staging: staging).run(ready)
        let report = try SyncCommit(environment: environment, scope: scope).run(
            ready,
            gone: gone,
            superfluous: superfluous,
            staging: staging
        )
        try stamp(report, since: started)
        return report
    }

    private func requireFit(
        _ state: ScopeState,
        _ unresolved: [InstanceID],
        _ superfluous: [InstanceID]
    ) throws {
        if !state.hasLock, !state.manifest.servers.isEmpty {
            throw KitError.lockStale(why: "there is no lock")
        }
        if let id = unresolved.first {
            throw KitError.lockStale(why: "`\(id)` is not in it as the manifest wants it")
        }
        if let id = superfluous.first {
            throw KitError.lockStale(why: "`\(id)` is in it and not in the manifest")
        }
    }

    /// Servers that are not on this machine as manifest and lock want them.
    private func wantedInstances(_ state: ScopeState, _ unresolved: [InstanceID]) throws
        -> [WantedInstance]
    {
        let resolver = ServerResolver(environment: environment, state: state)
        var wanted: [WantedInstance] = []
        for (id, requirement) in state.manifest.servers {
            if unresolved.contains(id) {
                wanted.append(try resolve(id, requirement, state, resolver))
            } else if let locked = state.lock[id], try !isPresent(id, requirement, locked) {
                wanted.append(
                    WantedInstance(
                        id: id,
                        requirement: requirement,
                        locked: locked,
                        document: nil,
                        localFile: nil,
                        given: .init()
                    )
                )
            }
        }
        return wanted
    }

    private func resolve(
        _ id: InstanceID,
        _ requirement: ServerRequirement,
        _ state: ScopeState,
        _ resolver: ServerResolver
    ) throws -> WantedInstance {
        let resolved = try resolver.covering(requirement.platforms)
            .resolve(requirement.source, locked: state.lock[id]?.version)
        for note in resolved.notes { environment.interaction.say(note) }
        let locked = try resolver.complete(
            resolved,
            as: id,
            requirement,
            previous: state.lock[id]
        )
        return WantedInstance(
            id: id,
            requirement: requirement,
            locked: locked,
            document: resolved.document,
            localFile: resolved.localFile,
            given: .init()
        )
    }

    /// Whether the instance is at this lock entry, asks nothing new, and its prefix is whole.
    private func isPresent(
        _ id: InstanceID,
        _ requirement: ServerRequirement,
        _ locked: LockedServer
    ) throws -> Bool {
        guard let instance = try Instances(layout: environment.layout).instance(id, in: scope)
        else { return false }
        let current = instance.current
        let text = String(decoding: Lockfile(servers: [locked]).bytes, as: UTF8.self)
        guard current.locked == text, current.requirement == requirement.json else { return false }
        guard RecordedStart(environment: environment, scope: scope).isUsable(id, current) else {
            return false
        }
        return PrefixState(environment: environment).isIntact(current)
    }

    private func goneInstances(_ state: ScopeState) throws -> [InstalledInstance] {
        try Instances(layout: environment.layout).all(in: scope).filter {
            state.manifest.server($0.id) == nil
        }
    }

    private func preview(
        _ wanted: [WantedInstance],
        _ gone: [InstalledInstance],
        _ superfluous: [InstanceID]
    )
        -> ChangeReport
    {
        let added = wanted.map { one in
            ChangeReport.Server(
                id: one.id,
                name: one.locked.name,
                version: one.locked.version,
                isChanged: true,
                action: "would be installed"
            )
        }
        let removed = gone.map { one in
            ChangeReport.Server(
                id: one.id,
                name: one.current.name,
                version: one.current.version,
                isChanged: true,
                action: "would be removed"
            )
        }
        return ChangeReport(servers: added + removed, isDryRun: true, idle: "nothing to do")
    }

    /// Remembers what was seen when nothing was left to do, so that the next sync is answered in a millisecond.
    private func stamp(_ report: ChangeReport, since started: Instant) throws {
        guard !report.servers.contains(where: \.isChanged) else { return }
        let book = try HostBook(environment: environment, scope: scope)
        let instances = try Instances(layout: environment.layout).all(in: scope)
        let paths = AppliedStamp.watchedPaths(
            layout: environment.layout,
            scope: scope,
            instances: instances.map { ($0.id, $0.current.prefix) },
            hostFiles: book.files
        )
        let starts = RecordedStart(environment: environment, scope: scope)
        let programs = try instances.compactMap { try starts.executable($0.id, $0.current) }
        AppliedStamp.write(
            servers: report.servers.map(\.json),
            paths: paths + programs,
            prefixes: PrefixState(environment: environment).watched(instances.map(\.current)),
            since: started,
            layout: environment.layout,
            scope: scope
        )
    }
}
