/// The name of an installed server within its scope: `[A-Za-z0-9_-]{1,64}`.
public struct InstanceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text.
    public let description: String

    /// Accepts what every host accepts as an entry name.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        let allowed = text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 95 || $0 == 45 }
        guard (1...64).contains(text.utf8.count), allowed else {
            throw .notA(
                kind: "server id",
                text: text,
                why: "1 to 64 of A-Z, a-z, 0-9, `_` and `-`"
            )
        }
        description = text
    }

    /// The id a server gets when nobody chooses one: the last part of its name, other bytes as `-`.
    ///
    /// In the name of a scoped npm package two underscores stand for the slash.
    public init(default name: ServerName) {
        let bytes = lastPart(of: name).prefix(64).map { isAlphanumeric($0) || $0 == 95 ? $0 : 45 }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// Orders by text.
    public static func < (left: InstanceID, right: InstanceID) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

private func lastPart(of name: ServerName) -> ArraySlice<UInt8> {
    let bytes = Array(name.name.utf8)
    guard name.namespace == "npm" else { return bytes[...] }
    let mark = UInt8(ascii: "_")
    let end = bytes.indices.dropFirst().last { bytes[$0] == mark && bytes[$0 - 1] == mark }
    guard let end, end + 1 < bytes.count else { return bytes[...] }
    return bytes[(end + 1)...]
}
