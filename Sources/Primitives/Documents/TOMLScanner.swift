/// Reads keys and values of a TOML text and keeps count of the lines.
struct TOMLScanner {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func fault(_ what: String) -> TOMLError { .malformed(what: what, line: line) }

    /// Steps over `byte` when it is next.
    mutating func accept(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(TOMLError) {
        guard accept(byte) else {
            throw fault("expected `\(Character(Unicode.Scalar(byte)))`")
        }
    }

    /// Steps over spaces and tabs.
    mutating func skipSpace() {
        while current == 0x20 || current == 0x09 { position += 1 }
    }

    /// Steps over space, comments and line ends.
    mutating func skipBlank() throws(TOMLError) {
        skipSpace()
        while current == 0x0A || current == 0x0D || current == UInt8(ascii: "#") {
            try endLine()
            skipSpace()
        }
    }

    /// Steps over what may follow on a line, a comment, and the line end.
    mutating func endLine() throws(TOMLError) {
        skipSpace()
        try skipComment()
        guard current != nil else { return }
        if current == 0x0D { position += 1 }
        guard current == 0x0A else { throw fault("text where the line should end") }
        position += 1
        line += 1
    }

    private mutating func skipComment() throws(TOMLError) {
        guard current == UInt8(ascii: "#") else { return }
        let start = position
        while let byte = current, byte == 0x09 || (byte >= 0x20 && byte != 0x7F) { position += 1 }
        _ = try text(bytes[start..<position])
    }

    /// A bare key or one in double quotes.
    mutating func key() throws(TOMLError) -> String {
        if current == UInt8(ascii: "\"") { return try string() }
        let start = position
        while let byte = current, isBareKey(byte) { position += 1 }
        guard position > start else { throw fault("expected a key") }
        return try text(bytes[start..<position])
    }

    /// Keys joined by dots, as in a header.
    mutating func path() throws(TOMLError) -> [String] {
        var path: [String] = []
        repeat {
            guard path.count < TOMLLimits.depth else { throw fault("nested too deeply") }
            skipSpace()
            path.append(try key())
            skipSpace()
        } while accept(UInt8(ascii: "."))
        return path
    }

    /// `key = value`, up to the end of the value.
    mutating func member(depth: Int) throws(TOMLError) -> TOMLTable.Member {
        let key = try key()
        skipSpace()
        guard current != UInt8(ascii: ".") else {
            throw fault("a key with dots; mcppkg writes a table instead")
        }
        try expect(UInt8(ascii: "="))
        skipSpace()
        return TOMLTable.Member(key: key, value: try value(depth: depth))
    }

    mutating func value(depth: Int) throws(TOMLError) -> TOML {
        guard depth < TOMLLimits.depth else { throw fault("nested too deeply") }
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "{"): return .inline(try inlineTable(depth: depth))
        case UInt8(ascii: "-"), .some(48...57): return .integer(try integer())
        default: return .boolean(try boolean())
        }
    }

    private mutating func boolean() throws(TOMLError) -> Bool {
        let start = position
        while let byte = current, isBareKey(byte) { position += 1 }
        switch bytes[start..<position] {
        case [0x74, 0x72, 0x75, 0x65]: return true
        case [0x66, 0x61, 0x6C, 0x73, 0x65]: return false
        default: throw fault("not a value that mcppkg writes")
        }
    }

    private mutating func integer() throws(TOMLError) -> Int {
        let start = position
        while let byte = current, isBareKey(byte) || byte == UInt8(ascii: ".") { position += 1 }
        let digits = try text(bytes[start..<position])
        guard let number = Int(digits) else { throw fault("not an integer of 64 bits") }
        guard String(number) == digits else { throw fault("an integer in an unusual form") }
        return number
    }

    private mutating func elements(depth: Int) throws(TOMLError) -> [TOML] {
        position += 1
        var elements: [TOML] = []
        try skipBlank()
        while current != UInt8(ascii: "]") {
            elements.append(try value(depth: depth + 1))
            try skipBlank()
            guard accept(UInt8(ascii: ",")) else { break }
            try skipBlank()
        }
        try expect(UInt8(ascii: "]"))
        return elements
    }

    private mutating func inlineTable(depth: Int) throws(TOMLError) -> TOMLTable {
        let start = line
        position += 1
        var members: [TOMLTable.Member] = []
        var seen: Set<String> = []
        skipSpace()
        while current != UInt8(ascii: "}") || !members.isEmpty {
            let member = try member(depth: depth + 1)
            guard seen.insert(member.key).inserted else { throw repeated(member.key) }
            members.append(member)
            skipSpace()
            guard accept(UInt8(ascii: ",")) else { break }
            skipSpace()
        }
        try expect(UInt8(ascii: "}"))
        return TOMLTable(unique: members, line: start)
    }

    func repeated(_ key: String) -> TOMLError { fault("the key `\(shownKey(key))` appears twice") }

    private mutating func string() throws(TOMLError) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(content[...])
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
            case 0x0A, 0x0D: throw fault("the line ends inside a string")
            case 0..<0x09, 0x0A..<0x20, 0x7F: throw fault("a control character in a string")
            default: content.append(byte)
            }
        }
        throw fault("the text ends inside a string")
    }

    private mutating func escape() throws(TOMLError) -> [UInt8] {
        guard let byte = current else { throw fault("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "u"): return try scalar(digits: 4)
        case UInt8(ascii: "U"): return try scalar(digits: 8)
        default: throw fault("an unknown escape in a string")
        }
    }

    private mutating func scalar(digits: Int) throws(TOMLError) -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = current, let digit = hexadecimalDigit(byte) else {
                throw fault("not a hexadecimal digit")
            }
            value = value << 4 | digit
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw fault("not a Unicode character") }
        return Array(String(Character(scalar)).utf8)
    }

    /// Decoding repairs what is not UTF-8, so unchanged bytes prove that it was.
    private func text(_ slice: ArraySlice<UInt8>) throws(TOMLError) -> String {
        let text = String(decoding: slice, as: UTF8.self)
        guard text.utf8.elementsEqual(slice) else { throw fault("invalid UTF-8") }
        return text
    }
}

func isBareKey(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte) - 48
    case 65...70: UInt32(byte) - 55
    case 97...102: UInt32(byte) - 87
    default: nil
    }
}
