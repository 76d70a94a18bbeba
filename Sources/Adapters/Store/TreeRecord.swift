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
    private var noted: [(position: Int, fingerprint: FileFingerprint)] = []
    /// By inode, what other records may say of the same files.
    private(set) var changes: [UInt64: FingerprintChange] = [:]

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
    ///
    /// `before` is what it said when the bytes were last known to be right, where this process did not write them.
    /// - Returns: False when more than ctime changed, so that nobody knows the bytes any more.
    mutating func note(_ position: Int, _ status: FileStatus, before: FileFingerprint?) -> Bool {
        noted.append((position, status.fingerprint))
        guard let before else { return true }
        changes[before.inode] = FingerprintChange(from: before, to: status.fingerprint)
        return changes[before.inode] != nil
    }

    /// Writes down what a prefix knows, where it holds every file of the tree under the tree's own names.
    func save(_ whole: StatRecord) {
        // A cache: when it cannot be written, or is torn, the next build hashes the files. Not synced, because there
        // are as many of these as packages, and a sync takes longer than hashing the files of one.
        let place = tree.record
        try? Directory.open(place.parent).replaceUnsynced(place.name, with: whole.bytes)
    }

    /// Writes down what was noted, among what was known of the other files.
    func save() {
        guard !noted.isEmpty, let old = tree.known ?? stored() else { return }
        var known = aligned(old)
        for note in noted { known[note.position] = note.fingerprint }
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
}
