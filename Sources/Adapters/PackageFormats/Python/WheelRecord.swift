internal import Cryptography
internal import Diagnostics
public import PackageModel
public import Paths

/// What a wheel says its files are: RECORD, a table of path, hash and length.
///
/// Source: recording installed projects; binary distribution format, "The .dist-info directory".
public struct WheelRecord: Sendable {
    /// One line.
    public struct Row: Hashable, Sendable {
        /// The file.
        public let path: RelativePath
        /// The function and the value as they were written, such as `sha256=…`; empty where there is none.
        public let hash: String
        /// The length in bytes; nil where none is given.
        public let size: UInt64?
    }

    /// The lines; a path comes once.
    public let rows: [Row]
    private let wheel: WheelFileName
    private let places: [RelativePath: Int]

    /// Reads the table.
    /// - Throws: `WheelError.record` for a line that is not of the form, and for two that contradict each other.
    public init(parsing bytes: [UInt8], of wheel: WheelFileName) throws(WheelError) {
        var parser = CommaSeparated(bytes)
        var rows: [Row] = []
        var places: [RelativePath: Int] = [:]
        while let fields = parser.next() {
            guard fields != [""] else { continue }
            let row = try Self.row(fields, of: wheel)
            guard let earlier = places[row.path] else {
                places[row.path] = rows.count
                rows.append(row)
                continue
            }
            guard isMutated("wheel.record-duplicate") || rows[earlier] == row else {
                throw .record(wheel: wheel, path: fields[0], why: "is listed twice, differently")
            }
        }
        guard !parser.isBroken else {
            throw .record(wheel: wheel, path: "RECORD", why: "ends inside a quoted field")
        }
        self.rows = rows
        self.places = places
        self.wheel = wheel
    }

    /// Compares the table with the files, in both directions.
    ///
    /// The hash of a file is one of SHA-256, which the entry knows, or SHA-384 or SHA-512, for which the file is read.
    /// - Throws: `WheelError.record` naming the first file that differs.
    public func verify(_ unpacked: UnpackedWheel, infoDirectory: String) throws(WheelError) {
        let record = infoDirectory + "/RECORD"
        let entries = Dictionary(
            unpacked.entries.map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for row in rows {
            guard let entry = entries[row.path] else {
                guard isMutated("wheel.record-missing") else {
                    throw refusal(row.path, "is listed and is not in it")
                }
                continue
            }
            guard !isRecord(row.path, record) else { continue }
            try compare(row, entry, unpacked)
        }
        for entry in unpacked.entries where places[entry.path] == nil {
            guard isMutated("wheel.record-unlisted") || isRecord(entry.path, record) else {
                throw refusal(entry.path, "is in it and is not listed")
            }
        }
    }

    /// What the wheel says of one file, if it lists it.
    func row(of path: RelativePath) -> Row? { places[path].map { rows[$0] } }

    private func compare(_ row: Row, _ entry: Seal.Entry, _ unpacked: UnpackedWheel)
        throws(WheelError)
    {
        let (function, value) = split(row.hash)
        let actual: [UInt8]
        switch function {
        case "sha256": actual = entry.digest.bytes
        case "sha384", "sha512":
            let bytes = try unpacked.read(row.path, Int.max)
            actual = LongHash(rawValue: function)?.digest(of: bytes) ?? []
        case "":
            // Python leaves compiled files without one, and none of those is installed.
            guard isMutated("wheel.record-no-hash") || isBytecode(row.path) else {
                throw refusal(row.path, "has no hash")
            }
            return
        default:
            guard isMutated("wheel.record-weak-hash") else {
                throw refusal(row.path, "has no hash of SHA-256, SHA-384 or SHA-512")
            }
            return
        }
        guard isMutated("wheel.record-hash") || urlSafeBase64(actual) == value else {
            throw refusal(row.path, "has another hash")
        }
        guard let measure = unpacked.size, let size = row.size else { return }
        let length = try measure(row.path)
        guard isMutated("wheel.record-size") || size == length else {
            throw refusal(row.path, "has \(length) bytes instead of \(size)")
        }
    }

    private func refusal(_ path: RelativePath, _ why: String) -> WheelError {
        .record(wheel: wheel, path: path.description, why: why)
    }

    private static func row(_ fields: [String], of wheel: WheelFileName) throws(WheelError) -> Row {
        guard fields.count == 3 else {
            let start = String(fields[0].prefix(255))
            throw .record(wheel: wheel, path: start, why: "is a line without three fields")
        }
        guard let path = try? RelativePath(parsing: fields[0]),
            fields[0].utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw .record(
                wheel: wheel,
                path: String(fields[0].prefix(255)),
                why: "is listed and is no path inside it"
            )
        }
        let size = UInt64(fields[2])
        guard fields[2].isEmpty || size != nil else {
            throw .record(wheel: wheel, path: fields[0], why: "has a length that is no number")
        }
        return Row(path: path, hash: fields[1], size: size)
    }
}

/// Whether a path is that of RECORD or of a signature of it, which it cannot list.
private func isRecord(_ path: RelativePath, _ record: String) -> Bool {
    guard path.description.utf8.starts(with: record.utf8) else { return false }
    return ["", ".jws", ".p7s"].contains { path.description == record + $0 }
}

/// `sha256=abc` as its two parts; padding, which some tools write, is left out.
private func split(_ hash: String) -> (function: String, value: String) {
    let bytes = hash.utf8
    guard let mark = bytes.firstIndex(of: UInt8(ascii: "=")) else { return (hash, "") }
    var value = bytes[bytes.index(after: mark)...]
    while value.last == UInt8(ascii: "=") { value = value.dropLast() }
    return (String(Substring(bytes[..<mark])), String(Substring(value)))
}

/// The encoding of hashes in RECORD: base64 with `-` and `_`, without padding.
func urlSafeBase64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << ((3 - group.count) * 8)
        for place in 0...group.count { text.append(alphabet[Int(bits >> (18 - 6 * place) & 63)]) }
    }
    return String(decoding: text, as: UTF8.self)
}

private let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
)
