extension JSONText {
    /// Removes a member with exactly one comma and the space before it; nothing there changes nothing.
    ///
    /// Every comment around it stays. An object that is left with nothing inside becomes `{}`.
    public func removing(_ path: [String]) -> JSONText {
        guard let key = path.last, let object = node(at: path.dropLast()),
            let members = object.members,
            let index = members.firstIndex(where: { hasSameBytes($0.key, key) })
        else { return self }
        let cuts = Removal(text: self, object: object, members: members, index: index).cuts()
        do throws(JSONError) {
            return try patched(cuts.map { Patch($0) })
        } catch {
            preconditionFailure("a valid text without one member is valid")
        }
    }
}

/// Which bytes go when one member of an object goes.
private struct Removal {
    let text: JSONText
    let object: JSONNode
    let members: [JSONMember]
    let index: Int

    private var member: JSONMember { members[index] }
    private var ownComma: Int? { text.comma(after: member.value.range.upperBound) }
    private var end: Int { member.value.range.upperBound }

    func cuts() -> [Range<Int>] {
        if members.count == 1, let interior = interiorWithoutComments { return [interior] }
        if let comma = ownComma { return cuts(through: comma) }
        if index > 0, let comma = text.comma(after: members[index - 1].value.range.upperBound) {
            return cuts(fromPrevious: comma)
        }
        return [start(before: end)..<endOfLine(end)]
    }

    /// All between the braces, when this member is all there is.
    private var interiorWithoutComments: Range<Int>? {
        let interior = text.interiorRange(object)
        let isBare =
            text.isBlank(interior.lowerBound..<member.range.lowerBound)
            && text.comments(from: end, to: interior.upperBound).isEmpty
            && text.comments(from: ownComma.map { $0 + 1 } ?? end, to: interior.upperBound).isEmpty
        return isBare ? interior : nil
    }

    /// The member has a comma of its own, which goes with it.
    private func cuts(through comma: Int) -> [Range<Int>] {
        guard text.isBlank(end..<comma) else {
            return [start(before: end)..<endOfLine(end), comma..<comma + 1]
        }
        if index == 0, members.count > 1 {
            let next = members[1].range.lowerBound
            if text.isBlank(comma + 1..<next) { return [member.range.lowerBound..<next] }
        }
        return [start(before: comma + 1)..<endOfLine(comma + 1)]
    }

    /// The last member without a comma of its own: the one before it goes.
    private func cuts(fromPrevious comma: Int) -> [Range<Int>] {
        let previous = members[index - 1].value.range.upperBound
        let start = start(before: end)
        let isBare = text.isBlank(previous..<comma) && text.isBlank(comma + 1..<start)
        if isBare, start < member.range.lowerBound { return [previous..<endOfLine(end)] }
        return [comma..<comma + 1, start..<endOfLine(end)]
    }

    /// Where the cut begins that ends at `end`: at the key, or at the space before it.
    ///
    /// The space stays when a comment follows on the same line, which then keeps its place, and when a
    /// line comment stands before it that would swallow what follows.
    private func start(before end: Int) -> Int {
        let key = member.range.lowerBound
        if ownLineComment(after: end) != nil || isSwallowing(before: end) { return key }
        return text.spaceStart(before: key, limit: floor)
    }

    /// `end`, or past the space between it and what takes the member's place.
    private func endOfLine(_ end: Int) -> Int {
        if let comment = ownLineComment(after: end) { return comment.range.lowerBound }
        return isSwallowing(before: end) ? text.skippingBlanks(from: end) : end
    }

    /// The comment behind a member that has a line to itself.
    private func ownLineComment(after end: Int) -> JSONText.Comment? {
        guard text.indentation(before: member.range.lowerBound) != nil else { return nil }
        return text.trailingComments(from: end).first
    }

    /// Whether a line comment before the member would reach into what follows `end`.
    private func isSwallowing(before end: Int) -> Bool {
        let last = text.comments(from: floor, to: member.range.lowerBound).last
        let startsLine = end < text.bytes.count && isLineBreak(text.bytes[end])
        return (last?.isLine ?? false) && !startsLine
    }

    /// The end of the token before the member: a brace, or the comma of the previous one.
    private var floor: Int {
        guard index > 0 else { return object.range.lowerBound + 1 }
        let previous = members[index - 1].value.range.upperBound
        return text.comma(after: previous).map { $0 + 1 } ?? previous
    }
}
