internal import Diagnostics
internal import PackageModel

/// The closures of the servers that one scope has locked.
struct ScopeClosures {
    let environment: Environment
    let scope: Scope
    /// The platform that is looked at: the one asked for, or this machine's.
    let platform: String

    init(environment: Environment, scope: Scope, platform: PlatformName?) {
        self.environment = environment
        self.scope = scope
        self.platform = (platform ?? environment.platform).description
    }

    /// The locked servers, all or the named ones, in the order of the lock.
    /// - Throws: `ReportError.notLocked`, or why the lock cannot be read.
    func servers(_ ids: [InstanceID]) throws -> [LockedServer] {
        let lock = try ScopeState(layout: environment.layout, scope: scope).lock
        for id in ids where lock[id] == nil {
            throw ReportError.notLocked(
                id: id.description,
                known: lock.servers.map(\.id.description)
            )
        }
        return ids.isEmpty ? lock.servers : lock.servers.filter { ids.contains($0.id) }
    }

    /// A graph for each of them.
    func graphs(_ ids: [InstanceID]) throws -> [ClosureGraph] {
        try servers(ids).map { try ClosureGraph(server: $0, platform: platform) }
    }

    /// The refusal of a package that none of the graphs has.
    func missing(_ name: String, _ graphs: [ClosureGraph], _ id: InstanceID?) -> ReportError {
        let known = Set(graphs.flatMap { $0.nodes.map(\.name) })
        return .noSuchPackage(
            name: name,
            server: id?.description,
            platform: platform,
            known: known.sorted()
        )
    }
}
