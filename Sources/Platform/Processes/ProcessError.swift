public import Diagnostics
internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Why a program could not be started or spoken to.
public enum ProcessError: UserFacingError, Equatable {
    /// The program could not be started; `number` is `errno`.
    case notStarted(program: String, number: Int32)
    /// The kernel did not take a part of the sandbox; `number` is `errno`.
    case notConfined(program: String, step: String, number: Int32)
    /// An argument or variable that no program can receive.
    case notAnArgument(String)
    /// A pipe could not be made, read or written; `number` is `errno`.
    case pipe(number: Int32)
    /// Nothing happened before the deadline.
    case timedOut

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notStarted: "process.not-started"
        case .notConfined: "process.not-confined"
        case .notAnArgument: "process.bad-argument"
        case .pipe: "process.pipe"
        case .timedOut: "process.timed-out"
        }
    }

    /// A program that is not there is an environment to mend; the rest did not start.
    public var category: ErrorCategory {
        switch self {
        case .notStarted(_, let number) where number == ENOENT || number == ENOTDIR: .environment
        case .notConfined: .environment
        case .notStarted, .notAnArgument, .timedOut: .start
        case .pipe: .internal
        }
    }

    /// Names the program and the kernel's reason.
    public var reason: String {
        switch self {
        case .notStarted(let program, let number):
            "`\(printable(program))` could not be started: \(describeErrno(number))"
        case .notConfined(let program, let step, let number):
            "`\(printable(program))` was not started, because this machine refused its sandbox"
                + " (\(step): \(describeErrno(number)))"
        case .notAnArgument(let text):
            "`\(printable(text))` holds a NUL and cannot be passed to a program"
        case .pipe(let number): "a pipe to a program failed: \(describeErrno(number))"
        case .timedOut: "a program did not answer in time"
        }
    }
}
