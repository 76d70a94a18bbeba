internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
public import Paths
internal import Store

/// Takes back the last change as a whole, host files included.
public struct Undo {
    /// What was taken back.
    public struct Report: Sendable {
        /// The change, in words.
        public let title: String
        /// Files that are as they were before.
        public let restored: [AbsolutePath]
        /// Files that somebody edited since, where only what was ours was taken back.
        public let edited: [AbsolutePath]
    }

    private let environment: Environment

    /// Works on this home.
    public init(environment: Environment) { self.environment = environment }

    /// - Throws: `StoreError.nothingToUndo`, or `KitError.editedSince` when taking back would lose somebody's words.
    public func run() throws -> Report {
        try environment.withLock { journal in
            guard let (id, last) = try journal.last() else { throw StoreError.nothingToUndo }
            var changes: [Change] = []
            var restored: [AbsolutePath] = []
            var edited: [AbsolutePath] = []
            for (step, change) in last.changes.enumerated().reversed() {
                let discarded = journal.discarded(id, step: step)
                let inverse = try Inverse(
                    title: last.title,
                    discarded: discarded,
                    own: environment.layout.data
                ).steps(of: change)
                changes += inverse.steps
                if inverse.isEdited {
                    edited.append(change.path)
                } else if change.isOfFile {
                    restored.append(change.path)
                }
            }
            let transaction = Transaction(
                title: "undo: \(last.title)",
                scope: last.scope,
                changes: changes
            )
            try environment.perform(transaction, in: journal)
            try forget(id, journal)
            return Report(title: last.title, restored: restored, edited: edited)
        }
    }

    /// Forgets the change and its undoing, so that the next `undo` takes back the one before.
    private func forget(_ id: String, _ journal: Journal) throws {
        if let (own, _) = try journal.last(), own != id { try journal.forget(own) }
        try journal.forget(id)
    }
}

/// The steps that take one step back.
private struct Inverse {
    let title: String
    /// Where a directory that the step discarded is kept.
    let discarded: AbsolutePath
    /// Where only mcppkg itself writes; `cache prune` may have shortened a history there.
    let own: AbsolutePath

    func steps(of change: Change) throws -> (steps: [Change], isEdited: Bool) {
        switch change {
        case .write(let path, let old, let new, let mode, let intent):
            return try restore(path, from: new, to: old, mode, intent)
        case .remove(let path, let old, let mode, let intent):
            return try restore(path, from: nil, to: old, mode, intent)
        case .link(let path, let old, let new):
            return ([.link(path: path, old: new, new: old)], false)
        case .makeDirectory(let path, _): return ([.removeEmptyDirectory(path: path)], false)
        case .removeEmptyDirectory(let path): return ([.makeDirectory(path: path)], false)
        case .discard(let path):
            guard try Files.status(discarded) != nil else { return ([], false) }
            return ([.restore(path: path, from: discarded)], false)
        case .restore(let path, _): return ([.discard(path: path)], false)
        }
    }

    private func restore(
        _ path: AbsolutePath,
        from new: [UInt8]?,
        to old: [UInt8]?,
        _ mode: UInt32,
        _ intent: JSON?
    ) throws -> (steps: [Change], isEdited: Bool) {
        let current = try Files.read(path, limit: KitLimits.document)
        guard current != new, !own.contains(path) else {
            return (write(path, current, old, mode), false)
        }
        // Somebody edited the file since. In a host file only our entries are taken back; elsewhere nothing can be.
        guard let intent else { throw KitError.editedSince(path: path, title: title) }
        return (
            write(
                path,
                current,
                try HostInverse(intent: intent).bytes(path, current, to: old),
                mode
            ), true
        )
    }

    private func write(
        _ path: AbsolutePath,
        _ current: [UInt8]?,
        _ target: [UInt8]?,
        _ mode: UInt32
    ) -> [Change] {
        if let target {
            return [.write(path: path, old: current, new: target, mode: mode, rebase: nil)]
        }
        guard let current else { return [] }
        return [.remove(path: path, old: current, mode: mode, rebase: nil)]
    }
}
