/// What one package needs of another: `name[extra]>=1.2; python_version < "3.12"`.
///
/// Source: PEP 508; Python packaging user guide, dependency specifiers.
public struct PythonRequirement: Hashable, Sendable, CustomStringConvertible {
    /// Greatest number of bytes of a text.
    public static let limit = 16 << 10

    /// The needed package.
    public let name: PythonPackageName
    /// Optional parts of it, in order and each once.
    public let extras: [PythonPackageName]
    /// Which versions will do.
    public let specifiers: PythonSpecifierSet
    /// Where it is to be taken from, for `name @ URL`; nil for the index.
    public let url: String?
    /// When it is needed; nil for always.
    public let marker: PythonMarker?

    /// Takes the parts, extras in any order.
    public init(
        name: PythonPackageName,
        extras: [PythonPackageName] = [],
        specifiers: PythonSpecifierSet = PythonSpecifierSet(),
        url: String? = nil,
        marker: PythonMarker? = nil
    ) {
        self.name = name
        self.extras = Set(extras).sorted()
        self.specifiers = specifiers
        self.url = url
        self.marker = marker
    }

    /// Reads a requirement.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        guard text.utf8.count <= Self.limit else {
            throw .notA(
                kind: "Python requirement",
                text: String(text.prefix(64)) + "…",
                why: "it is longer than \(Self.limit) bytes"
            )
        }
        var parser = RequirementParser(text: text, rest: text.utf8[...])
        self = try parser.requirement()
    }

    /// The normalised text; parsing it gives the same requirement.
    public var description: String {
        name.description + extrasText(extras) + (url.map { " @ \($0)" } ?? specifiers.description)
            + (marker.map { (url == nil ? "; " : " ; ") + $0.description } ?? "")
    }
}

/// `[a,b]`, or nothing.
func extrasText(_ extras: [PythonPackageName]) -> String {
    extras.isEmpty ? "" : "[" + extras.map(\.description).joined(separator: ",") + "]"
}

private struct RequirementParser {
    let text: String
    var rest: Substring.UTF8View

    mutating func requirement() throws(ModelError) -> PythonRequirement {
        let name = try name()
        let extras = try extras()
        skipBlanks()
        var url: String?
        var specifiers = PythonSpecifierSet()
        if take("@") {
            url = try address()
        } else {
            specifiers = try specifierSet()
        }
        skipBlanks()
        let marker = try marker()
        return PythonRequirement(
            name: name,
            extras: extras,
            specifiers: specifiers,
            url: url,
            marker: marker
        )
    }

    private mutating func name() throws(ModelError) -> PythonPackageName {
        skipBlanks()
        let word = rest.prefix { isAlphanumeric($0) || "._-".utf8.contains($0) }
        rest = rest.dropFirst(word.count)
        return try PythonPackageName(parsing: String(Substring(word)))
    }

    private mutating func extras() throws(ModelError) -> [PythonPackageName] {
        skipBlanks()
        guard take("[") else { return [] }
        var extras: [PythonPackageName] = []
        skipBlanks()
        if take("]") { return [] }
        while extras.count < 256 {
            extras.append(try name())
            skipBlanks()
            if take("]") { return extras }
            guard take(",") else { throw refusal("extras stand in `[a,b]`") }
        }
        throw refusal("too many extras")
    }

    private mutating func address() throws(ModelError) -> String {
        skipBlanks()
        let word = rest.prefix { !isBlank($0) }
        rest = rest.dropFirst(word.count)
        guard !word.isEmpty, word.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw refusal("an address follows the `@`")
        }
        return String(Substring(word))
    }

    private mutating func specifierSet() throws(ModelError) -> PythonSpecifierSet {
        let isEnclosed = take("(")
        let end: Unicode.Scalar = isEnclosed ? ")" : ";"
        let body = rest.prefix { $0 != UInt8(ascii: end) }
        rest = rest.dropFirst(body.count)
        if isEnclosed, !take(")") { throw refusal("a `)` is missing") }
        return try PythonSpecifierSet(parsing: String(Substring(body)))
    }

    private mutating func marker() throws(ModelError) -> PythonMarker? {
        guard !rest.isEmpty else { return nil }
        guard take(";") else { throw refusal("only `;` and a marker may follow") }
        return try PythonMarker(parsing: String(Substring(rest)))
    }

    private mutating func skipBlanks() { rest = rest.drop(while: isBlank) }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private func refusal(_ why: String) -> ModelError {
        .notA(kind: "Python requirement", text: String(text.prefix(256)), why: why)
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
