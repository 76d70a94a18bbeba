/// What follows `npm:` in a source: a package and what was asked of its versions.
///
/// A version is exact (`1.2.3`, `=1.2.3`) or a range (`^1.2`, `~1.2`, `>=1,<2`); of the tags of a registry only
/// `latest` can be written, and it means the same as no version.
public struct NPMSource: Hashable, Sendable, CustomStringConvertible {
    /// The package.
    public let name: NPMName
    /// Which of its versions.
    public let request: VersionRequest

    /// Takes both.
    public init(name: NPMName, request: VersionRequest) {
        self.name = name
        self.request = request
    }

    /// Reads `name[@V]` or `@scope/name[@V]`.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String, in place: VersionRequest.Place) throws(ModelError) {
        // The first byte may be the `@` of a scope.
        let mark = text.utf8.dropFirst().firstIndex(of: UInt8(ascii: "@"))
        name = try NPMName(parsing: String(text[..<(mark ?? text.endIndex)]))
        guard let mark else {
            request = .newest
            return
        }
        let version = String(text[text.utf8.index(after: mark)...])
        guard !version.isEmpty else {
            throw .notA(kind: "source", text: "npm:" + text, why: "a version follows the `@`")
        }
        request = try Self.request(version, in: place)
    }

    private static func request(_ text: String, in place: VersionRequest.Place)
        throws(ModelError) -> VersionRequest
    {
        if trimmingSpaces(text) == "latest" { return .newest }
        let request = try VersionRequest(parsing: text, in: place)
        guard let exact = request.range.exact, exact.semantic == nil else { return request }
        let isNumber = exact.description.utf8.first.map { (48...57).contains($0) } ?? false
        let why =
            isNumber
            ? "an exact version has three numbers; a range is written `~\(exact)` or `^\(exact)`"
            : "of tags only `latest` can be asked for"
        throw .notA(kind: "version of an npm package", text: text, why: why)
    }

    /// The text after `npm:`; reading it in the same place gives the same source.
    public var description: String { name.description + request.description }
}
