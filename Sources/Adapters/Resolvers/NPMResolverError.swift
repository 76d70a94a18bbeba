public import Diagnostics
public import Filesystem
public import PackageModel
public import Processes
public import Transport

/// Why npm could not resolve a server's dependencies.
public enum NPMResolverError: UserFacingError {
    /// The registry does not have a package that is needed.
    case unknownPackage(NPMName)
    /// No version of a package fits what something asks of it.
    case noVersion(wanted: String)
    /// Only versions that are too young, or of unknown age, would fit.
    case withheld(wanted: String, newest: VersionText, publishedAt: Instant?, cutoff: Instant)
    /// Packages want versions of another one that exclude each other; in npm's words.
    case conflict(explanation: String)
    /// Something is to come from git or from an address outside the registry.
    case foreign(dependencies: [String])
    /// The registry failed.
    case registry(NPMSupplyFailure)
    /// What npm wrote cannot be used.
    case lock(NPMLockError)
    /// npm failed in another way; its code and its words.
    case npm(code: String, summary: String)
    /// npm could not be started or followed.
    case process(ProcessError)
    /// The gateway could not be opened.
    case gateway(TransportError)
    /// The scratch directory could not be written.
    case file(FilesystemError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .unknownPackage: "npm.dependency-unknown"
        case .noVersion: "npm.dependency-version"
        case .withheld: "npm.dependency-too-young"
        case .conflict: "npm.conflict"
        case .foreign: "npm.dependency-foreign"
        case .registry(let failure): failure.cause.code
        case .lock(let error): error.code
        case .npm: "npm.failed"
        case .process(let error): error.code
        case .gateway(let error): error.code
        case .file(let error): error.code
        }
    }

    /// What is not there is not found; what is there and refused is a matter of policy.
    public var category: ErrorCategory {
        switch self {
        case .unknownPackage, .noVersion: .notFound
        case .withheld, .foreign: .consent
        case .conflict: .conflict
        case .registry(let failure): failure.cause.category
        case .lock(let error): error.category
        case .npm: .environment
        case .process(let error): error.category
        case .gateway(let error): error.category
        case .file(let error): error.category
        }
    }

    /// Names the package and what stood in the way.
    public var reason: String {
        switch self {
        case .unknownPackage(let name): "`\(name)` is needed, and the registry does not have it"
        case .noVersion(let wanted): "no version fits `\(printable(wanted))`, which is needed"
        case .withheld(let wanted, let newest, let publishedAt, let cutoff):
            "`\(printable(wanted))` is needed, and `\(newest)` is "
                + (publishedAt.map { "from \($0)" } ?? "of unknown age")
                + ", while only what is older than \(cutoff) counts"
        case .conflict(let explanation):
            "the dependencies exclude each other: \(printable(explanation))"
        case .foreign(let dependencies):
            "something is to come from outside the registry, which is refused: "
                + printable(dependencies.prefix(NPMLimits.listed).joined(separator: "; "))
        case .registry(let failure): failure.cause.reason
        case .lock(let error): error.reason
        case .npm(let code, let summary): "npm failed (\(printable(code))): \(printable(summary))"
        case .process(let error): error.reason
        case .gateway(let error): error.reason
        case .file(let error): error.reason
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .withheld: "wait, or choose an older version of the server"
        case .registry(let failure): failure.cause.remedy
        case .lock(let error): error.remedy
        case .file(let error): error.remedy
        default: nil
        }
    }

    /// The failure underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .registry(let failure): failure.cause
        case .lock(let error): error
        case .process(let error): error
        case .gateway(let error): error
        case .file(let error): error
        default: nil
        }
    }
}
