public import PackageModel
internal import Store

/// Takes servers out of hosts, instances, manifest and lock, as one change.
public struct Remove {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: `KitError.notInstalled` for an id that neither the manifest nor this machine knows.
    public func run(ids: [InstanceID], isDryRun: Bool) throws -> ChangeReport {
        let idle = "nothing to remove"
        // Looking needs no lock, and leaves not even its mark.
        if isDryRun {
            return ChangeReport(
                servers: try plan(ids, isDryRun: true).servers,
                isDryRun: true,
                idle: idle
            )
        }
        return try environment.withLock { journal in
            let (servers, changes) = try plan(ids, isDryRun: false)
            let title = "remove " + ids.map(\.description).joined(separator: " ")
            try environment.perform(
                Transaction(title: title, scope: scope, changes: changes),
                in: journal
            )
            return ChangeReport(servers: servers, idle: idle)
        }
    }

    private func plan(_ ids: [InstanceID], isDryRun: Bool) throws -> (
        servers: [ChangeReport.Server], changes: [Change]
    ) {
        var state = try ScopeState(layout: environment.layout, scope: scope)
        var book = try HostBook(environment: environment, scope: scope)
        let instances = Instances(layout: environment.layout)
        let steps = InstanceChanges(layout: environment.layout, scope: scope)
        var changes: [Change] = []
        var servers: [ChangeReport.Server] = []
        for id in Set(ids).sorted() {
            let installed = try instances.instance(id, in: scope)
            var server = try report(id, installed, state, isDryRun: isDryRun)
            for host in book.hosts(of: id) where try book.unlink(id, host: host) {
                server.hosts.append(host)
            }
            if installed != nil { changes += steps.discard(id) }
            try state.setRequirement(nil, for: id)
            state.lock[id] = nil
            servers.append(server)
        }
        return (servers, try book.changes() + state.changes + changes)
    }

    private func report(
        _ id: InstanceID,
        _ installed: InstalledInstance?,
        _ state: ScopeState,
        isDryRun: Bool
    ) throws -> ChangeReport.Server {
        let action = isDryRun ? "would be removed" : "removed"
        if let current = installed?.current {
            return .init(
                id: id,
                name: current.name,
                version: current.version,
                isChanged: true,
                action: action
            )
        }
        if let locked = state.lock[id] {
            return .init(
                id: id,
                name: locked.name,
                version: locked.version,
                isChanged: true,
                action: action
            )
        }
        guard state.manifest.server(id) != nil else {
            throw try KitError.notInstalled(
                id: id.description,
                scope: scope,
                known: knownIDs(environment, scope)
            )
        }
        return .init(
            id: id,
            name: .local(kind: "mcpb", name: id.description),
            version: "-",
            isChanged: true,
            action: action
        )
    }
}

/// Ids that a scope knows, for a hint.
func knownIDs(_ environment: Environment, _ scope: Scope) throws -> [String] {
    try Instances(layout: environment.layout).all(in: scope).map(\.id.description)
}

/// The instance of an id, or a refusal with a hint.
func requireInstance(_ id: InstanceID, _ environment: Environment, _ scope: Scope) throws
    -> InstalledInstance
{
    if let found = try Instances(layout: environment.layout).instance(id, in: scope) {
        return found
    }
    throw try KitError.notInstalled(
        id: id.description,
        scope: scope,
        known: knownIDs(environment, scope)
    )
}
