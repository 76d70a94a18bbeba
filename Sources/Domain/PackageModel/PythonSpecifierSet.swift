/// Conditions on a version of a Python package that all hold, such as `>=1.2,<2,!=1.5`.
///
/// Source: PEP 440; Python packaging user guide, version specifiers.
public struct PythonSpecifierSet: Hashable, Sendable, CustomStringConvertible {
    /// Greatest number of bytes of a text.
    public static let limit = 1024

    /// The conditions in the order in which they were written.
    public let specifiers: [PythonSpecifier]

    /// Takes conditions; none means every version.
    public init(_ specifiers: [PythonSpecifier] = []) { self.specifiers = specifiers }

    /// Reads conditions with commas between them; an empty text is every version.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        guard text.utf8.count <= Self.limit else {
            throw .notA(
                kind: "set of version specifiers",
                text: String(text.prefix(32)) + "…",
                why: "it is longer than \(Self.limit) bytes"
            )
        }
        var specifiers: [PythonSpecifier] = []
        for part in text.utf8.split(separator: UInt8(ascii: ",")) {
            let word = trimmingSpaces(String(Substring(part)))
            if !word.isEmpty { specifiers.append(try PythonSpecifier(parsing: word)) }
        }
        self.specifiers = specifiers
    }

    /// Whether one of the conditions names a version before its release, which admits such versions.
    public var namesPrerelease: Bool { specifiers.contains { $0.namesPrerelease } }

    /// Whether all conditions hold; a version before its release only fits where it is admitted.
    ///
    /// `prereleases` says whether they are; nil for the rule of PEP 440, that one of the conditions names one.
    public func contains(_ version: PythonVersion, prereleases: Bool? = nil) -> Bool {
        guard !version.isPrerelease || prereleases ?? namesPrerelease else { return false }
        return specifiers.allSatisfy { $0.admits(version) }
    }

    /// The normalised text; parsing it gives the same set.
    public var description: String { specifiers.map(\.description).joined(separator: ",") }
}
