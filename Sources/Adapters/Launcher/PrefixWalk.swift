internal import Filesystem
internal import PackageModel
internal import Paths

/// Everything that lies in a prefix, as the kernel sees it.
struct PrefixWalk {
    /// One file, directory or other thing; the prefix itself has the path `.`.
    struct Found {
        let path: String
        let status: FileStatus
    }

    /// Beyond what unpacking ever makes; deeper directories are reported, not entered.
    static let deepest = 128

    private(set) var found: [Found] = []

    init(_ prefix: Directory) throws(FilesystemError) {
        guard let own = try prefix.status(name: ".") else { return }
        found.append(Found(path: ".", status: own))
        try enter(prefix, path: "", depth: 0)
    }

    private mutating func enter(_ directory: Directory, path: String, depth: Int)
        throws(FilesystemError)
    {
        for name in try directory.names() {
            guard let status = try directory.status(name: name) else { continue }
            found.append(Found(path: path + name, status: status))
            guard status.kind == .directory, depth < Self.deepest,
                let child = try? RelativePath(parsing: name)
            else { continue }
            try enter(try directory.open(child), path: path + name + "/", depth: depth + 1)
        }
    }

    /// The record by which the next check knows that nothing changed.
    var record: StatRecord {
        StatRecord(
            entries: found.map {
                StatRecord.Entry(path: $0.path, fingerprint: $0.status.fingerprint)
            }
        )
    }
}
