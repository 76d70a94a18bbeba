internal import Diagnostics
internal import Filesystem
public import PackageModel
internal import Paths
internal import Processes

/// What changed in the lock since a revision, for a pull request.
public struct LockDiff {
    /// One server that was added, removed or changed.
    public struct Row: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// The server's name.
        public let name: String
        /// The version before; nil where it was not there.
        public let before: String?
        /// The version now; nil where it is gone.
        public let after: String?
        /// What else changed, in words.
        public let details: [String]
        /// The packages of its closure that changed.
        public let packages: [PackageChange]
    }

    private let environment: Environment
    private let scope: Scope

    /// Works on the lock of one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: `PlaceError.badRevision` where git does not know the revision.
    public func run(revision: String) throws -> [Row] {
        let state = try ScopeState(layout: environment.layout, scope: scope)
        let old = try committed(revision)
        let ids = Set(old.servers.map(\.id)).union(state.lock.servers.map(\.id)).sorted()
        return ids.compactMap { row($0, old[$0], state.lock[$0]) }
    }

    private func row(_ id: InstanceID, _ old: LockedServer?, _ new: LockedServer?) -> Row? {
        guard old != new, let name = (new ?? old)?.name.description else { return nil }
        return Row(
            id: id,
            name: name,
            before: old?.version,
            after: new?.version,
            details: details(old, new),
            packages: Self.changes(from: old?.packages ?? [], to: new?.packages ?? [])
        )
    }

    private func details(_ old: LockedServer?, _ new: LockedServer?) -> [String] {
        guard let old, let new else { return [] }
        var details = Self.nameless(from: old.packages, to: new.packages)
        if old.asks != new.asks { details.append("what it asks for") }
        if old.launch != new.launch { details.append("how it starts") }
        if old.runtime != new.runtime {
            details.append("runtime \(old.runtime ?? "none") -> \(new.runtime ?? "none")")
        }
        if old.remote != new.remote { details.append("endpoint") }
        if old.source != new.source { details.append("source") }
        return details
    }

    /// The lock as git has it at a revision; empty where the revision has none.
    private func committed(_ revision: String) throws -> Lockfile {
        guard !revision.hasPrefix("-") else {
            throw PlaceError.badRevision(revision, why: "it begins with a dash")
        }
        let file = environment.layout.lockfile(of: scope)
        _ = try git(
            ["rev-parse", "--verify", "--quiet", revision + "^{commit}"],
            in: file.parent,
            revision
        )
        guard
            let text = try? git(["show", revision + ":./" + file.name], in: file.parent, revision)
        else {
            return .empty
        }
        return try Lockfile(parsing: text)
    }

    private func git(_ arguments: [String], in directory: AbsolutePath, _ revision: String) throws
        -> [UInt8]
    {
        guard let program = ProgramSearch(environment: environment).find("git") else {
            throw PlaceError.badRevision(revision, why: "git was not found")
        }
        let output = try CapturedRun(
            program: program,
            arguments: arguments,
            directory: directory,
            environment: environment
        ).run()
        guard output.status == 0 else {
            throw PlaceError.badRevision(revision, why: "git does not know it here")
        }
        return output.bytes
    }
}
