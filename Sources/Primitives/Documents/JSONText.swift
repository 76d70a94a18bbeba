/// A JSON text whose comments, order and spacing survive edits: every edit is a patch of its bytes.
public struct JSONText: Sendable {
    /// The text; for an empty or blank document an empty object and a line end.
    public let bytes: [UInt8]
    /// The document with the place of every value.
    public let root: JSONNode
    let dialect: JSONDialect

    /// Parses a text that people edit; an empty or blank one counts as `{}`.
    ///
    /// A byte order mark is kept in both dialects.
    /// - Throws: `JSONError.malformed` with the place.
    public init(parsing bytes: [UInt8], dialect: JSONDialect = .relaxed) throws(JSONError) {
        let mark = JSONText.markLength(bytes)
        var text = bytes
        if JSONText.isBlank(bytes) {
            text = Array(bytes[..<mark]) + Array("{}".utf8) + lineEnd(of: bytes)
        }
        var parser = JSONParser(bytes: text, dialect: dialect, start: mark)
        root = try parser.document()
        self.bytes = text
        self.dialect = dialect
    }

    /// Whether a text holds nothing but space, after a byte order mark or without one.
    public static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes[markLength(bytes)...].allSatisfy(isSpace)
    }

    /// The value under keys of nested objects; nil when a step is missing or no object.
    public func value(at path: [String]) -> JSON? { node(at: path)?.value }

    /// The value with its place under keys of nested objects.
    public func node(at path: [String]) -> JSONNode? {
        var node: JSONNode? = root
        for key in path { node = node?[key] }
        return node
    }

    /// Line and column of a byte, counted from 1; a column is one character.
    public func place(of offset: Int) -> (line: Int, column: Int) {
        lineAndColumn(of: offset, in: bytes)
    }

    /// What stands between the braces of an object without members; nil for everything else.
    public func interior(at path: [String]) -> [UInt8]? {
        guard let node = node(at: path), let members = node.members, members.isEmpty else {
            return nil
        }
        return Array(bytes[interiorRange(node)])
    }

    /// Puts space and comments between the braces of an object without members.
    ///
    /// - Throws: `JSONError.malformed` when `interior` is more than that.
    public func settingInterior(_ interior: [UInt8], at path: [String]) throws(JSONError)
        -> JSONText
    {
        guard let node = node(at: path), let members = node.members, members.isEmpty else {
            throw .notAnObject(path: path.joined(separator: "."))
        }
        let result = try patched([Patch(interiorRange(node), interior)])
        guard result.root.value == root.value else {
            let place = place(of: node.range.lowerBound)
            let what = "more than space and comments"
            throw .malformed(what: what, line: place.line, column: place.column)
        }
        return result
    }

    func interiorRange(_ object: JSONNode) -> Range<Int> {
        object.range.lowerBound + 1..<object.range.upperBound - 1
    }

    private static func markLength(_ bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}

/// Bytes to put in the place of others.
struct Patch {
    let range: Range<Int>
    let bytes: [UInt8]

    init(_ range: Range<Int>, _ bytes: [UInt8] = []) {
        self.range = range
        self.bytes = bytes
    }
}

extension JSONText {
    /// Applies patches that are in order and do not overlap.
    func patched(_ patches: [Patch]) throws(JSONError) -> JSONText {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + patches.reduce(0) { $0 + $1.bytes.count })
        var position = 0
        for patch in patches {
            result.append(contentsOf: bytes[position..<patch.range.lowerBound])
            result.append(contentsOf: patch.bytes)
            position = patch.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        return try JSONText(parsing: result, dialect: dialect)
    }
}

/// Line and column of a byte, counted from 1; a byte order mark and continuation bytes count nothing.
func lineAndColumn(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes[..<min(max(offset, 0), bytes.count)]
    let line = before.reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
    var start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    if start == 0, before.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let column = before[start...].reduce(into: 1) { if $1 & 0xC0 != 0x80 { $0 += 1 } }
    return (line, column)
}

/// The first line end of a text, LF when there is none.
func lineEnd(of bytes: [UInt8]) -> [UInt8] {
    guard let first = bytes.firstIndex(of: 0x0A), first > 0, bytes[first - 1] == 0x0D else {
        return [0x0A]
    }
    return [0x0D, 0x0A]
}

func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
