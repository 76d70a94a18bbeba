public import Diagnostics
public import PackageModel

/// Why no version of a Python project can be taken from what its index has.
public enum PyPIChoiceError: UserFacingError, Equatable {
    /// The index has closed the project for inspection.
    case quarantined(PythonPackageName, reason: String?)
    /// The project has no version that fits; `nearest` are offered instead, newest first.
    case noVersion(PythonPackageName, range: PythonVersionRange, nearest: [PythonVersion])
    /// What fits was taken back.
    case yanked(PythonPackageName, PythonVersion, reason: String?)
    /// Everything that fits is younger than the cooldown; `published` is when the oldest of it was, where known.
    case tooYoung(PythonPackageName, newest: PythonVersion, published: Instant?)
    /// What fits was published after the bound of the resolution, or at an unknown time.
    case afterBound(PythonPackageName, PythonVersion, bound: Instant)
    /// What fits is listed without what is needed to check it.
    case unusable(PythonPackageName, filename: String, why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .quarantined: "pypi.quarantined"
        case .noVersion: "pypi.no-version"
        case .yanked: "pypi.yanked"
        case .tooYoung: "pypi.too-young"
        case .afterBound: "pypi.after-bound"
        case .unusable: "pypi.unusable-file"
        }
    }

    /// Missing is not found, what policy withholds is a matter of consent.
    public var category: ErrorCategory {
        switch self {
        case .noVersion, .afterBound: .notFound
        case .unusable: .verification
        case .quarantined, .yanked, .tooYoung: .consent
        }
    }

    /// Names the project and what stood in the way.
    public var reason: String {
        switch self {
        case .quarantined(let name, let reason):
            "the index holds `\(name)` in quarantine" + quoted(reason)
        case .noVersion(let name, let range, let nearest):
            "`\(name)` has no version that fits `\(range)`" + list(nearest)
        case .yanked(let name, let version, let reason):
            "version `\(version)` of `\(name)` was taken back by its publisher" + quoted(reason)
        case .tooYoung(let name, let newest, let published):
            "`\(name)` \(newest) is younger than the cooldown"
                + (published.map { " (published \($0))" }
                    ?? ": its index does not say since when it is out")
        case .afterBound(let name, let version, let bound):
            "version `\(version)` of `\(name)` was not there at \(bound)"
        case .unusable(let name, let filename, let why):
            "`\(printable(filename))` of `\(name)` cannot be taken: \(printable(why))"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .noVersion(let name, _, let nearest):
            nearest.first.map { "take another: `pypi:\(name)@\($0)`" }
        case .tooYoung(let name, let newest, _):
            "wait, or name the version to take it now: `pypi:\(name)@\(newest)`"
        default: nil
        }
    }
}

private func list(_ versions: [PythonVersion]) -> String {
    guard !versions.isEmpty else { return "" }
    return "; there is " + versions.map { "`\($0)`" }.joined(separator: ", ")
}
