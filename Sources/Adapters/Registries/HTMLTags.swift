/// The opening tags of an HTML text with their attributes, one after the other; the text between them is skipped.
///
/// Only as much of HTML as a page of links needs: quotes, comments, character references. Every step moves forward, so
/// that the time is bounded by the length.
struct HTMLTags {
    /// One opening tag.
    struct Tag {
        /// In lower case.
        let name: String
        private let attributes: [(name: String, value: String)]

        init(_ name: String, _ attributes: [(name: String, value: String)]) {
            self.name = name
            self.attributes = attributes
        }

        /// The value of an attribute, references resolved; of two with one name the first counts.
        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    private let bytes: [UInt8]
    private var position = 0
    private(set) var hasSeenTags = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next opening tag; nil at the end.
    mutating func next() -> Tag? {
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = start + 1
            if skipComment() { continue }
            let name = word { isLetter($0) || $0 == UInt8(ascii: "-") || (48...57).contains($0) }
            guard let first = name.first, isLetter(first) else { continue }
            hasSeenTags = true
            return Tag(text(name).lowercased(), attributes())
        }
        position = bytes.count
        return nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipComment() -> Bool {
        guard bytes[position...].starts(with: "!--".utf8) else { return false }
        position += 3
        while position < bytes.count, !bytes[position...].starts(with: "-->".utf8) { position += 1 }
        return true
    }

    private mutating func attributes() -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        while true {
            skip { isSpace($0) || $0 == UInt8(ascii: "/") }
            guard let byte = current, byte != UInt8(ascii: ">") else { return found }
            let name = word { !isSpace($0) && !"=>/".utf8.contains($0) }
            skip(while: isSpace)
            var value: ArraySlice<UInt8> = []
            if current == UInt8(ascii: "=") {
                position += 1
                skip(while: isSpace)
                value = self.value()
            } else if name.isEmpty {
                position += 1
            }
            if found.count < PyPILimits.attributes, value.count <= PyPILimits.attribute {
                found.append((text(name).lowercased(), unescaped(value)))
            }
        }
    }

    private mutating func value() -> ArraySlice<UInt8> {
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return word { !isSpace($0) && $0 != UInt8(ascii: ">") }
        }
        position += 1
        let value = word { $0 != quote }
        position = min(position + 1, bytes.count)
        return value
    }

    private mutating func word(_ belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        skip(while: belongs)
        return bytes[start..<position]
    }

    private mutating func skip(while belongs: (UInt8) -> Bool) {
        while let byte = current, belongs(byte) { position += 1 }
    }

    private func text(_ slice: ArraySlice<UInt8>) -> String {
        String(decoding: slice, as: UTF8.self)
    }

    private func unescaped(_ value: ArraySlice<UInt8>) -> String {
        var result = ""
        var rest = Substring(text(value))
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            rest = rest[mark...]
            let reference = rest.dropFirst().prefix(12).prefix { $0 != ";" }
            let after = reference.endIndex
            guard after < rest.endIndex, rest[after] == ";", let scalar = character(reference)
            else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            result.unicodeScalars.append(scalar)
            rest = rest[rest.index(after: after)...]
        }
        return result + rest
    }
}

private func character(_ reference: Substring) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard reference.hasPrefix("#") else { return nil }
    let digits = reference.dropFirst()
    let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
    let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init)
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
}
