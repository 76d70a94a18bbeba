public import Archives
public import Diagnostics
public import Filesystem
public import Paths

/// Why the store could not take, give or change something.
public enum StoreError: UserFacingError {
    /// The file system refused.
    case file(FilesystemError)
    /// The bytes of an artifact break an archive rule.
    case archive(ArchiveError)
    /// Content was asked for that is not here.
    case missing(what: String)
    /// A stored artifact no longer has the digest that is its name.
    case damaged(path: AbsolutePath)
    /// Two packages have different files for one place, `first` and `second` saying which packages.
    case conflict(path: RelativePath, first: String, second: String)
    /// A file or link cannot lie where a layout puts it.
    case layout(path: RelativePath, why: String)
    /// A transaction record cannot be read; a person must look.
    case journal(path: AbsolutePath, why: String)
    /// There is no change to take back.
    case nothingToUndo

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .file(let error): error.code
        case .archive(let error): error.code
        case .missing: "store.missing"
        case .damaged: "store.damaged"
        case .conflict: "store.conflict"
        case .layout: "store.layout"
        case .journal: "store.journal"
        case .nothingToUndo: "store.nothing-to-undo"
        }
    }

    /// Follows the cause where there is one.
    public var category: ErrorCategory {
        switch self {
        case .file(let error): error.category
        case .archive(let error): error.category
        case .missing, .nothingToUndo: .notFound
        case .damaged, .conflict, .layout: .verification
        case .journal: .internal
        }
    }

    /// Names the thing.
    public var reason: String {
        switch self {
        case .file(let error): error.reason
        case .archive(let error): error.reason
        case .missing(let what): "\(what) is not in the store"
        case .damaged(let path): "`\(path)` no longer has the digest that is its name"
        case .conflict(let path, let first, let second):
            "`\(printable(path.description))` is in `\(printable(first))` and in "
                + "`\(printable(second))`, with different content"
        case .layout(let path, let why): "`\(printable(path.description))` \(why)"
        case .journal(let path, let why): "the transaction record `\(path)` cannot be read: \(why)"
        case .nothingToUndo: "there is no change to take back"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .file(let error): error.remedy
        case .archive(let error): error.remedy
        case .missing, .damaged: "run `mcppkg sync` with network access"
        case .conflict, .layout, .journal, .nothingToUndo: nil
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .file(let error): error.cause
        case .archive(let error): error.cause
        default: nil
        }
    }
}

/// Runs file-system work and wraps its failure.
func filing<Value>(_ body: () throws(FilesystemError) -> Value) throws(StoreError) -> Value {
    do throws(FilesystemError) { return try body() } catch { throw .file(error) }
}
