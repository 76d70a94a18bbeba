public import Documents
internal import Filesystem
public import PackageModel
public import Paths

/// A step that could not be done as planned, because the file was changed by somebody else meanwhile.
public struct Rebase: Sendable {
    /// The file.
    public let path: AbsolutePath
    /// What is in it now; nil when it is gone.
    public let current: [UInt8]?
    /// What the plan wanted to achieve, in the workflow's own words.
    public let intent: JSON
}

/// The write-ahead journal: a transaction is a directory whose ending says how far it is.
///
/// `<id>.prepare` is being written and counts for nothing. Renaming it to `<id>.commit` is the commit: from there
/// on every step is done, again after a crash, until the directory is renamed to `<id>.done`, where `undo` finds
/// it until it is renamed to `<id>.gone` to be removed. There is no recovery code: `recover` performs committed transactions with the same function that a command
/// performs its own with. The caller holds the store lock throughout.
public struct Journal: Sendable {
    private let layout: StoreLayout
    private let rebase: @Sendable (Rebase) -> [UInt8]??

    /// Takes what is asked when a file to be written was changed meanwhile.
    ///
    /// `rebase` gives the file's new bytes, `.some(nil)` to remove it, or nil to leave it alone.
    public init(layout: StoreLayout, rebase: @escaping @Sendable (Rebase) -> [UInt8]??) {
        self.layout = layout
        self.rebase = rebase
    }

    /// Records a transaction, commits it and performs it.
    /// - Returns: Files that were left alone because somebody else changed them meanwhile.
    /// - Throws: Before the commit nothing has changed; after it the next `recover` finishes what is left.
    @discardableResult
    public func perform(_ transaction: Transaction) throws(StoreError) -> [AbsolutePath] {
        let id = try nextID()
        let prepared = try filing { () throws(FilesystemError) in
            let journal = try Directory.create(layout.journal)
            let directory = try journal.make(id + ".prepare")
            do throws(FilesystemError) {
                try TransactionCodec(directory: directory).write(transaction)
                try journal.rename(id + ".prepare", to: id + ".commit")
            } catch {
                // Nothing counts yet; what cannot be removed now is removed by the next `recover`.
                try? journal.removeTree(id + ".prepare")
                throw error
            }
            try journal.synchronize()
            return journal
        }
        return try finish(id, transaction, in: prepared, isRecovery: false)
    }

    /// Whether something was begun that is not finished.
    public func isUnfinished() throws(StoreError) -> Bool {
        try names().contains { $0.hasSuffix(".prepare") || $0.hasSuffix(".commit") }
    }

    /// Removes what never counted and finishes what was committed.
    /// - Returns: Titles of transactions that were finished, and files that were left alone.
    public func recover() throws(StoreError) -> (finished: [String], skipped: [AbsolutePath]) {
        var finished: [String] = []
        var skipped: [AbsolutePath] = []
        for name in try names() {
            let journal = try filing { () throws(FilesystemError) in
                try Directory.open(layout.journal)
            }
            if name.hasSuffix(".prepare") || name.hasSuffix(".gone") {
                try filing { () throws(FilesystemError) in try journal.removeTree(name) }
            } else if name.hasSuffix(".commit") {
                let transaction = try read(name)
                let id = String(name.dropLast(7))
                skipped += try finish(id, transaction, in: journal, isRecovery: true)
                finished.append(transaction.title)
            }
        }
        return (finished, skipped)
    }

    /// The last finished transaction, for `undo`.
    public func last() throws(StoreError) -> (id: String, transaction: Transaction)? {
        guard let name = try names().last(where: { $0.hasSuffix(".done") }) else { return nil }
        return (String(name.dropLast(5)), try read(name))
    }

    /// Where a finished transaction keeps the directories it discarded.
    public func discarded(_ id: String, step: Int) -> AbsolutePath {
        layout.journal.appending(id + ".done").appending("discarded-\(step)")
    }

    /// Forgets a finished transaction, after it was taken back.
    public func forget(_ id: String) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            let journal = try Directory.open(layout.journal)
            try remove(id, from: journal)
        }
    }

    /// Everything that finished transactions could bring back: prefixes they name must not be pruned.
    public func finished() throws(StoreError) -> [Transaction] {
        var all: [Transaction] = []
        for name in try names() where name.hasSuffix(".done") { all.append(try read(name)) }
        return all
    }

    /// The directories that finished transactions discarded and could bring back.
    public func discarded() throws(StoreError) -> [AbsolutePath] {
        var all: [AbsolutePath] = []
        for name in try names() where name.hasSuffix(".done") {
            let id = String(name.dropLast(5))
            for (step, change) in try read(name).changes.enumerated() {
                if case .discard = change { all.append(discarded(id, step: step)) }
            }
        }
        return all
    }

    private func finish(
        _ id: String,
        _ transaction: Transaction,
        in journal: Directory,
        isRecovery: Bool
    ) throws(StoreError) -> [AbsolutePath] {
        let directory = try filing { () throws(FilesystemError) in
            try Directory.open(layout.journal.appending(id + ".commit"))
        }
        var skipped: [AbsolutePath] = []
        for (index, change) in transaction.changes.enumerated() {
            let performer = ChangePerformer(discarded: directory, step: index, rebase: rebase)
            do throws(StoreError) {
                if try !performer.perform(change) { skipped.append(change.path) }
            } catch {
                guard isRecovery, isOutOfReach(change.path) else { throw error }
                skipped.append(change.path)
            }
        }
        try filing { () throws(FilesystemError) in
            try journal.rename(id + ".commit", to: id + ".done")
            try journal.synchronize()
        }
        trim(journal)
        return skipped
    }

    /// Whether a file of a person lies where nothing can be written since the crash.
    ///
    /// A project that is gone or closed by now must not stop every later command on this home.
    private func isOutOfReach(_ path: AbsolutePath) -> Bool {
        !layout.data.contains(path) && !Files.isWritable(path.parent)
    }

    /// Forgets all but the newest finished transactions.
    private func trim(_ journal: Directory) {
        let done = ((try? journal.names()) ?? []).filter { $0.hasSuffix(".done") }
        // Best effort: what stays is trimmed by the next change.
        for name in done.dropLast(StoreLimits.keptTransactions) {
            try? remove(String(name.dropLast(5)), from: journal)
        }
    }

    /// A half removed record would be found and not be readable, so that it loses its name first.
    private func remove(_ id: String, from journal: Directory) throws(FilesystemError) {
        try journal.rename(id + ".done", to: id + ".gone")
        try journal.removeTree(id + ".gone")
    }

    private func read(_ name: String) throws(StoreError) -> Transaction {
        let directory = try filing { () throws(FilesystemError) in
            try Directory.open(layout.journal.appending(name))
        }
        return try TransactionCodec(directory: directory).read()
    }

    private func names() throws(StoreError) -> [String] {
        try filing { () throws(FilesystemError) in
            guard try Files.status(layout.journal) != nil else { return [] }
            return try Directory.open(layout.journal).names()
        }
    }

    /// Ids count up, so that their order is the order of changes.
    private func nextID() throws(StoreError) -> String {
        let newest = try names().compactMap { Int($0.prefix { $0 != "." }) }.max() ?? 0
        let digits = String(newest + 1)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}
