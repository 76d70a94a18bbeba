/// A path that cannot leave the directory it is used in.
///
/// This is the only parser of untrusted paths.
/// Two paths are equal when their bytes are: names that Unicode calls equivalent can be two files.
public struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The components joined with `/`; kept alone, because an archive may bring 100,000 paths.
    public let description: String

    /// Accepts `a/b/c`; refuses absolute, empty, `.` and `..` components, and NUL.
    public init(parsing text: String) throws(PathError) {
        guard staysInside(text.utf8) else { throw .notRelative(text) }
        description = text
    }

    private init(trusted text: Substring.UTF8View) { description = String(Substring(text)) }

    /// One or more names; none is empty, `.` or `..`, none holds `/` or NUL.
    public var components: [String] {
        description.utf8.split(separator: slash).map { String(Substring($0)) }
    }

    /// The last component.
    public var name: String {
        guard let end = description.utf8.lastIndex(of: slash) else { return description }
        return String(Substring(description.utf8[description.utf8.index(after: end)...]))
    }

    /// The path without its last component, or nil when it has only one.
    public var parent: RelativePath? {
        description.utf8.lastIndex(of: slash).map { RelativePath(trusted: description.utf8[..<$0]) }
    }

    /// `other` inside `self`.
    public func appending(_ other: RelativePath) -> RelativePath {
        RelativePath(trusted: (description + "/" + other.description).utf8[...])
    }

    /// Compares bytes.
    public static func == (left: RelativePath, right: RelativePath) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes the text; equal bytes have equal hashes.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// Orders by the text, byte by byte.
    public static func < (left: RelativePath, right: RelativePath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

let slash = UInt8(ascii: "/")

/// Whether a text is one or more names with a slash between each two.
///
/// By bytes: as characters, a slash and a combining mark after it are one, which is no slash.
private func staysInside(_ text: some Collection<UInt8>) -> Bool {
    var length = 0
    var dots = 0
    for byte in text {
        if byte == slash {
            guard isName(length, dots) else { return false }
            (length, dots) = (0, 0)
        } else {
            guard byte != 0 else { return false }
            length += 1
            if byte == UInt8(ascii: ".") { dots += 1 }
        }
    }
    return isName(length, dots)
}

/// Whether so many bytes, so many of them dots, are a name: not empty, `.` or `..`.
private func isName(_ length: Int, _ dots: Int) -> Bool {
    length > 0 && (dots < length || length > 2)
}

/// Whether a name is `.` or `..`.
func isDots(_ name: Substring.UTF8View) -> Bool {
    (1...2).contains(name.count) && name.allSatisfy { $0 == UInt8(ascii: ".") }
}

extension RelativePath {
    /// Whether a symbolic link at this path with that target leads to a place in the same tree.
    ///
    /// The target must be relative and normalised: `..` only at its beginning, no `.`, nothing empty. Then it cannot
    /// lead out, even through other links of which the same holds: after its beginning it only descends.
    public func isLeftInside(by target: String) -> Bool {
        var rest = target.utf8[...]
        var level = description.utf8.count { $0 == slash }
        while rest.starts(with: "../".utf8), level > 0 {
            rest = rest.dropFirst(3)
            level -= 1
        }
        // `..` alone is the directory above, which is in the tree like any other.
        if rest.elementsEqual("..".utf8) { return level > 0 }
        return staysInside(rest)
    }
}
