/// A path from the root of the file system, without `.`, `..` or doubled slashes.
///
/// Two paths are equal when their bytes are: names that Unicode calls equivalent can be two files.
public struct AbsolutePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text, starting with `/`; `/` alone is the root.
    public let description: String

    /// Accepts a text that starts with `/`; `.` and `..` are resolved by name, not through links.
    public init(parsing text: String) throws(PathError) {
        // By bytes: as characters, a slash and a combining mark after it are one, which is no
        // slash.
        guard text.utf8.first == slash, !text.utf8.contains(0) else { throw .notAbsolute(text) }
        var kept: [Substring.UTF8View] = []
        for part in text.utf8.split(separator: slash) {
            if !isDots(part) { kept.append(part) } else if part.count == 2 { _ = kept.popLast() }
        }
        description = "/" + kept.map { String(Substring($0)) }.joined(separator: "/")
    }

    private init(trusted text: String) { description = text }

    /// `text` when it is absolute, otherwise `text` below `base`.
    public init(_ text: String, below base: AbsolutePath) throws(PathError) {
        self =
            try text.utf8.first == slash
            ? AbsolutePath(parsing: text)
            : AbsolutePath(parsing: base.description + "/" + text)
    }

    /// `path` below `self`.
    public func appending(_ path: RelativePath) -> AbsolutePath {
        AbsolutePath(trusted: prefixOfChildren + path.description)
    }

    /// One name below `self`; a programmer's constant or an already parsed name.
    public func appending(_ name: String) -> AbsolutePath {
        precondition(
            !name.isEmpty && !name.utf8.contains(slash) && !isDots(name.utf8[...]),
            "a component is one name"
        )
        return AbsolutePath(trusted: prefixOfChildren + name)
    }

    /// The directory that holds this one; the root is its own parent.
    public var parent: AbsolutePath {
        guard let end = description.utf8.lastIndex(of: slash), end > description.startIndex else {
            return AbsolutePath(trusted: "/")
        }
        return AbsolutePath(trusted: String(Substring(description.utf8[..<end])))
    }

    /// The last name; empty for the root.
    public var name: String {
        description.utf8.split(separator: slash).last.map { String(Substring($0)) } ?? ""
    }

    /// Whether `other` is this path or lies below it, by name.
    public func contains(_ other: AbsolutePath) -> Bool {
        other == self || other.description.utf8.starts(with: prefixOfChildren.utf8)
    }

    private var prefixOfChildren: String { description == "/" ? "/" : description + "/" }

    /// Compares bytes.
    public static func == (left: AbsolutePath, right: AbsolutePath) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes the text; equal bytes have equal hashes.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// Orders by text.
    public static func < (left: AbsolutePath, right: AbsolutePath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
