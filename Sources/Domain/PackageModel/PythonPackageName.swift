/// The name of a Python project, in the one spelling that compares: lower case, with single hyphens.
///
/// Source: PEP 508 (grammar), PEP 503 (normalised form).
public struct PythonPackageName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Greatest number of bytes.
    public static let limit = 200

    /// The normalised name, such as `mcp-server-git` for `MCP_Server.Git`.
    public let description: String

    /// Reads a name in any spelling.
    /// - Throws: `ModelError.notA` unless it is ASCII letters, digits, `.`, `_` and `-`, starting and ending with one
    ///   of the first two.
    public init(parsing text: String) throws(ModelError) {
        let bytes = text.utf8
        guard (1...Self.limit).contains(bytes.count),
            let first = bytes.first, let last = bytes.last,
            isAlphanumeric(first), isAlphanumeric(last),
            bytes.allSatisfy({ isAlphanumeric($0) || isSeparator($0) })
        else {
            throw .notA(
                kind: "name of a Python package",
                text: String(text.prefix(Self.limit)),
                why: "letters, digits, `.`, `_` and `-`, with a letter or digit at both ends"
            )
        }
        description = bytes.split(whereSeparator: isSeparator)
            .map { Substring($0).lowercased() }.joined(separator: "-")
    }

    /// The name as wheels and their directories spell it, such as `mcp_server_git`.
    public var underscored: String {
        String(description.map { $0 == "-" ? "_" : $0 })
    }

    /// Orders by text.
    public static func < (left: PythonPackageName, right: PythonPackageName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

private func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
}
