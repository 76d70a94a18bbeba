public import Diagnostics

/// Why nothing could be installed from a repository.
public enum GitError: UserFacingError {
    /// No whole commit is named, so what it is could change.
    case notPinned(source: String)
    /// Its code would have to run, and nobody accepted that.
    case needsBuild(source: String, token: String)
    /// `git` could not fetch the commit.
    case failed(source: String, why: String)
    /// There is no `git`.
    case missing

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notPinned: "git.not-pinned"
        case .needsBuild: "git.needs-build"
        case .failed: "git.failed"
        case .missing: "git.missing"
        }
    }

    /// One per exit status.
    public var category: ErrorCategory {
        switch self {
        case .notPinned: .usage
        case .needsBuild: .consent
        case .failed: .network
        case .missing: .environment
        }
    }

    /// Names the source.
    public var reason: String {
        switch self {
        case .notPinned(let source):
            "`git+\(printable(source))` does not end in `@` and the 40 digits of a commit"
        case .needsBuild(let source, _):
            "`\(printable(source))` would have to be built, which runs code of its publisher"
        case .failed(let source, let why):
            "`\(printable(source))` could not be fetched: \(printable(why))"
        case .missing: "a repository is needed, and there is no `git` on PATH"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .notPinned: "name the commit that `git ls-remote` or `git rev-parse` prints"
        case .needsBuild(_, let token): "--accept \(token) allows it, confined and without network"
        case .failed: nil
        case .missing: "install git"
        }
    }

    /// `build:NAME`.
    public var accept: [String] {
        if case .needsBuild(_, let token) = self { return [token] }
        return []
    }
}
