public import Diagnostics

/// Why a server is not installed although its bytes are what they should be.
public enum FirstStartError: UserFacingError {
    /// It did not start, or did not list what it offers; `attempts` is what it tried and was denied.
    case notListed(server: String, why: any UserFacingError, attempts: [String])

    /// Stable slug.
    public var code: ErrorCode { "start.not-listed" }

    /// It did not start.
    public var category: ErrorCategory { .start }

    /// Names the server, what happened, and what it was denied.
    public var reason: String {
        switch self {
        case .notListed(let server, let why, let attempts):
            let denied =
                attempts.isEmpty
                ? "" : "; it tried and was denied: " + attempts.joined(separator: ", ")
            return "`\(printable(server))` was started once and failed: \(why.reason)\(denied)"
        }
    }

    /// What may help.
    public var remedy: String? {
        "choose another version, or grant what it needs under `permissions` in the manifest;"
            + " nothing was changed"
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .notListed(_, let why, _): why
        }
    }
}
