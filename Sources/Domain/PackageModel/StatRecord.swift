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
        /// Device, inode, size, mode, mtime and ctime.
        public let fingerprint: [UInt64]

        /// Takes a path and six values.
        public init(path: String, fingerprint: [UInt64]) {
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
        append(UInt32(entries.count), to: &output)
        for entry in entries {
            for value in entry.fingerprint { append(value, to: &output) }
            let path = Array(entry.path.utf8)
            append(UInt32(path.count), to: &output)
            output += path
        }
        return output
    }

    /// Reads the stored form; nil when it is damaged.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.starts(with: Self.magic) else { return nil }
        var position = Self.magic.count
        guard let count = read(UInt32.self, bytes, &position), Int(count) * 53 <= bytes.count else {
            return nil
        }
        var entries: [Entry] = []
        entries.reserveCapacity(Int(count))
        for _ in 0..<count {
            var fingerprint: [UInt64] = []
            fingerprint.reserveCapacity(6)
            for _ in 0..<6 {
                guard let value = read(UInt64.self, bytes, &position) else { return nil }
                fingerprint.append(value)
            }
            guard let length = read(UInt32.self, bytes, &position),
                position + Int(length) <= bytes.count
            else { return nil }
            let path = String(decoding: bytes[position..<position + Int(length)], as: UTF8.self)
            position += Int(length)
            entries.append(Entry(path: path, fingerprint: fingerprint))
        }
        guard position == bytes.count else { return nil }
        self.entries = entries
    }
}

private func append<Value: FixedWidthInteger>(_ value: Value, to output: inout [UInt8]) {
    for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
        output.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
    }
}

private func read<Value: FixedWidthInteger>(_: Value.Type, _ bytes: [UInt8], _ position: inout Int)
    -> Value?
{
    let size = Value.bitWidth / 8
    guard position + size <= bytes.count else { return nil }
    var value: Value = 0
    for index in 0..<size { value |= Value(bytes[position + index]) << Value(index * 8) }
    position += size
    return value
}
