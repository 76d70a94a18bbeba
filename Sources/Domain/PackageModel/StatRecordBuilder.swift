public import Paths

/// Puts a `StatRecord` together, entry by entry in its stored form.
public struct StatRecordBuilder: Sendable {
    private var bytes: [UInt8]
    private var count: UInt32 = 0

    /// Starts an empty record with room for so many entries whose paths have so many bytes together.
    public init(entries: Int = 0, pathBytes: Int = 0) {
        bytes = StatRecord.magic + [0, 0, 0, 0]
        bytes.reserveCapacity(bytes.count + entries * StatRecord.entryHead + pathBytes)
    }

    /// Adds a file or directory.
    public mutating func append(_ path: String, _ found: FileFingerprint) {
        count += 1
        for value in [found.device, found.inode, found.size, found.mode] { append(value) }
        append(found.modified)
        append(found.changed)
        append(UInt32(path.utf8.count))
        bytes.append(contentsOf: path.utf8)
    }

    /// What was added so far.
    public var record: StatRecord {
        mutating get {
            bytes.replaceSubrange(8..<12, with: littleEndian(count))
            return StatRecord(whole: bytes)
        }
    }

    private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

extension StatRecord {
    /// The stored form with one more entry, in parts of which the long one shares this record's memory.
    public func extended(by path: String, _ found: FileFingerprint) -> [ArraySlice<UInt8>] {
        var last = StatRecordBuilder()
        last.append(path, found)
        let count = bytes[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        let head = Self.magic + littleEndian(count + 1)
        return [head[...], bytes[12...], last.record.bytes[12...]]
    }
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// Looks up the files of a seal in a record that has them in the same order, among others.
public struct StatRecordCursor: Sendable {
    private let record: StatRecord
    private var position = 12

    /// Starts at the first entry.
    public init(_ record: StatRecord) { self.record = record }

    /// What the record says of `path`, passing over entries for others; nil when it has none from here on.
    public mutating func fingerprint(of path: RelativePath) -> FileFingerprint? {
        let start = position
        let found = unsafe record.bytes.withUnsafeBytes { bytes in
            unsafe StatRecord.firstEntry(in: bytes, from: &position) { name in
                unsafe name.elementsEqual(path.description.utf8)
            }
        }
        if found == nil { position = start }
        return found
    }
}
