internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Upper bounds of the store's own records, and what counts as a refusal to link.
enum StoreLimits {
    /// A seal of 100,000 files with long paths stays below this.
    static let record = ByteCount.mebibytes(64)
    /// A journal record, a launch record, a values file, a host file.
    static let document = ByteCount.mebibytes(32)
    /// Changes that `undo` can go back through.
    static let keptTransactions = 10
    /// Errors after which a file is copied instead of linked.
    static let linkRefusals: Set<Int32> = [EXDEV, EMLINK, EPERM, ENOTSUP, EACCES]
    /// Errors that say that a directory is gone or is something else now.
    static let goneErrors: Set<Int32> = [ENOENT, ENOTDIR, ELOOP]
}
