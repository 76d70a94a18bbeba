/// A path that cannot leave the directory it is used in.
///
/// This is the only parser of untrusted paths.
/// Two paths are equal when their bytes are: names that Unicode calls equivalent can be two files.
public struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// One or more names; none is empty, `.` or `..`, none holds `/` or NUL.
    public let components: [String]
    /// The components joined with `/`.
    public let description: String

    /// Accepts `a/b/c`; refuses absolute, empty, `.` and `..` components, and NUL.
    public init(parsing text: String) throws(PathError) {
        // By bytes: as characters, a slash and a combining mark after it are one, which is no
        // slash.
        let parts = text.utf8.split(separator: slash, omittingEmptySubsequences: false)
        for part in parts where part.isEmpty || isDots(part) || part.contains(0) {
            throw .notRelative(text)
        }
        components = parts.map { String(Substring($0)) }
        description = text
    }

    private init(components: [String]) {
        self.components = components
        description = components.joined(separator: "/")
    }

    /// The last component.
    public var name: String { components[components.count - 1] }

    /// The path without its last component, or nil when it has only one.
    public var parent: RelativePath? {
        components.count > 1 ? RelativePath(components: Array(components.dropLast())) : nil
    }

    /// `other` inside `self`.
    public func appending(_ other: RelativePath) -> RelativePath {
        RelativePath(components: components + other.components)
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

/// Whether a name is `.` or `..`.
func isDots(_ name: Substring.UTF8View) -> Bool {
    (1...2).contains(name.count) && name.allSatisfy { $0 == UInt8(ascii: ".") }
}
