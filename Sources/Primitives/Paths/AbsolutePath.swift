/// A path from the root of the file system, without `.`, `..` or doubled slashes.
public struct AbsolutePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text, starting with `/`; `/` alone is the root.
    public let description: String

    /// Accepts a text that starts with `/`; `.` and `..` are resolved by name, not through links.
    public init(parsing text: String) throws(PathError) {
        guard text.hasPrefix("/"), !text.contains("\0") else { throw .notAbsolute(text) }
        var kept: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." { _ = kept.popLast() } else { kept.append(part) }
        }
        description = "/" + kept.joined(separator: "/")
    }

    private init(trusted text: String) { description = text }

    /// `text` when it is absolute, otherwise `text` below `base`.
    public init(_ text: String, below base: AbsolutePath) throws(PathError) {
        self =
            try text.hasPrefix("/")
            ? AbsolutePath(parsing: text)
            : AbsolutePath(parsing: base.description + "/" + text)
    }

    /// `path` below `self`.
    public func appending(_ path: RelativePath) -> AbsolutePath {
        AbsolutePath(trusted: (description == "/" ? "" : description) + "/" + path.description)
    }

    /// One name below `self`; a programmer's constant or an already parsed name.
    public func appending(_ name: String) -> AbsolutePath {
        precondition(
            !name.isEmpty && !name.contains("/") && name != "." && name != "..",
            "a component is one name"
        )
        return AbsolutePath(trusted: (description == "/" ? "" : description) + "/" + name)
    }

    /// The directory that holds this one; the root is its own parent.
    public var parent: AbsolutePath {
        let kept = description.split(separator: "/").dropLast()
        return AbsolutePath(trusted: "/" + kept.joined(separator: "/"))
    }

    /// The last name; empty for the root.
    public var name: String { description.split(separator: "/").last.map(String.init) ?? "" }

    /// Whether `other` is this path or lies below it, by name.
    public func contains(_ other: AbsolutePath) -> Bool {
        other == self || description == "/" || other.description.hasPrefix(description + "/")
    }

    /// Orders by text.
    public static func < (left: AbsolutePath, right: AbsolutePath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
