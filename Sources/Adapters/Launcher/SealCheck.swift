public import Cryptography
internal import Diagnostics
public import Filesystem
public import PackageModel
public import Paths

/// Makes sure that a prefix is what was verified, in microseconds a file when nothing changed.
///
/// Every file and directory is compared by device, inode, size, mode, mtime and ctime with the
/// record made when its bytes were last known to be right. A time of last change cannot be set back,
/// so a changed byte with restored times is noticed. Any difference leads to the thorough way: the
/// seal, the names in every directory, and the hash of each file that differs.
public enum SealCheck {
    /// Returns when `prefix` holds exactly the files that `digest` stands for.
    ///
    /// The record is renewed when the files are right and only their statuses differ. `server` is what
    /// an error calls the server; the directory's name unless given.
    /// - Throws: `LauncherError.sealBroken` naming the first difference.
    public static func check(
        prefix: AbsolutePath,
        digest: Digest,
        layout: StoreLayout,
        server: String? = nil
    ) throws(LauncherError) {
        if isMutated("seal.check") { return }
        let name = server ?? prefix.name
        let place = layout.statRecord(of: digest)
        let root = try open(prefix, server: name)
        let record = read(place)
        if let record, prefixIsUnchanged(root, since: record) { return }
        let inspection = try inspect(root, digest)
        let known = record.flatMap { StatRecord(parsing: $0) }
        if let first = inspection.findings(known: known).first {
            throw .sealBroken(path: first.path, why: first.reason, server: name)
        }
        renew(place, with: inspection.walk.record)
    }

    /// Whether every file is as it was when its bytes were last known to be right.
    ///
    /// False also when nothing is known; nothing is hashed and nothing is written.
    public static func isUnchanged(prefix: AbsolutePath, digest: Digest, layout: StoreLayout)
        -> Bool
    {
        guard let record = read(layout.statRecord(of: digest)),
            let root = try? open(prefix, server: prefix.name)
        else { return false }
        return prefixIsUnchanged(root, since: record)
    }

    /// A record that cannot be read is no record: everything is hashed.
    private static func read(_ place: AbsolutePath) -> [UInt8]? {
        (try? Files.read(place, limit: .mebibytes(128))) ?? nil
    }

    /// Every difference between a prefix and its seal, all bytes hashed; none when it is intact.
    /// - Throws: `LauncherError.unreadable` when the directory itself cannot be read.
    public static func fullVerify(prefix: AbsolutePath, digest: Digest) throws(LauncherError)
        -> [SealFinding]
    {
        do throws(FilesystemError) {
            let root = try Directory.open(prefix)
            return try PrefixInspection(prefix: root, digest: digest).findings(known: nil)
        } catch {
            throw .unreadable(error)
        }
    }

    /// What the kernel says of every file and directory now; for whoever just made or hashed them.
    public static func record(prefix: AbsolutePath) throws(FilesystemError) -> StatRecord {
        try PrefixWalk(try Directory.open(prefix)).record
    }

    private static func open(_ prefix: AbsolutePath, server: String) throws(LauncherError)
        -> Directory
    {
        let root: Directory?
        do throws(FilesystemError) {
            let kind = try Files.status(prefix, followingLinks: false)?.kind
            root = kind == .directory ? try Directory.open(prefix) : nil
        } catch {
            throw .unreadable(error)
        }
        guard let root else {
            throw .sealBroken(path: prefix.description, why: "is missing", server: server)
        }
        return root
    }

    private static func inspect(_ root: Directory, _ digest: Digest) throws(LauncherError)
        -> PrefixInspection
    {
        do throws(FilesystemError) {
            return try PrefixInspection(prefix: root, digest: digest)
        } catch {
            throw .unreadable(error)
        }
    }

    private static func renew(_ place: AbsolutePath, with record: StatRecord) {
        // A cache: when it cannot be written, the next check hashes again.
        guard (try? Directory.create(place.parent)) != nil else { return }
        try? Files.replace(place, with: record.bytes)
    }
}

/// Whether every recorded file and directory is as it was; a damaged or empty record says no.
private func prefixIsUnchanged(_ prefix: Directory, since record: [UInt8]) -> Bool {
    let name = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { unsafe name.deallocate() }
    var count = 0
    var isEqual = true
    let isWhole = unsafe record.withUnsafeBytes { bytes in
        unsafe StatRecord.forEachEntry(in: bytes) { path, recorded in
            guard isEqual else { return }
            count += 1
            if isMutated("seal.status") { return }
            isEqual = unsafe status(prefix, path, name).map { $0.isEqual(to: recorded) } ?? false
        }
    }
    return isWhole && isEqual && count > 0
}

/// `name` is room for the path and its NUL.
private func status(
    _ prefix: Directory,
    _ path: UnsafeRawBufferPointer,
    _ name: UnsafeMutableRawBufferPointer
) -> FileStatus? {
    guard path.count < name.count, let start = name.baseAddress else { return nil }
    unsafe name.copyMemory(from: path)
    unsafe name[path.count] = 0
    return unsafe prefix.status(bytes: start.assumingMemoryBound(to: CChar.self))
}

extension FileStatus {
    fileprivate func isEqual(to recorded: FileFingerprint) -> Bool {
        inode == recorded.inode && changed == Int64(bitPattern: recorded.changed)
            && modified == Int64(bitPattern: recorded.modified) && size == recorded.size
            && UInt64(mode) == recorded.mode && device == recorded.device
    }
}
