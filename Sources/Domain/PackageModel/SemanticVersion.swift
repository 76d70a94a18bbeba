/// A version by Semantic Versioning 2.0.0: strictly MAJOR.MINOR.PATCH with optional prerelease and
/// build.
///
/// Ordered by precedence; versions that differ in the build alone, which have the same precedence,
/// are ordered by it, so that every choice among them is the same one. A number above 2⁶⁴-1 makes a
/// text no version.
/// Source: semver.org 2.0.0, sections 2 and 9 to 11; the leading `v` as in the MCP registry,
/// `versioning.go`.
public struct SemanticVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number: incompatible changes.
    public let major: UInt64
    /// The second number: additions.
    public let minor: UInt64
    /// The third number: corrections.
    public let patch: UInt64
    /// The identifiers after `-`; empty for a release.
    public let prerelease: [String]
    /// The identifiers after `+`; they never decide which version is higher.
    public let build: [String]

    /// Reads a version, with or without a leading `v`; nil for everything else, `1.0` and
    /// `2025.06.18` included.
    public init?(_ text: String) {
        var body = text.utf8[...]
        if body.first == UInt8(ascii: "v") { body = body.dropFirst() }
        let (front, buildText) = cut(body, at: UInt8(ascii: "+"))
        let (core, prereleaseText) = cut(front, at: UInt8(ascii: "-"))
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.count == 3, let major = versionNumber(numbers[0]),
            let minor = versionNumber(numbers[1]), let patch = versionNumber(numbers[2]),
            let prerelease = identifiers(prereleaseText, allowingLeadingZeros: false),
            let build = identifiers(buildText, allowingLeadingZeros: true)
        else { return nil }
        self.init(major, minor, patch, prerelease: prerelease, build: build)
    }

    init(
        _ major: UInt64,
        _ minor: UInt64,
        _ patch: UInt64,
        prerelease: [String] = [],
        build: [String] = []
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Whether this is a version before its release.
    public var isPrerelease: Bool { !prerelease.isEmpty }

    /// The same version without build identifiers: all that precedence looks at.
    public var withoutBuild: SemanticVersion {
        SemanticVersion(major, minor, patch, prerelease: prerelease)
    }

    /// The text without a leading `v`.
    public var description: String {
        "\(major).\(minor).\(patch)"
            + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
            + (build.isEmpty ? "" : "+" + build.joined(separator: "."))
    }

    /// Orders by precedence, then by build.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let mine = (left.major, left.minor, left.patch)
        let theirs = (right.major, right.minor, right.patch)
        if mine != theirs { return mine < theirs }
        if left.isPrerelease != right.isPrerelease { return left.isPrerelease }
        if left.prerelease != right.prerelease { return precede(left.prerelease, right.prerelease) }
        return precede(left.build, right.build)
    }
}

/// A number without leading zeros; nil for anything else.
func versionNumber(_ digits: Substring.UTF8View) -> UInt64? {
    guard let first = digits.first, digits.allSatisfy({ (48...57).contains($0) }),
        first != 48 || digits.count == 1
    else { return nil }
    return UInt64(Substring(digits))
}

/// The bytes before the first `mark`, and those after it where there is one.
func cut(_ bytes: Substring.UTF8View, at mark: UInt8)
    -> (before: Substring.UTF8View, after: Substring.UTF8View?)
{
    guard let index = bytes.firstIndex(of: mark) else { return (bytes, nil) }
    return (bytes[..<index], bytes[bytes.index(after: index)...])
}

private func identifiers(_ text: Substring.UTF8View?, allowingLeadingZeros: Bool) -> [String]? {
    guard let text else { return [] }
    var parts: [String] = []
    for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
        guard !part.isEmpty, part.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else {
            return nil
        }
        let identifier = String(Substring(part))
        if isNumeric(identifier), !allowingLeadingZeros, part.first == 48, part.count > 1 {
            return nil
        }
        parts.append(identifier)
    }
    return parts
}

private func isNumeric(_ identifier: String) -> Bool {
    identifier.utf8.allSatisfy { (48...57).contains($0) }
}

/// Numbers before words, numbers by value, words by ASCII, a prefix before what continues it
/// (section 11.4).
private func precede(_ left: [String], _ right: [String]) -> Bool {
    for (mine, theirs) in zip(left, right) where mine != theirs {
        switch (isNumeric(mine), isNumeric(theirs)) {
        case (true, true) where mine.utf8.count != theirs.utf8.count:
            return mine.utf8.count < theirs.utf8.count
        case (true, false): return true
        case (false, true): return false
        default: return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
    }
    return left.count < right.count
}
