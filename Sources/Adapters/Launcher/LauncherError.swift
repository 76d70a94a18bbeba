public import Diagnostics
public import Filesystem
public import Processes

/// Why an installed server is not started.
public enum LauncherError: UserFacingError, Equatable {
    /// The sealed directory does not hold what was verified; `why` names the file and the difference.
    case sealBroken(path: String, why: String, server: String)
    /// The runtime that was found at install time is gone.
    case runtimeMissing(path: String, server: String)
    /// A directory was granted that holds the person's whole home, or what mcppkg keeps.
    case grantTooWide(path: String, server: String)
    /// Something of the server cannot be read or made at all.
    case unreadable(FilesystemError)
    /// The last step, becoming the program, failed.
    case notStarted(ProcessError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .sealBroken: "store.seal-broken"
        case .runtimeMissing: "runtime.missing"
        case .grantTooWide: "launch.grant-too-wide"
        case .unreadable(let error): error.code
        case .notStarted(let error): error.code
        }
    }

    /// A broken seal is verification; a missing runtime is environment; a grant needs a person's word.
    public var category: ErrorCategory {
        switch self {
        case .sealBroken: .verification
        case .runtimeMissing: .environment
        case .grantTooWide: .consent
        case .unreadable(let error): error.category
        case .notStarted(let error): error.category
        }
    }

    /// Names the server, the path and what is wrong with it.
    public var reason: String {
        switch self {
        case .sealBroken(let path, let why, let server):
            "the files of `\(printable(server))` are not what was verified:"
                + " `\(printable(path))` \(why)"
        case .runtimeMissing(let path, let server):
            "`\(printable(server))` needs `\(printable(path))`,"
                + " which is not there or cannot be executed"
        case .grantTooWide(let path, let server):
            "`\(printable(server))` was granted `\(printable(path))`, which holds the whole home"
                + " directory or what mcppkg keeps"
        case .unreadable(let error): error.reason
        case .notStarted(let error): error.reason
        }
    }

    /// What builds the directory again, or finds the runtime again.
    public var remedy: String? {
        switch self {
        case .sealBroken:
            "run `mcppkg sync` to build it again from what was verified"
                + " (`mcppkg verify` lists every difference)"
        case .runtimeMissing: "run `mcppkg sync` to find the runtime again"
        case .grantTooWide: "grant a directory inside it, in `permissions` of `mcppkg.json`"
        case .unreadable(let error): error.remedy
        case .notStarted(let error): error.remedy
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .unreadable(let error): error
        case .notStarted(let error): error
        default: nil
        }
    }
}
