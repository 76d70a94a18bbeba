/// Which versions of a Python package are acceptable: `*`, one exact version, or conditions that all hold.
///
/// | text | means |
/// | --- | --- |
/// | `*` | every version |
/// | `=1.0`, `==1.0`, `1.0` | that version alone |
/// | `^1.2` | `>=1.2,<2`; `^0.2` is `>=0.2,<0.3` |
/// | `~1.2` | `>=1.2,<1.3`; `~1` is `>=1,<2` |
/// | `>=2026.7,<2027`, `==3.*`, `~=2.1` | conditions of PEP 440, all at once |
public struct PythonVersionRange: Hashable, Sendable, CustomStringConvertible {
    private enum Form: Hashable, Sendable {
        case any
        case exact(PythonVersion)
        case conditions([Condition])
    }

    fileprivate enum Condition: Hashable, Sendable {
        case caret(PythonVersion)
        case tilde(PythonVersion)
        case plain(PythonSpecifier)
    }

    private let form: Form

    private init(form: Form) { self.form = form }

    /// Every version.
    public static let any = PythonVersionRange(form: .any)

    /// One version alone.
    public static func exactly(_ version: PythonVersion) -> PythonVersionRange {
        PythonVersionRange(form: .exact(version))
    }

    /// What a manifest says after `version` was chosen: compatible later ones.
    public static func caret(from version: PythonVersion) -> PythonVersionRange {
        PythonVersionRange(form: .conditions([.caret(version.withoutLocal)]))
    }

    /// Reads the texts of the table above.
    /// - Throws: `ModelError.notA` for `latest`, `||`, and whatever else is no range here.
    public init(parsing text: String) throws(ModelError) {
        let trimmed = trimmingSpaces(text)
        guard trimmed.utf8.count <= PythonSpecifierSet.limit else {
            throw .notA(kind: "version range", text: String(text.prefix(32)) + "…", why: "too long")
        }
        guard trimmed != "latest" else {
            let why = "leave the version out to get the newest"
            throw .notA(kind: "version range", text: trimmed, why: why)
        }
        if trimmed == "*" {
            form = .any
        } else if trimmed.utf8.contains(where: marks.contains) {
            form = try Self.form(trimmed)
        } else {
            form = .exact(try PythonVersion(parsing: trimmed))
        }
    }

    /// The conditions as PEP 440 has them; none for every version.
    public var specifiers: PythonSpecifierSet {
        switch form {
        case .any: PythonSpecifierSet()
        case .exact(let version): PythonSpecifierSet([PythonSpecifier(.equal, version)])
        case .conditions(let conditions): PythonSpecifierSet(conditions.flatMap(\.specifiers))
        }
    }

    /// Whether `version` is acceptable.
    ///
    /// A prerelease fits conditions only when one of them names a prerelease.
    public func contains(_ version: PythonVersion) -> Bool {
        if case .any = form { return true }
        return specifiers.contains(version)
    }

    /// The one version that is acceptable, where the range names one.
    public var exact: PythonVersion? {
        if case .exact(let version) = form { return version }
        return nil
    }

    /// Whether one version alone is acceptable.
    public var isExact: Bool { exact != nil }

    /// The canonical text; parsing it gives the same range.
    public var description: String {
        switch form {
        case .any: "*"
        case .exact(let version): "=" + version.description
        case .conditions(let conditions):
            conditions.map(\.description).joined(separator: ",")
        }
    }

    private static func form(_ text: String) throws(ModelError) -> Form {
        var conditions: [Condition] = []
        var rest = text.utf8[...]
        while let first = rest.first {
            if isBlank(first) || first == UInt8(ascii: ",") {
                rest = rest.dropFirst()
                continue
            }
            conditions.append(try condition(&rest, of: text))
        }
        if conditions.count == 1, case .plain(let only) = conditions[0], let version = only.exact {
            return .exact(version)
        }
        guard !conditions.isEmpty else {
            throw .notA(kind: "version range", text: text, why: "it names no version")
        }
        return .conditions(conditions)
    }

    private static func condition(_ rest: inout Substring.UTF8View, of text: String)
        throws(ModelError) -> Condition
    {
        let mark = rest.prefix { "^~=!<>".utf8.contains($0) }
        rest = rest.dropFirst(mark.count).drop(while: isBlank)
        let word = rest.prefix { !marks.contains($0) }
        rest = rest.dropFirst(word.count)
        let version = String(Substring(word))
        switch String(Substring(mark)) {
        case "^": return .caret(try PythonVersion(parsing: version).withoutLocal)
        case "~": return .tilde(try PythonVersion(parsing: version).withoutLocal)
        case "=": return .plain(PythonSpecifier(.equal, try PythonVersion(parsing: version)))
        case "":
            let why = "an operator stands before each of several versions"
            throw .notA(kind: "version range", text: text, why: why)
        case let relation: return .plain(try PythonSpecifier(parsing: relation + version))
        }
    }
}

extension PythonVersionRange.Condition {
    fileprivate var specifiers: [PythonSpecifier] {
        switch self {
        case .plain(let specifier): [specifier]
        case .caret(let version):
            bounds(
                version,
                below: version.release.firstIndex { $0 != 0 } ?? version.release.count - 1
            )
        case .tilde(let version): bounds(version, below: min(1, version.release.count - 1))
        }
    }

    fileprivate var description: String {
        switch self {
        case .plain(let specifier): specifier.description
        case .caret(let version): "^" + version.description
        case .tilde(let version): "~" + version.description
        }
    }
}

/// From a version up to, without, the one whose number at `place` is the next.
private func bounds(_ version: PythonVersion, below place: Int) -> [PythonSpecifier] {
    var next = Array(version.release[...place])
    next[place] += 1
    return [
        PythonSpecifier(.greaterOrEqual, version),
        PythonSpecifier(.less, PythonVersion(epoch: version.epoch, release: next)),
    ]
}

/// What cannot be part of one version.
private let marks: [UInt8] = Array(" \t,|<>=^~".utf8)

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
