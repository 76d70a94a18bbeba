/// One condition of a range, such as `>=1.2`: an operator and a version that may lack its last
/// numbers.
struct VersionComparator: Hashable, Sendable, CustomStringConvertible {
    enum Operator: String, CaseIterable {
        case equal = "="
        case caret = "^"
        case tilde = "~"
        case greater = ">"
        case greaterOrEqual = ">="
        case less = "<"
        case lessOrEqual = "<="
    }

    let relation: Operator
    let version: PartialVersion

    var description: String { relation.rawValue + version.description }

    /// Whether a version, without its build, fulfils this condition; whether a prerelease may is
    /// not asked here.
    func admits(_ candidate: SemanticVersion) -> Bool {
        let lowest = version.lowest
        switch relation {
        case .equal: return candidate == lowest
        case .greaterOrEqual: return candidate >= lowest
        case .greater:
            guard !version.isWhole else { return candidate > lowest }
            return version.successor.map { candidate >= $0 } ?? false
        case .less: return candidate < (version.isWhole ? lowest : belowPrereleases(lowest))
        case .lessOrEqual:
            return version.isWhole ? candidate <= lowest : isBelow(candidate, version.successor)
        case .caret: return candidate >= lowest && isBelow(candidate, version.nextIncompatible)
        case .tilde: return candidate >= lowest && isBelow(candidate, version.nextMinor)
        }
    }
}

/// A version whose minor and patch numbers may be left out.
struct PartialVersion: Hashable, Sendable, CustomStringConvertible {
    let major: UInt64
    let minor: UInt64?
    let patch: UInt64?
    let prerelease: [String]

    /// Reads `1`, `1.2`, or a whole semantic version, whose build is dropped.
    init?(_ text: String) {
        if let whole = SemanticVersion(text) {
            self.init(whole)
            return
        }
        let body = text.utf8.first == UInt8(ascii: "v") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = body.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap(versionNumber)
        guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
        self.init(numbers[0], numbers.count == 2 ? numbers[1] : nil, nil)
    }

    init(_ whole: SemanticVersion) {
        self.init(whole.major, whole.minor, whole.patch, prerelease: whole.prerelease)
    }

    private init(_ major: UInt64, _ minor: UInt64?, _ patch: UInt64?, prerelease: [String] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
    }

    var isWhole: Bool { patch != nil }

    var lowest: SemanticVersion {
        SemanticVersion(major, minor ?? 0, patch ?? 0, prerelease: prerelease)
    }

    var description: String {
        if isWhole { return lowest.description }
        return minor.map { "\(major).\($0)" } ?? "\(major)"
    }

    /// The first version after everything that this one abbreviates; nil past the greatest number.
    var successor: SemanticVersion? {
        guard let minor else { return increment(major).map { SemanticVersion($0, 0, 0) } }
        return increment(minor).map { SemanticVersion(major, $0, 0) }
    }

    /// Where `~` ends: the next minor version, or the next major one where no minor is named.
    var nextMinor: SemanticVersion? { successor }

    /// Where `^` ends: the leftmost number that is not zero goes up; of zeros alone, the last one
    /// named.
    ///
    /// Source: npm `semver`, "Caret Ranges"; the Cargo book, "Specifying Dependencies".
    var nextIncompatible: SemanticVersion? {
        if major > 0 || minor == nil { return increment(major).map { SemanticVersion($0, 0, 0) } }
        guard let minor, minor == 0, let patch else { return successor }
        return increment(patch).map { SemanticVersion(0, 0, $0) }
    }
}

/// An upper end excludes its own prereleases too: `^1` ends before `2.0.0-alpha`.
private func isBelow(_ candidate: SemanticVersion, _ end: SemanticVersion?) -> Bool {
    end.map { candidate < belowPrereleases($0) } ?? true
}

private func belowPrereleases(_ version: SemanticVersion) -> SemanticVersion {
    SemanticVersion(version.major, version.minor, version.patch, prerelease: ["0"])
}

private func increment(_ number: UInt64) -> UInt64? {
    let (sum, overflow) = number.addingReportingOverflow(1)
    return overflow ? nil : sum
}
