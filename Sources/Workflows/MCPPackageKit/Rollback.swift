internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
internal import Paths
internal import Store

/// Goes back to a version that an instance has had: bits, settings and host entries.
public struct Rollback {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// Without a version it is the one before the current one was first installed.
    /// - Throws: `KitError.noPreviousVersion`, or `ConsentError.versionRefused` for one that its
    ///   registry took down.
    public func run(id: InstanceID, version: String?, isDryRun: Bool) throws -> ChangeReport {
        if !isDryRun { try environment.finishInterrupted() }
        let instance = try requireInstance(id, environment, scope)
        let target = try target(of: instance, version)
        try refuseDeleted(target)
        if isDryRun { return preview(instance, target) }
        let state = try ScopeState(layout: environment.layout, scope: scope)
        let staging = try environment.beginStaging()
        let wanted = try want(id, target, state)
        let preparation = InstancePreparation(
            environment: environment,
            scope: scope,
            staging: staging,
            resolver: ServerResolver(environment: environment, state: state)
        )
        let ready = try preparation.prepare([wanted], values: InputValues(json: target.values))
        try FirstStart(environment: environment, scope: scope, staging: staging).run(ready)
        let title = "rollback \(id) \(target.version)"
        return try Commit(environment: environment, scope: scope)
            .run(ready, title: title, hosts: [:], staging: staging)
    }

    private func target(of instance: InstalledInstance, _ version: String?) throws
        -> InstalledVersion
    {
        if let version {
            let found = instance.history.versions.last {
                $0.version == version && $0.prefix != instance.current.prefix
            }
            if let found { return found }
        } else if let found = instance.history.previous(toPrefixName: instance.current.prefix.name)
        {
            return found
        }
        throw KitError.noPreviousVersion(id: instance.id)
    }

    private func refuseDeleted(_ target: InstalledVersion) throws {
        guard
            let message = KnownDeleted(environment: environment).message(
                target.name,
                target.version
            )
        else { return }
        throw ConsentError.versionRefused(
            name: target.name.description,
            version: target.version,
            why: "its registry took it down" + (message.isEmpty ? "" : ": \(printable(message))")
        )
    }

    /// The version as it was locked; the manifest's range is set back only when it excludes it.
    private func want(_ id: InstanceID, _ target: InstalledVersion, _ state: ScopeState) throws
        -> WantedInstance
    {
        guard var locked = try Lockfile(parsing: Array(target.locked.utf8)).servers.first else {
            throw KitError.noPreviousVersion(id: id)
        }
        var requirement = try LinkTargets(environment: environment, scope: scope).requirement(
            id,
            target
        )
        if let now = state.manifest.server(id), includes(now.source, target) {
            requirement.source = now.source
        }
        locked.source = lockText(of: requirement.source)
        return WantedInstance(
            id: id,
            requirement: requirement,
            locked: locked,
            document: nil,
            localFile: nil,
            given: .init()
        )
    }

    private func includes(_ source: SourceSpecification, _ target: InstalledVersion) -> Bool {
        guard case .registry(target.name, let request) = source,
            let version = try? VersionText(parsing: target.version)
        else { return false }
        return request.range.contains(version)
    }

    private func preview(_ instance: InstalledInstance, _ target: InstalledVersion) -> ChangeReport
    {
        var server = ChangeReport.Server(
            id: instance.id,
            name: target.name,
            version: target.version,
            isChanged: true,
            action: "would be moved"
        )
        server.previousVersion = instance.current.version
        server.prefix = target.prefix
        server.verified = target.verified
        return ChangeReport(servers: [server], isDryRun: true, idle: "nothing would change")
    }
}
