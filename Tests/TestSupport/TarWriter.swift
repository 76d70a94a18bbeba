/// Writes tar archives byte by byte, so that tests decide every field of them.
public struct TarWriter: Sendable {
    /// One header with its content.
    public struct Record: Sendable {
        /// The field of 100 bytes; cut, never refused.
        public var name: [UInt8]
        /// The letter of its kind.
        public var kind: UInt8 = 0x30
        /// Permission bits as they are written.
        public var mode = 0o644
        /// Its content.
        public var content: [UInt8] = []
        /// How long the header says the content is; the truth where nil.
        public var size: String?
        /// The target of a link.
        public var target: [UInt8] = []
        /// Added to the right checksum.
        public var checksumError = 0
        /// The 8 bytes that say which format this is.
        public var magic = Array("ustar\u{0}00".utf8)
        /// The part of the name that is kept elsewhere.
        public var prefix: [UInt8] = []

        /// A file.
        public init(_ name: String, _ content: [UInt8] = [], kind: Character = "0") {
            self.name = Array(name.utf8)
            self.kind = kind.asciiValue ?? 0
            self.content = content
        }

        /// A link.
        public init(_ name: String, to target: String, kind: Character = "2") {
            self.init(name, kind: kind)
            self.target = Array(target.utf8)
        }
    }

    /// The entries, in order.
    public var records: [Record] = []
    /// What stands after the last entry.
    public var end = [UInt8](repeating: 0, count: 1024)

    /// Starts an archive of these entries.
    public init(_ records: [Record] = []) { self.records = records }

    /// Adds a file.
    public mutating func add(_ name: String, _ text: String = "", mode: Int = 0o644) {
        var record = Record(name, Array(text.utf8))
        record.mode = mode
        records.append(record)
    }

    /// Adds an extended header for the entry that follows.
    public mutating func addExtended(_ values: [(String, String)], kind: Character = "x") {
        let lines = values.map { Self.line($0, Array($1.utf8)) }
        records.append(Record("PaxHeader/x", Array(lines.joined()), kind: kind))
    }

    /// One line of an extended header: its own length, key and value.
    public static func line(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(key)=".utf8) + value + [0x0A]
        var length = body.count + 1
        while "\(length)".utf8.count + body.count != length { length += 1 }
        return Array("\(length)".utf8) + body
    }

    /// The archive, not compressed.
    public func bytes() -> [UInt8] { records.flatMap(Self.bytes) + end }

    /// The archive in one gzip member.
    public func gzipped() -> [UInt8] { Self.gzip(bytes()) }

    /// Any bytes in one gzip member, without saving any.
    public static func gzip(_ content: [UInt8]) -> [UInt8] {
        gzip(Deflate.stored(content), checksum: crc32(content), count: content.count)
    }

    /// A gzip member around a deflate stream.
    public static func gzip(_ deflated: [UInt8], checksum: UInt32, count: Int) -> [UInt8] {
        let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        return head + deflated + le32(checksum) + le32(UInt32(truncatingIfNeeded: count))
    }

    private static func bytes(_ record: Record) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], _ start: Int, _ length: Int) {
            let part = bytes.prefix(length)
            header.replaceSubrange(start..<start + part.count, with: part)
        }
        func octal(_ value: Int, _ digits: Int) -> [UInt8] {
            let text = String(value, radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(record.name, 0, 100)
        put(octal(record.mode, 7), 100, 8)
        put(record.size.map { Array($0.utf8) } ?? octal(record.content.count, 11), 124, 12)
        header[156] = record.kind
        put(record.target, 157, 100)
        put(record.magic, 257, 8)
        put(record.prefix, 345, 155)
        header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = header.reduce(0) { $0 + Int($1) } + record.checksumError
        put(octal(sum, 6) + [0, 0x20], 148, 8)
        let padding = (512 - record.content.count % 512) % 512
        return header + record.content + [UInt8](repeating: 0, count: padding)
    }
}
