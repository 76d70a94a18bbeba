public import Diagnostics
public import Processes

/// Why a conversation with an MCP server failed.
public enum WireError: UserFacingError, Equatable {
    /// The server ended or closed its output; `errors` is what it last wrote to standard error.
    case closed(waitingFor: String, errors: String)
    /// No answer before the deadline.
    case silent(waitingFor: String)
    /// The server answered with an error.
    case refused(method: String, code: Int, message: String)
    /// An answer that is not what MCP says it should be.
    case malformed(method: String, why: String)
    /// More or larger messages than any server needs.
    case tooMuch(what: String)
    /// The pipe itself failed.
    case process(ProcessError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .closed: "wire.closed"
        case .silent: "wire.silent"
        case .refused: "wire.refused"
        case .malformed: "wire.malformed"
        case .tooMuch: "wire.too-much"
        case .process(let error): error.code
        }
    }

    /// The server did not start or did not list what it offers.
    public var category: ErrorCategory { .start }

    /// Names the method that was waited for.
    public var reason: String {
        switch self {
        case .closed(let method, let errors):
            "the server ended before it answered `\(method)`"
                + (errors.isEmpty ? "" : "; its last words: \(printable(errors))")
        case .silent(let method): "the server did not answer `\(method)` in time"
        case .refused(let method, let code, let message):
            "the server answered `\(method)` with error \(code): \(printable(message))"
        case .malformed(let method, let why):
            "the server's answer to `\(method)` is malformed: \(why)"
        case .tooMuch(let what): "the server sent more than is accepted: \(what)"
        case .process(let error): error.reason
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        if case .process(let error) = self { return error }
        return nil
    }
}
