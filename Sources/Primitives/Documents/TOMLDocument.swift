internal import Diagnostics

/// A whole TOML text of the subset that mcppkg writes, without its comments.
///
/// The subset has bare and quoted keys, basic strings, integers, booleans, arrays, inline tables,
/// tables and arrays of tables. Floating-point numbers, dates, literal and multi-line strings and
/// dotted keys are refused, because the lock never holds one.
/// Source: TOML 1.0.0.
public struct TOMLDocument: Sendable, Hashable {
    /// Everything, as one table.
    public var root: TOMLTable

    /// Wraps a table made in memory.
    public init(_ root: TOMLTable = TOMLTable()) { self.root = root }

    /// Parses one whole text.
    ///
    /// Refused beside broken grammar: keys and tables given twice, invalid UTF-8, control characters,
    /// nesting beyond `TOMLLimits.depth`, and what a merge left behind.
    /// - Throws: `TOMLError` with the line.
    public init(parsing bytes: [UInt8]) throws(TOMLError) {
        guard bytes.count <= TOMLLimits.size.bytes else {
            throw .tooLarge(ByteCount(bytes.count))
        }
        let markers = conflictMarkers(in: bytes)
        guard markers.isEmpty else { throw .conflictMarkers(lines: markers) }
        var parser = TOMLParser(bytes)
        root = try parser.document()
    }

    /// The text, below comment lines, with LF ends.
    ///
    /// Keys come before headers; an array that stands directly in a table has one element a line.
    public func bytes(under comments: [String] = []) -> [UInt8] {
        var writer = TOMLWriter()
        writer.document(root, comments: comments)
        return writer.output
    }
}

/// The lines that git, hg and diff3 write around the sides of a conflict.
///
/// No line of the subset begins like this, so there is nothing else that they could be.
private func conflictMarkers(in bytes: [UInt8]) -> [Int] {
    var found: [Int] = []
    var line = 1
    var start = 0
    while start < bytes.count, found.count < TOMLLimits.namedMarkers {
        if isConflictMarker(bytes[start...]) { found.append(line) }
        guard let end = bytes[start...].firstIndex(of: 0x0A) else { break }
        start = end + 1
        line += 1
    }
    return found
}

private func isConflictMarker(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, "<=>|".utf8.contains(first) else { return false }
    let marker = line.prefix(7)
    return marker.count == 7 && marker.allSatisfy { $0 == first }
}
