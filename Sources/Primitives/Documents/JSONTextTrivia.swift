// What stands between two tokens of a parsed text: space and comments. The text is known to be valid,
// so a comment that begins also ends.

extension JSONText {
    /// One comment between two tokens.
    struct Comment {
        let range: Range<Int>
        /// `//`: it reaches to the end of its line, so what follows has to start a new one.
        let isLine: Bool
    }

    /// The comments from `start` up to the next token, or up to `end`.
    func comments(from start: Int, to end: Int) -> [Comment] {
        var found: [Comment] = []
        var position = start
        while position < end {
            if isSpace(bytes[position]) {
                position += 1
            } else if let comment = comment(at: position) {
                found.append(comment)
                position = comment.range.upperBound
            } else {
                break
            }
        }
        return found
    }

    /// The comma after a value, past space and comments; nil when the object or array ends first.
    func comma(after end: Int) -> Int? {
        let last = comments(from: end, to: bytes.count).last?.range.upperBound ?? end
        let next = skippingSpace(from: last)
        return next < bytes.count && bytes[next] == UInt8(ascii: ",") ? next : nil
    }

    /// The comments that stand behind something on its own line and so belong to it.
    func trailingComments(from start: Int) -> [Comment] {
        var found: [Comment] = []
        var position = start
        while let comment = comment(at: skippingBlanks(from: position)) {
            found.append(comment)
            position = comment.range.upperBound
            if comment.isLine { break }
        }
        return found
    }

    /// The first byte from `start` on that is neither space nor line end.
    func skippingSpace(from start: Int) -> Int {
        var position = start
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
        return position
    }

    /// The first byte from `start` on that is neither space nor tab.
    func skippingBlanks(from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
            position += 1
        }
        return position
    }

    /// Where the space before `offset` begins, not before `limit`.
    func spaceStart(before offset: Int, limit: Int) -> Int {
        var position = offset
        while position > limit, isSpace(bytes[position - 1]) { position -= 1 }
        return position
    }

    func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(isSpace) }

    private func comment(at start: Int) -> Comment? {
        guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "/") else { return nil }
        var position = start + 2
        if bytes[start + 1] == UInt8(ascii: "/") {
            while position < bytes.count, !isLineBreak(bytes[position]) { position += 1 }
            return Comment(range: start..<position, isLine: true)
        }
        while position + 1 < bytes.count,
            bytes[position] != UInt8(ascii: "*") || bytes[position + 1] != UInt8(ascii: "/")
        {
            position += 1
        }
        return Comment(range: start..<min(position + 2, bytes.count), isLine: false)
    }
}
