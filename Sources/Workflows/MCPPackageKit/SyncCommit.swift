internal import Diagnostics
internal import Documents
internal import Filesystem
internal import LaunchKit
internal import Launcher
internal import PackageModel
internal import Paths
internal import Store

/// Commits a sync: what is prepared, what is gone, and entries that hosts lost.
struct SyncCommit {
    let environment: Environment
    let scope: Scope

    func run(
        _ ready: [ReadyInstance],
        gone: [InstalledInstance],
        superfluous: [InstanceID],
        staging: Staging
    ) throws -> ChangeReport {
        defer { withExtendedLifetime(staging) {} }
        let result: ChangeReport = try environment.withLock { journal in
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
            let all = try changes + state.changes + book.changes()
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
        ready.compileByteCode(environment, scope)
        return result
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
