/// Which versions of a server are acceptable: `*`, one exact version, or conditions that all hold.
///
/// | text | means |
/// | --- | --- |
/// | `*` | every version, also one that is not semantic |
/// | `=1.0.0`, `1.0.0`, `=2025.06.18` | that version alone |
/// | `^1.2`, `~1.2` | as npm and Cargo read them |
/// | `>=1,<2` or `>=1 <2` | all conditions at once |
///
/// A prerelease fits conditions only when one of them names a prerelease of the same three numbers,
/// as in npm. A version that is not semantic fits `*` and its own text. Build identifiers are
/// ignored by conditions and count in an exact version.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
    private enum Form: Hashable, Sendable {
        case any
        case exact(VersionText)
        case conditions([VersionComparator])
    }

    private let form: Form

    private init(form: Form) { self.form = form }

    /// Every version.
    public static let any = VersionRange(form: .any)

    /// One version alone.
    public static func exactly(_ version: VersionText) -> VersionRange {
        VersionRange(form: .exact(version))
    }

    /// What a manifest says after `version` was chosen: compatible later ones, or `*` where it is
    /// not semantic.
    public static func caret(from version: VersionText) -> VersionRange {
        guard let semantic = version.semantic else { return .any }
        let comparator = VersionComparator(relation: .caret, version: PartialVersion(semantic))
        return VersionRange(form: .conditions([comparator]))
    }

    /// Reads the texts of the table above; a leading `v` of a version is accepted.
    /// - Throws: `ModelError.notA` for `||`, `A - B`, `1.x`, `latest` and whatever else is no range here.
    public init(parsing text: String) throws(ModelError) {
        guard text.utf8.count <= 1024 else {
            throw .notA(kind: "version range", text: String(text.prefix(32)) + "…", why: "too long")
        }
        let trimmed = trimmingSpaces(text)
        if trimmed == "*" {
            form = .any
        } else if let version = exactText(trimmed) {
            form = .exact(try VersionText(parsing: version))
        } else {
            form = .conditions(try conditions(trimmed))
        }
    }

    /// Whether `version` is acceptable.
    public func contains(_ version: VersionText) -> Bool {
        switch form {
        case .any: return true
        case .exact(let wanted): return wanted.means(version)
        case .conditions(let conditions):
            guard let candidate = version.semantic?.withoutBuild,
                !candidate.isPrerelease || conditions.contains(where: { $0.names(candidate) })
            else { return false }
            return conditions.allSatisfy { $0.admits(candidate) }
        }
    }

    /// The one version that is acceptable, where the range names one.
    public var exact: VersionText? {
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
}

extension VersionComparator {
    /// Whether this condition opens the range for prereleases such as `candidate`.
    fileprivate func names(_ candidate: SemanticVersion) -> Bool {
        !version.prerelease.isEmpty
            && (version.major, version.minor, version.patch)
                == (candidate.major, candidate.minor, candidate.patch)
    }
}

/// A text without spaces and tabs at its ends.
func trimmingSpaces(_ text: String) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = text.utf8.drop(while: isSpace)
    let end = start.lastIndex { !isSpace($0) }
    return end.map { String(Substring(start[...$0])) } ?? ""
}

/// The version, when the text is one word with at most a leading `=`.
private func exactText(_ text: String) -> String? {
    let body = text.utf8.first == UInt8(ascii: "=") ? String(text.dropFirst()) : text
    let version = trimmingSpaces(body)
    let marks = " \t,|<>=^~".utf8
    return version.isEmpty || version.utf8.contains(where: marks.contains) ? nil : version
}

private func conditions(_ text: String) throws(ModelError) -> [VersionComparator] {
    let refuse = { (why: String) in ModelError.notA(kind: "version range", text: text, why: why) }
    guard !text.utf8.contains(UInt8(ascii: "|")) else {
        throw refuse("alternatives are not supported; write one range such as `>=1,<3`")
    }
    var comparators: [VersionComparator] = []
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        var rest = skippingSpaces(part)
        guard !rest.isEmpty else { throw refuse("a condition is missing") }
        while !rest.isEmpty {
            let symbol = rest.prefix { "<>=^~".utf8.contains($0) }
            rest = skippingSpaces(rest.dropFirst(symbol.count))
            let word = rest.prefix { !" \t<>=^~".utf8.contains($0) }
            rest = skippingSpaces(rest.dropFirst(word.count))
            let name = symbol.isEmpty ? "=" : String(Substring(symbol))
            guard let relation = VersionComparator.Operator(rawValue: name) else {
                throw refuse("`\(name)` is not one of = ^ ~ > >= < <=")
            }
            guard let version = PartialVersion(String(Substring(word))) else {
                throw refuse("a condition compares with versions such as `1`, `1.2` or `1.2.3`")
            }
            guard relation != .equal || version.isWhole else {
                throw refuse("among other conditions an exact version needs its three numbers")
            }
            comparators.append(VersionComparator(relation: relation, version: version))
        }
    }
    return comparators
}

private func skippingSpaces(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
    bytes.drop { $0 == 0x20 || $0 == 0x09 }
}
