// How the text around an edit is laid out, so that what is added looks as if its author had typed it.

extension JSONText {
    /// How a value is written into the text.
    enum Layout {
        /// One member a line, starting from this indentation.
        case lines(indent: [UInt8])
        /// On the line that is there, with a space after `:` and `,` or without.
        case inline(isSpaced: Bool)

        var colon: String {
            if case .inline(isSpaced: false) = self { return ":" }
            return ": "
        }
    }

    /// The indentation before `offset` when only that stands before it on its line.
    func indentation(before offset: Int) -> [UInt8]? {
        var start = offset
        while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
        let isLineStart = start == 0 || isLineBreak(bytes[start - 1])
        return isLineStart ? Array(bytes[start..<offset]) : nil
    }

    /// One step of indentation as the text has it; two spaces where it has none.
    func indentUnit() -> [UInt8] {
        unit(in: root, outer: indentation(before: root.range.lowerBound) ?? []) ?? [0x20, 0x20]
    }

    private func unit(in node: JSONNode, outer: [UInt8]) -> [UInt8]? {
        for (start, child) in children(of: node) {
            guard let indent = indentation(before: start) else { continue }
            if indent.count > outer.count, indent.starts(with: outer) {
                return Array(indent.dropFirst(outer.count))
            }
            if let deeper = unit(in: child, outer: indent) { return deeper }
        }
        return nil
    }

    private func children(of node: JSONNode) -> [(start: Int, child: JSONNode)] {
        switch node.content {
        case .object(let members): members.map { ($0.keyRange.lowerBound, $0.value) }
        case .array(let elements): elements.map { ($0.range.lowerBound, $0) }
        default: []
        }
    }

    /// Whether the member at `keyStart` leaves no space after its colon.
    func isCompact(_ member: JSONMember) -> Bool {
        let gap = bytes[member.keyRange.upperBound..<member.value.range.lowerBound]
        return gap.count == 1
    }

    /// A key or value in the layout of its surroundings, without space before or after it.
    func written(_ value: JSON, _ layout: Layout) -> [UInt8] {
        switch layout {
        case .lines(let indent):
            lines(value.bytes(.pretty(indent: 1)), indent: indent)
        case .inline(isSpaced: false):
            value.bytes(.compact)
        case .inline(isSpaced: true):
            joined(value.bytes(.pretty(indent: 0)))
        }
    }

    /// Turns lines that are indented by one space a level into the text's own lines.
    private func lines(_ pretty: [UInt8], indent: [UInt8]) -> [UInt8] {
        let unit = indentUnit()
        let lineEnd = lineEnd(of: bytes)
        var result: [UInt8] = []
        for (index, line) in pretty.split(separator: 0x0A).enumerated() {
            let level = line.prefix { $0 == 0x20 }.count
            if index > 0 {
                result += lineEnd + indent
                for _ in 0..<level { result += unit }
            }
            result += line.dropFirst(level)
        }
        return result
    }

    /// Puts lines behind each other; a comma at a line's end is never part of a string.
    private func joined(_ pretty: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for line in pretty.split(separator: 0x0A) {
            if result.last == UInt8(ascii: ",") { result.append(0x20) }
            result += line
        }
        return result
    }
}
