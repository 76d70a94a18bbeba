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

    /// Files and directories in the order of the file.
    public let entries: [Entry]

    /// Takes entries in any order.
    public init(entries: [Entry]) { self.entries = entries }

    private static let magic = Array("MCPSTAT1".utf8)

    /// The stored form.
    public var bytes: [UInt8] {
        var output = Self.magic
        output.reserveCapacity(16 + entries.count * (Self.entryHead + 64))
        append(UInt32(entries.count), to: &output)
        for entry in entries {
            append(entry.fingerprint, to: &output)
            append(UInt32(entry.path.utf8.count), to: &output)
            output.append(contentsOf: entry.path.utf8)
        }
        return output
    }

    /// Reads the stored form; nil when it is damaged.
    public init?(parsing bytes: [UInt8]) {
        var entries: [Entry] = []
        let isWhole = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Self.forEachEntry(in: buffer) { path, found in
                let text = unsafe String(decoding: path, as: UTF8.self)
                entries.append(Entry(path: text, fingerprint: found))
            }
        }
        guard isWhole else { return nil }
        self.entries = entries
    }

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
            guard bytes.count - position >= entryHead else { return false }
            let found = unsafe fingerprint(bytes, position)
            let length = unsafe Int(read(UInt32.self, bytes, position + 48))
            position += entryHead
            guard bytes.count - position >= length else { return false }
            unsafe body(
                UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]),
                found
            )
            position += length
        }
        return position == bytes.count
    }

    /// Six values and the length of the path.
    private static let entryHead = 52

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

private func append(_ found: FileFingerprint, to output: inout [UInt8]) {
    append(found.device, to: &output)
    append(found.inode, to: &output)
    append(found.size, to: &output)
    append(found.mode, to: &output)
    append(found.modified, to: &output)
    append(found.changed, to: &output)
}

private func append<Value: FixedWidthInteger>(_ value: Value, to output: inout [UInt8]) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe output.append(contentsOf: $0) }
}

/// The caller has checked that the value lies in the buffer.
private func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type,
    _ bytes: UnsafeRawBufferPointer,
    _ position: Int
) -> Value {
    unsafe Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
}
