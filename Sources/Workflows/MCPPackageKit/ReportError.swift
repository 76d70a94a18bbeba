public import Diagnostics
internal import LaunchKit

/// Why nothing can be said about what the lock holds.
public enum ReportError: UserFacingError {
    /// No server of that id is locked in the scope.
    case notLocked(id: String, known: [String])
    /// No closure holds the package.
    case noSuchPackage(name: String, server: String?, platform: String, known: [String])
    /// A closure beyond every real one.
    case closureTooLarge(id: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notLocked: "closure.not-locked"
        case .noSuchPackage: "closure.no-package"
        case .closureTooLarge: "closure.too-large"
        }
    }

    /// What is not there is not found; a lock that cannot be read is a file.
    public var category: ErrorCategory {
        switch self {
        case .notLocked, .noSuchPackage: .notFound
        case .closureTooLarge: .file
        }
    }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .notLocked(let id, _): return "no server `\(printable(id))` is locked here"
        case .noSuchPackage(let name, let server, let platform, _):
            let place = server.map { "the closure of `\(printable($0))`" } ?? "no closure"
            let verb = server == nil ? "is in" : "is not in"
            return "`\(printable(name))` \(verb) \(place) for `\(printable(platform))`"
        case .closureTooLarge(let id):
            return "the lock has more packages of `\(printable(id))` than any server needs"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .notLocked(let id, let known):
            closest(to: id, among: known).map { "did you mean `\(printable($0))`?" }
                ?? "run `mcppkg tree` to see what is"
        case .noSuchPackage(let name, _, _, let known):
            closest(to: name, among: known).map { "did you mean `\(printable($0))`?" }
                ?? "run `mcppkg tree` to see what is"
        case .closureTooLarge: "run `mcppkg lock` to make it again"
        }
    }
}
