/// A path that cannot leave the directory it is used in. The only parser of untrusted paths.
public struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// One or more names; none is empty, `.` or `..`, none holds `/` or NUL.
    public let components: [String]

    /// Accepts `a/b/c`; refuses absolute, empty, `.` and `..` components, and NUL.
    public init(parsing text: String) throws(PathError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for part in parts where part.isEmpty || part == "." || part == ".." || part.contains("\0") {
            throw .notRelative(text)
        }
        components = parts
    }

    private init(components: [String]) { self.components = components }

    /// The components joined with `/`.
    public var description: String { components.joined(separator: "/") }

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

    /// Orders by components, byte by byte.
    public static func < (left: RelativePath, right: RelativePath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
