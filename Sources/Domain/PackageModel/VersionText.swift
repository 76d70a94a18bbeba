internal import Diagnostics

/// The version of a server as its publisher wrote it: any text that is no range and not `latest`.
///
/// Two texts are equal when their bytes are. White space and control characters, which the registry
/// would let pass, are refused: a version is one word in every file and command line.
/// Source: server.json schema 2025-12-11, `version`; registry `internal/validators/validators.go`.
public struct VersionText: Hashable, Sendable, CustomStringConvertible {
    /// Greatest number of characters.
    public static let limit = 255

    /// The text as written.
    public let description: String
    /// The same as a semantic version, where it is one.
    public let semantic: SemanticVersion?

    /// Accepts 1 to 255 characters.
    /// - Throws: `ModelError.notA` for `latest`, for ranges and for what is no single word.
    public init(parsing text: String) throws(ModelError) {
        if let why = objection(to: text) { throw .notA(kind: "version", text: text, why: why) }
        description = text
        semantic = SemanticVersion(text)
    }

    /// Whether it is a semantic version before its release.
    public var isPrerelease: Bool { semantic?.isPrerelease ?? false }

    /// Whether this is the higher version by its text; nil where only the time of publication could
    /// tell.
    ///
    /// Source: registry `internal/service/versioning.go`: by precedence; a semantic version is
    /// above any other text.
    public func isHigher(than other: VersionText) -> Bool? {
        switch (semantic, other.semantic) {
        case (let mine?, let theirs?): mine > theirs
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): nil
        }
    }

    /// Whether both mean the same version: the same bytes, or the same semantic version but for a
    /// leading `v`.
    public func means(_ other: VersionText) -> Bool {
        self == other || (semantic != nil && semantic == other.semantic)
    }

    /// Compares bytes; Unicode's equivalent spellings stay different versions.
    public static func == (left: VersionText, right: VersionText) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes the text; equal bytes have equal hashes.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

private func objection(to text: String) -> String? {
    let count = text.unicodeScalars.prefix(VersionText.limit + 1).count
    guard (1...VersionText.limit).contains(count) else {
        return "it needs 1 to \(VersionText.limit) characters"
    }
    guard printable(text) == text, !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    else {
        return "white space and control characters have no place in it"
    }
    guard text != "latest" else { return "leave the version out to get the newest" }
    guard SemanticVersion(text) != nil || !looksLikeRange(text) else {
        return "it is a range, and this must be one version"
    }
    return nil
}

/// The shapes that the registry refuses as versions; a semantic version is never asked.
private func looksLikeRange(_ text: String) -> Bool {
    if let first = text.utf8.first, "^~<>=".utf8.contains(first) { return true }
    if text.utf8.contains(UInt8(ascii: "|")) { return true }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let wildcard = parts.firstIndex { ["x", "X", "*"].contains(String(Substring($0))) }
    guard let wildcard else { return false }
    return parts[..<wildcard].allSatisfy { part in
        let digits = part.first == UInt8(ascii: "v") ? part.dropFirst() : part
        return digits.allSatisfy { (48...57).contains($0) }
    }
}
