internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// One instance at one version, ready to be committed.
struct PreparedInstance {
    let id: InstanceID
    let installed: InstalledVersion
    /// How it starts; nil for a remote server.
    let launch: LaunchRecord?
}

/// The steps that bring instances to their versions.
///
/// The caller holds the lock.
struct InstanceChanges {
    let layout: StoreLayout
    let scope: Scope

    private var instances: Instances { Instances(layout: layout) }

    /// Points an instance at a version, with its launch record, values and history.
    func activate(_ prepared: PreparedInstance) throws -> [Change] {
        let id = prepared.id
        let prefix = prepared.installed.prefix
        var history = try instances.history(id, in: scope)
        let current = try instances.currentPrefixName(id, in: scope)
        history.record(prepared.installed, after: current)
        var changes: [Change] = [
            .makeDirectory(path: layout.instance(id, in: scope).appending("launch")),
            .makeDirectory(path: layout.state(id, in: scope)),
        ]
        changes += try scopeNote()
        if let launch = prepared.launch {
            let path = layout.launchRecord(id, in: scope, prefixName: prefix.name)
            changes += try write(path, launch.json)
        }
        changes += try write(layout.values(id, in: scope), prepared.installed.values)
        changes += try write(layout.history(id, in: scope), history.json)
        let old = current.flatMap { history.version(prefixName: $0)?.prefix.description }
        if old != prefix.description {
            let link = layout.current(id, in: scope)
            changes.append(.link(path: link, old: old, new: prefix.description))
        }
        return changes
    }

    /// Replaces an instance's history alone.
    func rewrite(_ history: InstanceHistory, of id: InstanceID) throws -> [Change] {
        try write(layout.history(id, in: scope), history.json)
    }

    /// Moves an instance out of the way, state and all, from where `undo` can take it back.
    func discard(_ id: InstanceID) -> [Change] { [.discard(path: layout.instance(id, in: scope))] }

    private func scopeNote() throws -> [Change] {
        guard case .project(let path) = scope else { return [] }
        return try write(
            layout.instances(in: scope).appending(Instances.scopeNote),
            ["project": .string(path.description)]
        )
    }

    private func write(_ path: AbsolutePath, _ json: JSON) throws -> [Change] {
        let old = try Files.read(path, limit: KitLimits.document)
        let new = json.bytes(.pretty(indent: 1)) + [0x0A]
        return old == new ? [] : [.write(path: path, old: old, new: new, mode: 0o600, rebase: nil)]
    }
}
