public import Documents
internal import Filesystem
public import PackageModel
public import Paths

/// An instance as it is on disk.
public struct InstalledInstance: Sendable {
    /// Its id in its scope.
    public let id: InstanceID
    /// Where it belongs.
    public let scope: Scope
    /// The version that runs: what `current` points to.
    public let current: InstalledVersion
    /// All versions it has had.
    public let history: InstanceHistory
    /// The person's values.
    public let values: JSON
}

/// Reads instances; changing them is the journal's work.
public struct Instances: Sendable {
    private let layout: StoreLayout

    /// A view of the instances below the layout's roots.
    public init(layout: StoreLayout) { self.layout = layout }

    /// One instance, or nil when this scope has none of that id.
    public func instance(_ id: InstanceID, in scope: Scope) throws(StoreError) -> InstalledInstance?
    {
        guard let prefixName = try currentPrefixName(id, in: scope) else { return nil }
        let history = try history(id, in: scope)
        guard let current = history.version(prefixName: prefixName) else { return nil }
        let values = try json(layout.values(id, in: scope)) ?? [:]
        return InstalledInstance(
            id: id,
            scope: scope,
            current: current,
            history: history,
            values: values
        )
    }

    /// All instances of a scope, sorted by id.
    public func all(in scope: Scope) throws(StoreError) -> [InstalledInstance] {
        var found: [InstalledInstance] = []
        for name in try names(layout.instances(in: scope)) {
            let path = layout.instances(in: scope).appending(name).appending("history.json")
            guard let id = try json(path)?["id"]?.string.flatMap({ try? InstanceID(parsing: $0) }),
                let one = try instance(id, in: scope)
            else { continue }
            found.append(one)
        }
        return found
    }

    /// The scopes that have instances on this machine.
    public func scopes() throws(StoreError) -> [Scope] {
        var found: [Scope] = []
        for name in try names(layout.data.appending("instances")) {
            if name == "user" { found.append(.user) }
            let note = layout.data.appending("instances").appending(name).appending(
                Instances.scopeNote
            )
            guard let text = try json(note)?["project"]?.string,
                let path = try? AbsolutePath(parsing: text)
            else { continue }
            found.append(.project(path))
        }
        return found
    }

    /// The file in a project scope's directory that says which project it is.
    public static let scopeNote = "scope.json"

    /// The name of the prefix that `current` points to.
    public func currentPrefixName(_ id: InstanceID, in scope: Scope) throws(StoreError) -> String? {
        try filing { () throws(FilesystemError) in
            let path = layout.instance(id, in: scope)
            guard try Files.status(path)?.kind == .directory else { return nil }
            let directory = try Directory.open(path)
            guard try directory.status(name: "current")?.kind == .link else { return nil }
            return try directory.readLink("current").split(separator: "/").last.map(String.init)
        }
    }

    /// The versions an instance has had; empty when it is new.
    public func history(_ id: InstanceID, in scope: Scope) throws(StoreError) -> InstanceHistory {
        let path = layout.history(id, in: scope)
        guard let json = try json(path) else { return InstanceHistory(id: id) }
        do throws(ModelError) { return try InstanceHistory(json: json) } catch {
            throw .journal(path: path, why: error.reason)
        }
    }

    /// A JSON file of mcppkg's own, or nil when it is not there.
    public func json(_ path: AbsolutePath) throws(StoreError) -> JSON? {
        let bytes = try filing { () throws(FilesystemError) in
            try Files.read(path, limit: StoreLimits.document)
        }
        guard let bytes else { return nil }
        do throws(JSONError) { return try JSON(parsing: bytes) } catch {
            throw .journal(path: path, why: error.reason)
        }
    }

    private func names(_ path: AbsolutePath) throws(StoreError) -> [String] {
        try filing { () throws(FilesystemError) in
            guard try Files.status(path)?.kind == .directory else { return [] }
            return try Directory.open(path).names()
        }
    }
}
