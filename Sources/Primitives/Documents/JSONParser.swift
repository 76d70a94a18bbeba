public import Diagnostics

/// What is accepted beside plain JSON.
public enum JSONDialect: Sendable {
    /// RFC 8259 and nothing else: for everything from a network, an archive or a seal.
    case strict
    /// Comments, trailing commas and a byte order mark: for files that people edit.
    case relaxed
}

/// Upper bounds of what one JSON document may hold.
public enum JSONLimits {
    /// Nesting; real documents stay below 20.
    public static let depth = 128
}

/// Why a text is not the JSON that was expected.
public enum JSONError: UserFacingError, Equatable {
    /// The text breaks the grammar; line and column count from 1.
    case malformed(what: String, line: Int, column: Int)
    /// An edit goes through a value that is no object.
    case notAnObject(path: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "document.malformed-json"
        case .notAnObject: "document.not-an-object"
        }
    }
    /// Documents from outside are verified; callers wrap this where the file is a person's own.
    public var category: ErrorCategory { .verification }
    /// Place and kind of the fault.
    public var reason: String {
        switch self {
        case .malformed(let what, let line, let column):
            "malformed JSON at line \(line), column \(column): \(what)"
        case .notAnObject(let path):
            path.isEmpty ? "the document is not an object" : "`\(printable(path))` is not an object"
        }
    }
}

extension JSON {
    /// Parses one whole document.
    ///
    /// Refused in both dialects: duplicate keys, invalid UTF-8, lone surrogates, numbers with leading
    /// zeros, nesting beyond `JSONLimits.depth`, anything after the value.
    /// - Throws: `JSONError.malformed` with the place.
    /// Source: RFC 8259; RFC 7493 (I-JSON) section 2.3 for duplicate keys.
    public init(parsing bytes: [UInt8], dialect: JSONDialect = .strict) throws(JSONError) {
        self = try JSONNode(parsing: bytes, dialect: dialect).value
    }

    /// Parses a text in the strict dialect.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

extension JSONNode {
    /// Parses one whole document and keeps the place of every value.
    public init(parsing bytes: [UInt8], dialect: JSONDialect = .strict) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, dialect: dialect)
        self = try parser.document()
    }
}

struct JSONParser {
    private let bytes: [UInt8]
    private let dialect: JSONDialect
    private var position: Int

    init(bytes: [UInt8], dialect: JSONDialect, start: Int = 0) {
        self.bytes = bytes
        self.dialect = dialect
        position = start
    }

    mutating func document() throws(JSONError) -> JSONNode {
        if position == 0, dialect == .relaxed, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
        }
        try skipSpace()
        let node = try value(depth: 0)
        try skipSpace()
        guard position == bytes.count else { throw fault("text after the end of the value") }
        return node
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
        guard depth < JSONLimits.depth else { throw fault("nested too deeply") }
        let start = position
        let content: JSONNode.Content
        switch current {
        case UInt8(ascii: "{"): content = .object(try members(depth: depth))
        case UInt8(ascii: "["): content = .array(try elements(depth: depth))
        case UInt8(ascii: "\""): content = .string(try string())
        case UInt8(ascii: "t"): content = try literal("true", .bool(true))
        case UInt8(ascii: "f"): content = try literal("false", .bool(false))
        case UInt8(ascii: "n"): content = try literal("null", .null)
        case UInt8(ascii: "-"), .some(48...57): content = .number(try number())
        case nil: throw fault("the text ends where a value should be")
        default: throw fault("not a value")
        }
        return JSONNode(content: content, range: start..<position)
    }

    private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
        var members: [JSONMember] = []
        var seen: Set<ExactKey> = []
        position += 1
        try skipSpace()
        while current != UInt8(ascii: "}") {
            guard current == UInt8(ascii: "\"") else { throw fault("expected a key or `}`") }
            let keyStart = position
            let key = try string()
            let keyRange = keyStart..<position
            guard seen.insert(ExactKey(text: key)).inserted else {
                throw fault("the key `\(printable(String(key.prefix(80))))` appears twice")
            }
            try skipSpace()
            guard current == UInt8(ascii: ":") else { throw fault("expected `:`") }
            position += 1
            try skipSpace()
            let value = try value(depth: depth + 1)
            members.append(JSONMember(key: key, keyRange: keyRange, value: value))
            guard try separator(closing: UInt8(ascii: "}")) else { break }
        }
        position += 1
        return members
    }

    private mutating func elements(depth: Int) throws(JSONError) -> [JSONNode] {
        var elements: [JSONNode] = []
        position += 1
        try skipSpace()
        while current != UInt8(ascii: "]") {
            elements.append(try value(depth: depth + 1))
            guard try separator(closing: UInt8(ascii: "]")) else { break }
        }
        position += 1
        return elements
    }

    /// Moves to the next element or the closing bracket; false when the bracket was reached.
    private mutating func separator(closing: UInt8) throws(JSONError) -> Bool {
        try skipSpace()
        if current == closing { return false }
        guard current == UInt8(ascii: ",") else {
            throw fault("expected `,` or `\(Character(Unicode.Scalar(closing)))`")
        }
        position += 1
        try skipSpace()
        if current == closing, dialect == .strict { throw fault("trailing comma") }
        return true
    }

    private mutating func literal(_ word: StaticString, _ content: JSONNode.Content)
        throws(JSONError)
        -> JSONNode.Content
    {
        for byte in word.description.utf8 {
            guard current == byte else { throw fault("not a value") }
            position += 1
        }
        return content
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if let next = current, (48...57).contains(next) { throw fault("a number starts with 0") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw fault("expected a digit") }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
            byte >= 0x20
        {
            position += 1
        }
        if current == UInt8(ascii: "\"") {
            position += 1
            return try text(bytes[start..<position - 1])
        }
        return try escapedString(from: start)
    }

    /// The slow path: a string with escapes, from the first byte after the quote.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var content = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(content[...])
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
            case 0..<0x20: throw fault("a control character in a string")
            default: content.append(byte)
            }
        }
        throw fault("the text ends inside a string")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = current else { throw fault("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("an unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
        var code = try hexadecimalUnit()
        if (0xD800..<0xDC00).contains(code) {
            guard current == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw fault("a lone surrogate in a string") }
            position += 2
            let low = try hexadecimalUnit()
            guard (0xDC00..<0xE000).contains(low) else {
                throw fault("a lone surrogate in a string")
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("a lone surrogate in a string") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw fault("the text ends inside a string") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("not a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        let text = String(decoding: slice, as: UTF8.self)
        if slice.allSatisfy({ $0 < 0x80 }) { return text }
        // A repair puts U+FFFD in the place of what was wrong, so equal bytes were valid.
        guard text.utf8.elementsEqual(slice) else { throw fault("invalid UTF-8") }
        return text
    }

    private mutating func skipSpace() throws(JSONError) {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case UInt8(ascii: "/") where dialect == .relaxed: try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONError) {
        let start = position
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case UInt8(ascii: "/"):
            while let byte = current, !isLineBreak(byte) { position += 1 }
        case UInt8(ascii: "*"):
            try skipBlockComment()
        default: throw fault("not a value")
        }
        _ = try text(bytes[start..<position])
    }

    private mutating func skipBlockComment() throws(JSONError) {
        position += 2
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                position += 2
                return
            }
            position += 1
        }
        throw fault("a comment without an end")
    }

    private func fault(_ what: String) -> JSONError {
        let place = lineAndColumn(of: position, in: bytes)
        return .malformed(what: what, line: place.line, column: place.column)
    }
}

/// A key compared by its bytes: texts that look alike are different keys.
private struct ExactKey: Hashable {
    let text: String

    static func == (left: ExactKey, right: ExactKey) -> Bool { hasSameBytes(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        // The bytes are read only inside the call; parsed texts are always contiguous.
        unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
    }
}

/// Whether two texts are the same code points; `==` also takes canonically equivalent ones for equal.
func hasSameBytes(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.elementsEqual(right.utf8)
}
