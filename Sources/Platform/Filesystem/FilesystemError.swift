public import Diagnostics
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What the file system refused, and at which path.
public enum FilesystemError: UserFacingError, Equatable {
    /// A call failed; `number` is `errno`.
    case system(call: String, path: String, number: Int32)
    /// A text that is no path of the expected kind.
    case path(PathError)
    /// A file is larger than what is ever expected there.
    case tooLarge(path: String, limit: ByteCount)
    /// Somebody else holds the lock past the deadline.
    case locked(path: String, holder: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .system: "file.system"
        case .path(let error): error.code
        case .tooLarge: "file.too-large"
        case .locked: "lock.held"
        }
    }

    /// A held lock is `busy`; what a person can mend is `file`; the rest is ours.
    public var category: ErrorCategory {
        switch self {
        case .locked: .busy
        case .tooLarge: .file
        case .path(let error): error.category
        case .system(_, _, let number) where isPersons(number): .file
        case .system: .internal
        }
    }

    /// Whether the kernel objects to what a person put there: access, or something else where a file should be.
    private func isPersons(_ number: Int32) -> Bool {
        [EACCES, EROFS, EPERM, EISDIR, ENOTDIR, ELOOP, ENAMETOOLONG].contains(number)
    }

    /// Names the call, the path and the kernel's reason.
    public var reason: String {
        switch self {
        case .system(let call, let path, let number):
            "`\(printable(path))`: \(call) failed: \(describeErrno(number))"
        case .path(let error): error.reason
        case .tooLarge(let path, let limit): "`\(printable(path))` is larger than \(limit)"
        case .locked(_, let holder): "another mcppkg holds the lock: \(printable(holder))"
        }
    }

    /// What to do about it, where that is known.
    public var remedy: String? {
        switch self {
        case .locked: "wait for it, or raise MCPPKG_LOCK_TIMEOUT (seconds)"
        case .system(_, _, let number) where number == ENOSPC:
            "free some space (`mcppkg cache prune` helps), then run the command again"
        case .system(_, let path, let number) where number == EACCES || number == EPERM:
            "give yourself access to `\(printable(path))`"
        default: nil
        }
    }

    /// The same with the path that a person knows, for a step on something beside it.
    func located(at path: AbsolutePath) -> FilesystemError {
        guard case .system(let call, _, let number) = self else { return self }
        return .system(call: call, path: path.description, number: number)
    }

    /// The kernel's number where there is one.
    public var errorNumber: Int32? {
        if case .system(_, _, let number) = self { return number }
        return nil
    }
}

/// The system's own words for an error number.
public func describeErrno(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text).lowercased()
}
