/// A failure as a person and a script will read it.
///
/// Conforming types are one enum per module; `CommandLine` alone renders them.
public protocol UserFacingError: Error, Sendable {
    /// Stable slug such as `trust.digest-mismatch`; never reworded once released.
    var code: ErrorCode { get }
    /// Decides the exit status.
    var category: ErrorCategory { get }
    /// One sentence that names the thing: lower case, no full stop, literals in backticks.
    var reason: String { get }
    /// An instruction that works when pasted, or nil where there is none.
    var remedy: String? { get }
    /// What was underneath, shown with `--verbose`.
    var cause: (any UserFacingError)? { get }
    /// Consent tokens that would accept exactly the refused change.
    var accept: [String] { get }
}

extension UserFacingError {
    /// No instruction unless the error has one.
    public var remedy: String? { nil }
    /// No cause unless the error wraps one.
    public var cause: (any UserFacingError)? { nil }
    /// No tokens unless consent would help.
    public var accept: [String] { [] }
}

/// A stable identifier of one kind of failure: `module.what-happened`.
public struct ErrorCode: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The slug as printed in JSON.
    public let description: String

    /// Wraps a slug written in the source.
    public init(stringLiteral value: String) { description = value }
}

/// The kinds of failure; each has one exit status (contract, section 4, "Exit statuses").
public enum ErrorCategory: String, Sendable, CaseIterable {
    case `internal`
    case usage
    case notFound = "not-found"
    case verification
    case consent
    case conflict
    case network
    case drift
    case advisory
    case lock
    case busy
    case environment
    case start
    case file

    /// The status a process ends with when this is its gravest failure.
    public var exitStatus: Int32 {
        switch self {
        case .internal: 1
        case .usage: 2
        case .notFound: 3
        case .verification: 4
        case .consent: 5
        case .conflict: 6
        case .network: 7
        case .drift: 8
        case .advisory: 9
        case .lock: 10
        case .busy: 11
        case .environment: 12
        case .start: 13
        case .file: 14
        }
    }
}
