public import Diagnostics
public import PackageModel

/// Why no version of a server was chosen.
public enum ResolutionError: UserFacingError, Equatable {
    /// No version fits; `nearest` are offered instead, best first.
    case notFound(server: ServerName, range: VersionRange, nearest: [VersionText])
    /// What fits was taken down.
    case deleted(server: ServerName, version: VersionText, message: String?)
    /// Everything that fits is younger than the cooldown; `from` is when the first is old enough,
    /// where known.
    case tooYoung(server: ServerName, newest: VersionText, cooldown: Cooldown, from: Instant?)
    /// What fits was published after the bound of the resolution, or at an unknown time.
    case afterBound(server: ServerName, version: VersionText, bound: Instant)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notFound: "resolution.not-found"
        case .deleted: "resolution.deleted"
        case .tooYoung: "resolution.too-young"
        case .afterBound: "resolution.after-bound"
        }
    }

    /// What is not there is `notFound`; what is there and refused is a matter of policy.
    public var category: ErrorCategory {
        switch self {
        case .notFound, .afterBound: .notFound
        case .deleted, .tooYoung: .consent
        }
    }

    /// Names the server, what was asked and what stood in the way.
    public var reason: String {
        switch self {
        case .notFound(let server, let range, let nearest):
            "`\(server)` has no version that fits `\(printable(range.description))`" + list(nearest)
        case .deleted(let server, let version, let message):
            "version `\(printable(version.description))` of `\(server)` was taken down by its registry"
                + quoted(message)
        case .tooYoung(let server, let newest, let cooldown, let from):
            "`\(server)` has nothing that is older than the cooldown of \(words(forAge: cooldown.seconds)); "
                + (from.map { "the first is old enough at \($0)" }
                    ?? "its registry does not say since when `\(printable(newest.description))` is out")
        case .afterBound(let server, let version, let bound):
            "version `\(printable(version.description))` of `\(server)` was not there at \(bound)"
        }
    }

    /// A version to name instead.
    public var remedy: String? {
        switch self {
        case .notFound(let server, _, let nearest):
            nearest.first.map { "take another: `\(server)@\(printable($0.description))`" }
        case .tooYoung(let server, let newest, _, _):
            "wait, or name the version to take it now: `\(server)@\(printable(newest.description))`"
        case .deleted, .afterBound: nil
        }
    }
}

private func list(_ versions: [VersionText]) -> String {
    guard !versions.isEmpty else { return "" }
    return "; there is "
        + versions.map { "`\(printable($0.description))`" }.joined(separator: ", ")
}
