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
        var locked = resolved.locked(as: id)
        locked.source = lockText(of: requirement.source)
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

/// Whether sealed directories are whole.
struct PrefixState {
    let environment: Environment

    /// So many files are looked at one by one even when nothing is to be done.
    private static let watchedFiles = 4_000

    func isIntact(_ version: InstalledVersion) -> Bool {
        (try? SealCheck.check(
            prefix: version.prefix,
            digest: version.prefixDigest,
            layout: environment.layout
        )) != nil
    }

    /// Sealed directories in which the instant answer notices a changed file; none when they hold very many.
    func watched(_ versions: [InstalledVersion]) -> [SealedPrefix] {
        var files = 0
        for version in versions {
            guard let contents = try? PrefixContents(path: version.prefix) else { continue }
            files += contents.seal.entries.count
        }
        guard files <= Self.watchedFiles else { return [] }
        return versions.map { SealedPrefix(path: $0.prefix, digest: $0.prefixDigest) }
    }
}

/// Commits a sync: what is prepared, what is gone, and entries that hosts lost.
private struct SyncCommit {
    let environment: Environment
    let scope: Scope

    func run(
        _ ready: [ReadyInstance],
        gone: [InstalledInstance],
        superfluous: [InstanceID],
        staging: Staging
    ) throws -> ChangeReport {
        defer { withExtendedLifetime(staging) {} }
        return try environment.withLock { journal in
            var state = try ScopeState(layout: environment.layout, scope: scope)
            var book = try HostBook(environment: environment, scope: scope)
            let steps = InstanceChanges(layout: environment.layout, scope: scope)
            var servers: [InstanceID: ChangeReport.Server] = [:]
            var changes: [Change] = []
            for one in ready where state.manifest.server(one.prepared.id) == one.requirement {
                let before = try instance(one.prepared.id)
                state.lock[one.prepared.id] = one.locked
                changes += try steps.activate(one.prepared)
                servers[one.prepared.id] = server(
                    one.prepared.id,
                    one.prepared.installed,
                    before?.current
                )
            }
            for one in gone where state.manifest.server(one.id) == nil {
                for host in book.hosts(of: one.id) { _ = try book.unlink(one.id, host: host) }
                changes += steps.discard(one.id)
                servers[one.id] = removed(one)
            }
            for id in superfluous where state.manifest.server(id) == nil { state.lock[id] = nil }
            try linkAll(state, ready, &book, &servers)
            let all = changes + state.changes + (try book.changes())
            if all.contains(where: \.isReal) {
                try environment.perform(
                    Transaction(title: "sync", scope: scope, changes: all),
                    in: journal
                )
            }
            let count = state.manifest.servers.count
            let match = count == 1 ? "1 server matches" : "\(count) servers match"
            let idle = "Nothing to do: \(match) mcppkg.lock"
            return ChangeReport(servers: Array(servers.values), idle: idle)
        }
    }

    private func instance(_ id: InstanceID) throws -> InstalledInstance? {
        try Instances(layout: environment.layout).instance(id, in: scope)
    }

    /// Writes entries that the manifest's hosts or an earlier link want and that are missing or different.
    private func linkAll(
        _ state: ScopeState,
        _ ready: [ReadyInstance],
        _ book: inout HostBook,
        _ servers: inout [InstanceID: ChangeReport.Server]
    ) throws {
        for (id, _) in state.manifest.servers {
            let fresh = ready.first { $0.prepared.id == id }
            guard let installed = try fresh?.prepared.installed ?? instance(id)?.current else {
                continue
            }
            let target =
                try fresh?.target
                ?? LinkTargets(environment: environment, scope: scope).target(id, installed)
            let isDisabled = try instance(id)?.history.isDisabled ?? false
            let hosts = isDisabled ? [] : Set(state.manifest.hosts + book.hosts(of: id)).sorted()
            var entry = servers[id] ?? unchanged(id, installed)
            for host in hosts where try book.link(id, target, host: host) {
                entry.hosts.append(host)
                entry.isChanged = true
                if entry.action == "unchanged" { entry.action = "linked" }
            }
            servers[id] = entry
        }
    }

    private func server(
        _ id: InstanceID,
        _ installed: InstalledVersion,
        _ before: InstalledVersion?
    )
        -> ChangeReport.Server
    {
        var server = unchanged(id, installed)
        server.isChanged = true
        server.action =
            before == nil ? "installed" : before?.version == installed.version ? "updated" : "moved"
        if before?.version != installed.version { server.previousVersion = before?.version }
        return server
    }

    private func unchanged(_ id: InstanceID, _ installed: InstalledVersion) -> ChangeReport.Server {
        var server = ChangeReport.Server(
            id: id,
            name: installed.name,
            version: installed.version,
            isChanged: false,
            action: "unchanged"
        )
        server.prefix = installed.prefix
        server.verified = installed.verified
        return server
    }

    private func removed(_ instance: InstalledInstance) -> ChangeReport.Server {
        .init(
            id: instance.id,
            name: instance.current.name,
            version: instance.current.version,
            isChanged: true,
            action: "removed"
        )
    }
}
