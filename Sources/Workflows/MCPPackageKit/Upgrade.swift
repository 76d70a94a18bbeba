internal import Diagnostics
public import PackageModel
internal import Store

/// Moves servers to the newest version that manifest and policy allow, or to a named one.
public struct Upgrade {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: `KitError.usage` for `--to` without exactly one id.
    public func run(ids: [InstanceID], to version: String?, isDryRun: Bool) throws -> ChangeReport {
        guard version == nil || ids.count == 1 else {
            throw KitError.usage("`--to` needs exactly one id")
        }
        if !isDryRun { try environment.finishInterrupted() }
        let state = try ScopeState(layout: environment.layout, scope: scope)
        if !isDryRun {
            try ProjectConsent(environment: environment, scope: scope).require(for: state.manifest)
        }
        for id in ids where state.manifest.server(id) == nil {
            _ = try requireInstance(id, environment, scope)
        }
        let resolver = ServerResolver(environment: environment, state: state)
        var wanted: [WantedInstance] = []
        var unchanged: [ChangeReport.Server] = []
        for (id, requirement) in state.manifest.servers where ids.isEmpty || ids.contains(id) {
            if let one = try want(id, requirement, version, state, resolver) {
                wanted.append(one)
            } else if let instance = try Instances(layout: environment.layout).instance(
                id,
                in: scope
            ) {
                unchanged.append(report(instance))
            }
        }
        if isDryRun { return preview(wanted, unchanged, state) }
        guard !wanted.isEmpty else {
            return ChangeReport(servers: unchanged, idle: "nothing newer is allowed")
        }
        let staging = try environment.beginStaging()
        let preparation = InstancePreparation(
            environment: environment,
            scope: scope,
            staging: staging,
            resolver: resolver
        )
        let ready = try preparation.prepare(wanted)
        for one in ready { show(one, state) }
        try FirstStart(environment: environment, scope: scope, staging: staging).run(ready)
        let title =
            "upgrade "
            + ready.map { "\($0.prepared.id) \($0.locked.version)" }.joined(separator: ", ")
        var report = try Commit(environment: environment, scope: scope)
            .run(ready, title: title, hosts: [:], staging: staging)
        report.servers = (report.servers + unchanged).sorted { $0.id < $1.id }
        return report
    }

    /// The newer version of one server; nil when it stays where it is.
    private func want(
        _ id: InstanceID,
        _ requirement: ServerRequirement,
        _ version: String?,
        _ state: ScopeState,
        _ resolver: ServerResolver
    ) throws -> WantedInstance? {
        if case .registry(let name, _) = requirement.source {
            let offered = try resolver.candidates(of: name)
            KnownDeleted(environment: environment).remember(name, offered.candidates)
        }
        guard let step = try step(id, requirement.source, version) else { return nil }
        let resolved = try resolver.covering(requirement.platforms).resolve(step.asked)
        for note in resolved.notes { environment.interaction.say("\(id): \(note)") }
        if let locked = state.lock[id], isSame(resolved, locked) { return nil }
        var moved = requirement
        moved.source = try step.kept(resolved.version)
        return WantedInstance(
            id: id,
            requirement: moved,
            locked: try resolver.complete(resolved, as: id, moved, previous: state.lock[id]),
            document: resolved.document,
            localFile: nil,
            given: .init()
        )
    }

    /// A tag of an image may lead elsewhere and keep its name.
    private func isSame(_ resolved: ResolvedServer, _ locked: LockedServer) -> Bool {
        guard resolved.version == locked.version else { return false }
        guard case .container(let container) = resolved.offer else { return true }
        return container.packages.map(\.sha256) == locked.packages.map(\.sha256)
    }

    /// What to ask for; nil for a server that stays where it is, which is said.
    private func step(_ id: InstanceID, _ source: SourceSpecification, _ version: String?) throws
        -> UpgradeStep?
    {
        guard let step = try UpgradeStep(source, to: version) else {
            if version != nil {
                throw KitError.usage("`\(id)` does not come from a registry and has no versions")
            }
            return nil
        }
        if let held = step.held, version == nil {
            environment.interaction.say("\(id) is pinned at \(printable(held)) and stays there")
            return nil
        }
        return step
    }

    private func show(_ one: ReadyInstance, _ state: ScopeState) {
        let id = one.prepared.id
        environment.interaction.say(
            "\(id): \(state.lock[id]?.version ?? "-") -> \(printable(one.locked.version))"
        )
        for note in one.notes { environment.interaction.say("\(id): \(printable(note))") }
        if let old = state.lock[id] {
            if old.launch != one.locked.launch {
                environment.interaction.say("\(id) runs: \(printable(one.commandLine))")
            }
            if old.asks != one.locked.asks {
                environment.interaction.say("\(id) asks for other values than before")
            }
        }
    }

    private func preview(
        _ wanted: [WantedInstance],
        _ unchanged: [ChangeReport.Server],
        _ state: ScopeState
    )
        -> ChangeReport
    {
        let servers = wanted.map { one in
            var server = ChangeReport.Server(
                id: one.id,
                name: one.locked.name,
                version: one.locked.version,
                isChanged: true,
                action: "would be moved"
            )
            server.previousVersion = state.lock[one.id]?.version
            return server
        }
        return ChangeReport(
            servers: servers + unchanged,
            isDryRun: true,
            idle: "nothing would change"
        )
    }

    private func report(_ instance: InstalledInstance) -> ChangeReport.Server {
        var server = ChangeReport.Server(
            id: instance.id,
            name: instance.current.name,
            version: instance.current.version,
            isChanged: false,
            action: "unchanged"
        )
        server.prefix = instance.current.prefix
        server.verified = instance.current.verified
        return server
    }
}
