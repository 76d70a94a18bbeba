internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// What is known of the files of one tree, asked for by their position in its seal.
///
/// Positions that only grow are found without memory; the first that does not makes a table.
struct TreeRecord {
    private let tree: UnpackedTree
    private var cursor: StatRecordCursor?
    private var last = -1
    private var table: [FileFingerprint?]?
    private var changed: [(position: Int, fingerprint: FileFingerprint)] = []

    init(_ tree: UnpackedTree) {
        self.tree = tree
        cursor = tree.known.map { StatRecordCursor($0) }
    }

    /// Whether this process wrote the files a moment ago.
    var isFresh: Bool { tree.known == nil }

    /// What the kernel said when the file's bytes were last known to be right; nil when that is not known.
    mutating func expected(_ position: Int) -> FileFingerprint? {
        if table == nil, position > last {
            last = position
            return cursor?.fingerprint(of: tree.seal.entries[position].path)
        }
        if table == nil { table = tree.known.map { aligned($0) } }
        return table?[position]
    }

    /// Notes what the kernel says now: a hard link changes ctime, and the next build would hash again.
    mutating func note(_ position: Int, _ status: FileStatus) {
        changed.append((position, status.fingerprint))
    }

    /// Writes down what a prefix knows, where it holds every file of the tree under the tree's own names.
    func save(_ whole: StatRecord) {
        // A cache: when it cannot be written, or is torn, the next build hashes the files.
        try? replace(tree.record, with: whole.bytes)
    }

    /// Writes down what was noted, among what was known of the other files.
    func save() {
        guard !changed.isEmpty, let old = tree.known ?? stored() else { return }
        var known = aligned(old)
        for change in changed { known[change.position] = change.fingerprint }
        var builder = StatRecordBuilder()
        for (entry, found) in zip(tree.seal.entries, known) {
            builder.append(entry.path.description, found ?? .none)
        }
        save(builder.record)
    }

    private func stored() -> StatRecord? {
        let bytes = (try? Files.read(tree.record, limit: StoreLimits.record)) ?? nil
        return bytes.flatMap { StatRecord(parsing: $0) }
    }

    private func aligned(_ record: StatRecord) -> [FileFingerprint?] {
        var cursor = StatRecordCursor(record)
        return tree.seal.entries.map { cursor.fingerprint(of: $0.path) }
    }

    /// Not synced: there are as many of these as packages, and each sync takes longer than hashing its files.
    private func replace(_ path: AbsolutePath, with bytes: [UInt8]) throws(FilesystemError) {
        let directory = try Directory.open(path.parent)
        let temporary = ".stat-" + randomName()
        do throws(FilesystemError) {
            try directory.createFile(temporary).write(bytes)
            try directory.rename(temporary, to: path.name)
        } catch {
            try? directory.removeFile(temporary)
            throw error
        }
    }
}
