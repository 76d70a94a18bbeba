public import Paths

/// What the kernel said of every file and directory of a prefix when its bytes were last known to be right.
///
/// Binary, little-endian: the magic `MCPSTAT1`, the number of entries (UInt32), then for each: six UInt64 (device,
/// inode, size, mode, mtime, ctime), the length of the path (UInt32) and the path. The prefix's own directory has
/// the path `.`. It is a cache: when it cannot be read, every file is hashed.
public struct StatRecord: Sendable, Equatable {
    /// One file or directory.
    public struct Entry: Sendable, Equatable {
        /// The path inside the prefix, or `.`.
        public let path: String
        /// What the kernel said of it.
        public let fingerprint: FileFingerprint

        /// Takes a path and what is known of it.
        public init(path: String, fingerprint: FileFingerprint) {
            self.path = path
            self.fingerprint = fingerprint
        }
    }

    /// The stored form, which is all that is kept: a prefix may have 100,000 files.
    public let bytes: [UInt8]

    /// Takes entries in any order.
    public init(entries: [Entry]) {
        var builder = StatRecordBuilder()
        for entry in entries { builder.append(entry.path, entry.fingerprint) }
        self = builder.record
    }

    init(whole bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the stored form; nil when it is damaged.
    public init?(parsing bytes: [UInt8]) {
        let isWhole = unsafe bytes.withUnsafeBytes { unsafe Self.forEachEntry(in: $0) { _, _ in } }
        guard isWhole else { return nil }
        self.bytes = bytes
    }

    /// Files and directories in the order of the file.
    public var entries: [Entry] {
        var entries: [Entry] = []
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe Self.forEachEntry(in: buffer) { path, found in
                let text = unsafe String(decoding: path, as: UTF8.self)
                entries.append(Entry(path: text, fingerprint: found))
            }
        }
        return entries
    }

    static let magic = Array("MCPSTAT1".utf8)

    /// Walks the stored form in place: nothing is allocated, each path is lent for one call.
    ///
    /// - Returns: False when the record is damaged; entries before the damage were visited.
    public static func forEachEntry(
        in bytes: UnsafeRawBufferPointer,
        _ body: (_ path: UnsafeRawBufferPointer, _ found: FileFingerprint) -> Void
    ) -> Bool {
        guard unsafe bytes.starts(with: magic), bytes.count >= 12 else { return false }
        let count = unsafe Int(read(UInt32.self, bytes, magic.count))
        var position = 12
        for _ in 0..<count {
            guard let (path, found) = unsafe entry(in: bytes, at: &position) else { return false }
            unsafe body(path, found)
        }
        return position == bytes.count
    }

    /// The first entry from `position` whose path is the right one; `position` moves behind it.
    static func firstEntry(
        in bytes: UnsafeRawBufferPointer,
        from position: inout Int,
        where isRight: (UnsafeRawBufferPointer) -> Bool
    ) -> FileFingerprint? {
        while let (path, found) = unsafe entry(in: bytes, at: &position) {
            if unsafe isRight(path) { return found }
        }
        return nil
    }

    /// The record with each fingerprint replaced that was looked up by its inode and is exactly what was replaced.
    ///
    /// Nil where none is.
    public func replacing(_ changes: [UInt64: FingerprintChange]) -> StatRecord? {
        var copy = bytes
        var position = 12
        var isChanged = false
        unsafe bytes.withUnsafeBytes { buffer in
            var start = position
            while let (_, found) = unsafe Self.entry(in: buffer, at: &position) {
                if let change = changes[found.inode], change.old == found {
                    isChanged = true
                    Self.write(change.new, to: &copy, at: start)
                }
                start = position
            }
        }
        return isChanged ? StatRecord(whole: copy) : nil
    }

    private static func entry(in bytes: UnsafeRawBufferPointer, at position: inout Int)
        -> (path: UnsafeRawBufferPointer, found: FileFingerprint)?
    {
        guard bytes.count - position >= entryHead else { return nil }
        let found = unsafe fingerprint(bytes, position)
        let length = unsafe Int(read(UInt32.self, bytes, position + 48))
        let start = position + entryHead
        guard bytes.count - start >= length else { return nil }
        position = start + length
        return unsafe (UnsafeRawBufferPointer(rebasing: bytes[start..<position]), found)
    }

    /// Six values and the length of the path.
    static let entryHead = 52

    private static func fingerprint(_ bytes: UnsafeRawBufferPointer, _ position: Int)
        -> FileFingerprint
    {
        unsafe FileFingerprint(
            device: read(UInt64.self, bytes, position),
            inode: read(UInt64.self, bytes, position + 8),
            size: read(UInt64.self, bytes, position + 16),
            mode: read(UInt64.self, bytes, position + 24),
            modified: read(UInt64.self, bytes, position + 32),
            changed: read(UInt64.self, bytes, position + 40)
        )
    }
}

/// The caller has checked that the value lies in the buffer.
private func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type,
    _ bytes: UnsafeRawBufferPointer,
    _ position: Int
) -> Value {
    unsafe Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
}
