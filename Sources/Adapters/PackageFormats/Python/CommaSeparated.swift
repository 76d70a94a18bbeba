/// Reads the lines of a table whose fields are separated by commas and may stand in quotes.
///
/// Source: Python `csv`, dialect `excel`; RFC 4180.
struct CommaSeparated {
    private let bytes: [UInt8]
    private var place = 0
    /// Whether a quoted field had no end.
    private(set) var isBroken = false

    init(_ bytes: [UInt8]) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        self.bytes = bytes
        place = hasMark ? 3 : 0
    }

    /// The fields of the next line; nil at the end.
    mutating func next() -> [String]? {
        guard place < bytes.count, !isBroken else { return nil }
        var fields: [String] = []
        while true {
            fields.append(field())
            guard place < bytes.count, bytes[place] == comma else { break }
            place += 1
        }
        skipLineEnd()
        return isBroken ? nil : fields
    }

    private mutating func field() -> String {
        guard place < bytes.count, bytes[place] == quote else {
            let start = place
            while place < bytes.count, bytes[place] != comma, !isLineEnd(bytes[place]) {
                place += 1
            }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        place += 1
        var content: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            guard byte == quote else {
                content.append(byte)
                continue
            }
            guard place < bytes.count, bytes[place] == quote else {
                isBroken = !endsField()
                return String(decoding: content, as: UTF8.self)
            }
            content.append(quote)
            place += 1
        }
        isBroken = true
        return ""
    }

    private func endsField() -> Bool {
        place == bytes.count || bytes[place] == comma || isLineEnd(bytes[place])
    }

    private mutating func skipLineEnd() {
        if place < bytes.count, bytes[place] == 0x0D { place += 1 }
        if place < bytes.count, bytes[place] == 0x0A { place += 1 }
    }
}

/// A field as it is written, in quotes where it needs them.
func commaSeparatedField(_ text: String) -> String {
    let marks = [comma, quote, 0x0A, 0x0D]
    guard text.utf8.contains(where: marks.contains) else { return text }
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"")
    return "\"" + doubled + "\""
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")

private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
