internal import Diagnostics
internal import Documents
internal import PackageModel
internal import Paths
internal import Store

/// Makes prepared instances count: manifest, lock, instances and hosts as one transaction.
struct Commit {
    let environment: Environment
    let scope: Scope

    /// Reads everything again under the lock, so that what others did meanwhile stays.
    ///
    /// `hosts` are linked beside those that have an entry already. `staging` is kept until the end,
    /// so that nothing prepared is pruned before it is referenced.
    func run(
        _ ready: [ReadyInstance],
        title: String,
        hosts: [InstanceID: [String]],
        staging: Staging
    ) throws
        -> ChangeReport
    {
        defer { withExtendedLifetime(staging) {} }
        let result: ChangeReport = try environment.withLock { journal in
            var state = try ScopeState(layout: environment.layout, scope: scope)
            var book = try HostBook(environment: environment, scope: scope)
            let instances = Instances(layout: environment.layout)
            let steps = InstanceChanges(layout: environment.layout, scope: scope)
            var changes: [Change] = []
            var servers: [ChangeReport.Server] = []
            for one in ready {
                let id = one.prepared.id
                if let holder = state.holder(of: id, besides: one.locked.name) {
                    throw KitError.idTaken(
                        id: id,
                        by: holder,
                        wanted: one.locked.name.description
                    )
                }
                let before = try instances.instance(id, in: scope)
                let isNewText =
                    state.manifest.server(id) != one.requirement || state.lock[id] != one.locked
                if state.manifest.server(id) != one.requirement {
                    try state.setRequirement(one.requirement, for: id)
                }
                state.lock[id] = one.locked
                let own = try steps.activate(one.prepared)
                changes += own
                var server = report(one, before)
                server.hosts = try link(one, hosts[id] ?? [], before, &book)
                server.isChanged =
                    isNewText || own.contains(where: \.isReal) || !server.hosts.isEmpty
                servers.append(server)
            }
            let all = try changes + state.changes + book.changes()
            if all.contains(where: \.isReal) {
                try environment.perform(
                    Transaction(title: title, scope: scope, changes: all),
                    in: journal
                )
            }
            return ChangeReport(
                servers: servers,
                notes: try stillRunning(servers, ready),
                idle: idle(servers)
            )
        }
        ready.compileByteCode(environment, scope)
        return result
    }

    /// Links into the hosts that were asked for and renews entries that are there.
    private func link(
        _ one: ReadyInstance,
        _ hosts: [String],
        _ before: InstalledInstance?,
        _ book: inout HostBook
    ) throws -> [String] {
        let id = one.prepared.id
        if before?.history.isDisabled ?? false, hosts.isEmpty { return [] }
        var linked: [String] = []
        for host in Set(hosts + book.hosts(of: id)).sorted()
        where try book.link(id, one.target, host: host) {
            linked.append(host)
        }
        return linked
    }

    private func report(_ one: ReadyInstance, _ before: InstalledInstance?) -> ChangeReport.Server {
        let installed = one.prepared.installed
        let old = before?.current.version
        var server = ChangeReport.Server(
            id: one.prepared.id,
            name: installed.name,
            version: installed.version,
            isChanged: true,
            action: old == nil ? "installed" : old == installed.version ? "updated" : "moved"
        )
        server.previousVersion = old == installed.version ? nil : old
        server.prefix = installed.prefix
        server.verified = installed.verified
        return server
    }

    /// Says which processes still run a version that was moved away from.
    private func stillRunning(_ servers: [ChangeReport.Server], _ ready: [ReadyInstance]) throws
        -> [String]
    {
        let instances = Instances(layout: environment.layout)
        var notes: [String] = []
        for server in servers where server.previousVersion != nil {
            let history = try instances.history(server.id, in: scope)
            for old in history.versions where old.version == server.previousVersion {
                let uses = RunningServers.using(old.prefix)
                guard !uses.isEmpty else { continue }
                notes.append(
                    "\(server.id) \(old.version) still runs in \(uses); restart the host to use \(server.version)"
                )
            }
        }
        return notes
    }

    private func idle(_ servers: [ChangeReport.Server]) -> String {
        guard let only = servers.first, servers.count == 1 else {
            return "everything was there already"
        }
        return "`\(only.id)` \(only.version) was there already"
    }
}

extension Change {
    /// Whether the step writes or removes a file.
    var isOfFile: Bool {
        switch self {
        case .write, .remove: true
        default: false
        }
    }

    /// Whether the step does anything that a person would see.
    var isReal: Bool {
        switch self {
        case .makeDirectory, .removeEmptyDirectory: false
        default: true
        }
    }
}

extension [ReadyInstance] {
    /// Has byte code made while nobody waits, for the Python servers among them.
    func compileByteCode(_ environment: Environment, _ scope: Scope) {
        let records = filter { $0.prepared.launch?.bytecode != nil }.map { one in
            environment.layout.launchRecord(
                one.prepared.id,
                in: scope,
                prefixName: one.prepared.installed.prefix.name
            )
        }
        BytecodeBackground.start(records, environment: environment)
    }
}
