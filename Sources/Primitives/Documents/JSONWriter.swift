/// How a JSON value is written.
public enum JSONStyle: Sendable {
    /// One line, no spaces.
    case compact
    /// One member a line, `"key": value`, this many spaces a level.
    case pretty(indent: Int)
    /// Members sorted by UTF-16 code units, no spaces: the form that digests are made of.
    ///
    /// Source: RFC 8785 for objects, arrays, strings and literals. Numbers keep their text; documents that
    /// are digested hold none but integers.
    case canonical
}

extension JSON {
    /// The value as UTF-8, without a final line end.
    public func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self, level: 0)
        return writer.output
    }

    /// The value as a text, without a final line end.
    public func text(_ style: JSONStyle = .compact) -> String {
        String(decoding: bytes(style), as: UTF8.self)
    }
}

private struct JSONWriter {
    let style: JSONStyle
    var output: [UInt8] = []

    init(style: JSONStyle) { self.style = style }

    mutating func write(_ value: JSON, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements):
            list("[", "]", elements, level: level) { $0.write($1, level: level + 1) }
        case .object(let object):
            list("{", "}", ordered(object), level: level) { writer, member in
                writer.write(member.key)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private var isPretty: Bool {
        if case .pretty = style { return true }
        return false
    }

    private func ordered(_ object: JSONObject) -> [(key: String, value: JSON)] {
        guard case .canonical = style else { return object.members }
        return object.members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    }

    private mutating func list<Element>(
        _ open: String,
        _ close: String,
        _ elements: [Element],
        level: Int,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            newLine(level + 1)
            body(&self, element)
        }
        if !elements.isEmpty { newLine(level) }
        append(close)
    }

    private mutating func newLine(_ level: Int) {
        guard case .pretty(let indent) = style else { return }
        append("\n" + String(repeating: " ", count: indent * level))
    }

    private mutating func write(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20: append("\\u00" + (byte < 16 ? "0" : "1") + String(byte & 15, radix: 16))
            default: output.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
}
