/// A server's name in the manner of the MCP registry: `namespace/name`, reverse-DNS,
/// case-sensitive.
///
/// Source: server.json schema 2025-12-11, `name`; that both parts begin and end alphanumeric is the
/// official registry's rule, its demand for two characters is not made of other registries. Sources
/// without a registry name use a namespace of one word (`mcpb`, `remote`).
public struct ServerName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The part before the slash.
    public let namespace: String
    /// The part after the slash.
    public let name: String

    /// Accepts 3 to 200 characters with exactly one slash.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String) throws(ModelError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw .notA(kind: "server name", text: text, why: "it needs exactly one `/`")
        }
        guard (3...200).contains(text.utf8.count) else {
            throw .notA(kind: "server name", text: text, why: "it needs 3 to 200 characters")
        }
        guard isName(parts[0], allowing: ".-"), isName(parts[1], allowing: "._-") else {
            throw .notA(
                kind: "server name",
                text: text,
                why: "letters, digits, dots and dashes on each side, "
                    + "beginning and ending with a letter or digit"
            )
        }
        namespace = parts[0]
        name = parts[1]
    }

    /// `namespace/name`.
    public var description: String { namespace + "/" + name }

    /// Orders by text.
    public static func < (left: ServerName, right: ServerName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

private func isName(_ text: String, allowing marks: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last,
        isAlphanumeric(first), isAlphanumeric(last)
    else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || marks.utf8.contains($0) }
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: false
    }
}
