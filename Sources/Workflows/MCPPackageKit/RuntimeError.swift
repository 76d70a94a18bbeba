public import Diagnostics
internal import PackageModel

/// Why a runtime, a tool or byte code cannot be had.
public enum RuntimeError: UserFacingError {
    /// A runtime that the lock pins, or a tool, cannot be fetched.
    case notFetched(what: String, cause: any UserFacingError)
    /// The configured index does not have the file of the digest.
    case notInIndex(what: String, index: String)
    /// What was fetched is right byte for byte and lacks the program.
    case incomplete(what: String, missing: String)
    /// The lock pins something that is no runtime of this mcppkg.
    case unknownKind(name: String)
    /// A tool that resolves is neither on this machine nor to be had.
    case noTool(name: String, why: String)
    /// A runtime of this machine that was found does not say what packages need to know.
    case mute(what: String)
    /// The interpreter did not make the byte code.
    case notCompiled(server: String, why: String)
    /// The interpreter left something other than byte code.
    case strangeBytecode(path: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notFetched: "runtime.not-fetched"
        case .notInIndex: "runtime.not-in-index"
        case .incomplete: "runtime.incomplete"
        case .unknownKind: "runtime.unknown"
        case .noTool: "tool.missing"
        case .mute: "runtime.mute"
        case .notCompiled: "bytecode.not-compiled"
        case .strangeBytecode: "bytecode.strange"
        }
    }

    /// One per exit status.
    public var category: ErrorCategory {
        switch self {
        case .notFetched(_, let cause): cause.category
        case .notInIndex: .network
        case .incomplete, .strangeBytecode: .verification
        case .unknownKind: .lock
        case .noTool, .mute: .environment
        case .notCompiled: .internal
        }
    }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .notFetched(let what, let cause):
            "\(printable(what)), which is pinned, cannot be fetched: \(cause.reason)"
        case .notInIndex(let what, let index):
            "`\(printable(index))` does not have the file of \(printable(what)) that is pinned"
        case .incomplete(let what, let missing):
            "\(printable(what)) has no `\(printable(missing))`"
        case .unknownKind(let name):
            "the lock pins the runtime `\(printable(name))`, which is not known"
        case .noTool(let name, let why): "`\(name)` is needed to resolve, and \(why)"
        case .mute(let what): "`\(printable(what))` does not say which compiled packages it runs"
        case .notCompiled(let server, let why):
            "the byte code of `\(printable(server))` could not be made: \(printable(why))"
        case .strangeBytecode(let path): "`\(printable(path))` is no byte code"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .notFetched(_, let cause): cause.remedy
        case .notInIndex: "set `MCPPKG_PYPI_INDEX` to an index that has it"
        case .unknownKind: "use a newer mcppkg"
        case .noTool(let name, _): "install `\(name)`, or run the command again with the network"
        case .mute: "run the command without `--system-runtime`"
        case .incomplete, .notCompiled, .strangeBytecode: nil
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        if case .notFetched(_, let cause) = self { return cause }
        return nil
    }
}
