public import Diagnostics

/// Why a `package-lock.json` cannot become a list of packages to install.
public enum NPMLockError: UserFacingError, Equatable {
    /// It is not what npm writes; `place` is a key of `packages`, or empty.
    case malformed(place: String, why: String)
    /// A lock of another version, without locations.
    case version(Int)
    /// Entries that nothing pins.
    case unpinned(names: [String])
    /// Entries with nothing stronger than SHA-1.
    case weak(names: [String])
    /// Entries from git, from a file or from an address that is not https, with where they are.
    case foreign(packages: [String])
    /// A package that is needed and does not run on a platform.
    case platform(package: String, platform: PlatformName)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "npm.lock-malformed"
        case .version: "npm.lock-version"
        case .unpinned: "npm.unpinned"
        case .weak: "npm.weak-hash"
        case .foreign: "npm.foreign"
        case .platform: "npm.platform"
        }
    }

    /// What nothing pins cannot be verified; what is from elsewhere is refused by policy.
    public var category: ErrorCategory {
        switch self {
        case .malformed, .version, .unpinned, .weak: .verification
        case .foreign: .consent
        case .platform: .environment
        }
    }

    /// Names the packages.
    public var reason: String {
        switch self {
        case .malformed(let place, let why):
            "the `package-lock.json` is malformed"
                + (place.isEmpty ? "" : " at `\(printable(place))`") + ": \(printable(why))"
        case .version(let version):
            "the `package-lock.json` has version \(version) and does not say where its packages lie"
        case .unpinned(let names):
            "the `package-lock.json` has no hash for \(listed(names))"
        case .weak(let names):
            "the registry has nothing stronger than SHA-1 for \(listed(names))"
        case .foreign(let packages):
            "from outside the registry, and so refused: \(listed(packages))"
        case .platform(let package, let platform):
            "`\(printable(package))` is needed and does not run on `\(platform)`"
        }
    }

    /// How to get a lock that can be used.
    public var remedy: String? {
        switch self {
        case .version, .unpinned:
            "write the lock anew with `npm install --package-lock-only` and a current npm"
        case .platform(_, let platform):
            "leave `\(platform)` out of `platforms` in `mcppkg.json`"
        case .malformed, .weak, .foreign: nil
        }
    }
}

/// At most `NPMLimits.listed` names, and how many more there are.
private func listed(_ names: [String]) -> String {
    let shown = names.prefix(NPMLimits.listed).map { "`\(printable($0))`" }.joined(separator: ", ")
    let more = names.count - NPMLimits.listed
    return more > 0 ? shown + " and \(more) more" : shown
}
