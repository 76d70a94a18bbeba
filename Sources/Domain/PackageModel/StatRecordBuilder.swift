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
        StatRecord.append(path, found, to: &bytes)
    }

    /// What was added so far.
    public var record: StatRecord {
        mutating get {
            bytes.replaceSubrange(8..<12, with: littleEndian(count))
            return StatRecord(whole: bytes)
        }
    }
}

extension StatRecord {
    /// The stored form of entries in parts of some kilobytes, for a record that need not be in memory.
    public static func forEachPart<Failure>(
        of entries: some Collection<Entry>,
        _ body: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var part = magic + littleEndian(UInt32(entries.count))
        for entry in entries {
            append(entry.path, entry.fingerprint, to: &part)
            guard part.count > partSize else { continue }
            try body(part)
            part.removeAll(keepingCapacity: true)
        }
        try body(part)
    }

    /// The stored form with one more entry, in parts of which the long one shares this record's memory.
    public func extended(by path: String, _ found: FileFingerprint) -> [ArraySlice<UInt8>] {
        var last = StatRecordBuilder()
        last.append(path, found)
        let count = bytes[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        let head = Self.magic + littleEndian(count + 1)
        return [head[...], bytes[12...], last.record.bytes[12...]]
    }
}

extension StatRecord {
    fileprivate static func append(
        _ path: String,
        _ found: FileFingerprint,
        to bytes: inout [UInt8]
    ) {
        append(found.device, to: &bytes)
        append(found.inode, to: &bytes)
        append(found.size, to: &bytes)
        append(found.mode, to: &bytes)
        append(found.modified, to: &bytes)
        append(found.changed, to: &bytes)
        append(UInt32(path.utf8.count), to: &bytes)
        bytes.append(contentsOf: path.utf8)
    }

    /// Overwrites the six values of an entry.
    static func write(_ found: FileFingerprint, to bytes: inout [UInt8], at position: Int) {
        var values: [UInt8] = []
        append("", found, to: &values)
        bytes.replaceSubrange(position..<position + 48, with: values[..<48])
    }

    private static func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

private let partSize = 32 << 10

private func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// Looks up the files of a seal in a record that has them in the same order, among others.
public struct StatRecordCursor: Sendable {
    private let record: StatRecord
    private var position = 12

    /// Starts at the first entry.
    public init(_ record: StatRecord) { self.record = record }

    /// What the record says of `path`, passing over entries for others.
    ///
    /// Nil when it has none from here on; then it has none for any other path either, so that no record makes
    /// a search over and over again.
    public mutating func fingerprint(of path: RelativePath) -> FileFingerprint? {
        unsafe record.bytes.withUnsafeBytes { bytes in
            unsafe StatRecord.firstEntry(in: bytes, from: &position) { name in
                unsafe name.elementsEqual(path.description.utf8)
            }
        }
    }
}

/// What the kernel says of a file whose bytes did not change, before and after it got another name.
public struct FingerprintChange: Sendable, Equatable {
    /// Before.
    public let old: FileFingerprint
    /// After.
    public let new: FileFingerprint

    /// Nil where more changed than the time of the last change of anything.
    public init?(from old: FileFingerprint, to new: FileFingerprint) {
        var expected = old
        expected.changed = new.changed
        guard expected == new else { return nil }
        self.old = old
        self.new = new
    }
}
