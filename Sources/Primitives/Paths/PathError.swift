public import Diagnostics

/// Why a text is not the path that was expected.
public enum PathError: UserFacingError, Equatable {
    /// A path from outside that is absolute, empty, or could leave its directory.
    case notRelative(String)
    /// A path that should start at the root and does not.
    case notAbsolute(String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notRelative: "path.not-relative"
        case .notAbsolute: "path.not-absolute"
        }
    }

    /// Relative paths come from outside and are verified; absolute ones are typed by a person.
    public var category: ErrorCategory {
        switch self {
        case .notRelative: .verification
        case .notAbsolute: .usage
        }
    }

    /// Names the path.
    public var reason: String {
        switch self {
        case .notRelative(let path): "`\(printable(path))` is not a path inside its directory"
        case .notAbsolute(let path): "`\(printable(path))` is not an absolute path"
        }
    }
}
