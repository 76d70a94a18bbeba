extension JSONText {
    /// Replaces the value under nested keys, or adds it where it is missing.
    ///
    /// A value that is already equal leaves the text as it is; otherwise only its own bytes change. A
    /// missing member goes behind the last one of its object, in the text's indentation and line ends;
    /// missing objects on the way are made. A comment behind the last member stays on its line.
    /// - Throws: `JSONError.notAnObject` when a value on the way is something else.
    public func setting(_ value: JSON, at path: [String]) throws(JSONError) -> JSONText {
        var node = root
        var holder: JSONMember?
        for (index, key) in path.enumerated() {
            guard let members = node.members else {
                throw .notAnObject(path: path[..<index].joined(separator: "."))
            }
            guard let member = members.first(where: { hasSameBytes($0.key, key) }) else {
                let missing = path[(index + 1)...].reversed().reduce(value) { inner, key in
                    .object(JSONObject([(key, inner)]))
                }
                return try adding(key, missing, to: node, in: holder)
            }
            node = member.value
            holder = member
        }
        return try replacing(node, with: value, in: holder)
    }

    private func replacing(_ node: JSONNode, with value: JSON, in holder: JSONMember?)
        throws(JSONError) -> JSONText
    {
        guard node.value != value else { return self }
        return try patched([Patch(node.range, written(value, layout(of: node, in: holder)))])
    }

    /// Inline where the old value was a filled list or object on one line, or its member shares a line.
    private func layout(of node: JSONNode, in holder: JSONMember?) -> Layout {
        guard let holder else { return .lines(indent: []) }
        let inline = Layout.inline(isSpaced: !isCompact(holder))
        guard let indent = indentation(before: holder.keyRange.lowerBound) else { return inline }
        switch node.content {
        case .object(let members) where members.isEmpty: return .lines(indent: indent)
        case .array(let elements) where elements.isEmpty: return .lines(indent: indent)
        case .object, .array:
            let isOneLine = !bytes[node.range].contains(where: isLineBreak)
            return isOneLine ? inline : .lines(indent: indent)
        default: return .lines(indent: indent)
        }
    }

    private func adding(_ key: String, _ value: JSON, to object: JSONNode, in holder: JSONMember?)
        throws(JSONError) -> JSONText
    {
        guard let last = object.members?.last else {
            return try patched([filling(object, in: holder, key, value)])
        }
        let comma = comma(after: last.value.range.upperBound)
        let valueEnd = comma.map { $0 + 1 } ?? last.value.range.upperBound
        let attached = trailingComments(from: valueEnd).last
        let anchor = attached?.range.upperBound ?? valueEnd
        let style = following(last, in: object, startsLine: attached?.isLine ?? false)
        var added = style.separator + member(key, value, style.layout)
        guard comma == nil else {
            added.append(UInt8(ascii: ","))
            return try patched([Patch(anchor..<anchor, added)])
        }
        let separator = Patch(valueEnd..<valueEnd, [UInt8(ascii: ",")])
        return try patched([separator, Patch(anchor..<anchor, added)])
    }

    /// The space and the layout of a member that comes behind `last`.
    private func following(_ last: JSONMember, in object: JSONNode, startsLine: Bool)
        -> (separator: [UInt8], layout: Layout)
    {
        if let indent = indentation(before: last.keyRange.lowerBound) {
            return (lineEnd(of: bytes) + indent, .lines(indent: indent))
        }
        if startsLine {
            let outer = indentation(before: object.range.upperBound - 1) ?? []
            let indent = outer + indentUnit()
            return (lineEnd(of: bytes) + indent, .lines(indent: indent))
        }
        let isSpaced = !isCompact(last)
        return (isSpaced ? [0x20] : [], .inline(isSpaced: isSpaced))
    }

    /// The patch that gives an object without members its first one.
    private func filling(
        _ object: JSONNode,
        in holder: JSONMember?,
        _ key: String,
        _ value: JSON
    ) -> Patch {
        let inside = interiorRange(object)
        let start =
            comments(from: inside.lowerBound, to: inside.upperBound).last?.range.upperBound
            ?? inside.lowerBound
        let rest = start..<inside.upperBound
        let holderIndent = indentation(
            before: holder?.keyRange.lowerBound ?? object.range.lowerBound
        )
        let hasLines = bytes[inside].contains(where: isLineBreak)
        if let holder, holderIndent == nil, !hasLines {
            let isSpaced = !isCompact(holder)
            let pad: [UInt8] = start > inside.lowerBound || !rest.isEmpty ? [0x20] : []
            return Patch(rest, pad + member(key, value, .inline(isSpaced: isSpaced)) + pad)
        }
        let closing =
            (hasLines ? indentation(before: inside.upperBound) : nil) ?? holderIndent ?? []
        let indent = closing + indentUnit()
        let lineEnd = lineEnd(of: bytes)
        let added = lineEnd + indent + member(key, value, .lines(indent: indent))
        // Lines that already lead to the closing brace stay, so that removing gives them back.
        let leadsOn = bytes[rest].contains(where: isLineBreak)
        return leadsOn ? Patch(start..<start, added) : Patch(rest, added + lineEnd + closing)
    }

    private func member(_ key: String, _ value: JSON, _ layout: Layout) -> [UInt8] {
        JSON.string(key).bytes() + Array(layout.colon.utf8) + written(value, layout)
    }
}
