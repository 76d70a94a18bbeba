internal import Diagnostics

/// The name of an npm package: `express` or `@scope/server`.
///
/// Capitals are accepted, because old packages have them; npm itself compares byte by byte.
/// Source: npm `validate-npm-package-name`, "Naming Rules", without what only new packages must keep.
public struct NPMName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The scope without `@`; nil for a name without one.
    public let scope: String?
    /// The name after the scope.
    public let base: String

    /// Accepts 1 to 214 bytes.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String) throws(ModelError) {
        let refuse = { (why: String) in ModelError.notA(kind: "npm package", text: text, why: why) }
        guard (1...NPMLimits.name).contains(text.utf8.count) else {
            throw refuse("its name has 1 to \(NPMLimits.name) bytes")
        }
        let parts = text.utf8.split(separator: slash, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        let isScoped = text.utf8.first == UInt8(ascii: "@")
        guard parts.count == (isScoped ? 2 : 1) else {
            throw refuse("it is `name` or `@scope/name`")
        }
        scope = isScoped ? String(parts[0].dropFirst()) : nil
        base = parts[parts.count - 1]
        guard isMutated("npm.name") || (isNamePart(base) && scope.map(isNamePart) ?? true) else {
            throw refuse("letters, digits and `-._~`, beginning with a letter, digit, `-` or `~`")
        }
        guard !["node_modules", "favicon.ico"].contains(base.lowercased()) else {
            throw refuse("npm keeps that name for itself")
        }
    }

    /// `@scope/name`.
    public var description: String { scope.map { "@\($0)/\(base)" } ?? base }

    /// Orders by text.
    public static func < (left: NPMName, right: NPMName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

extension NPMName {
    /// What a server of this package is called: `npm/name`, with a scope `npm/scope__name`.
    ///
    /// No two packages get the same name: one that holds `__` itself, which no server seen does, is refused.
    /// - Throws: `ModelError.notA`.
    public func serverName() throws(ModelError) -> ServerName {
        let parts = [scope, base].compactMap(\.self)
        let isPlain = parts.allSatisfy { !$0.contains("__") }
        guard isPlain, scope?.hasSuffix("_") != true, !base.hasPrefix("_") else {
            throw .notA(
                kind: "server name",
                text: description,
                why: "two underscores stand for the `/` after a scope"
            )
        }
        return try ServerName(parsing: "npm/" + parts.joined(separator: "__"))
    }
}

private let slash = UInt8(ascii: "/")

/// `_` at the start is what scoped packages may have; `.` there would be a hidden file.
private func isNamePart(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: ".") else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "-._~".utf8.contains($0) }
}
