internal import CSystem

/// Statuses by names that are bytes already, for sweeps over thousands of files.
///
/// Every failure is nil: whoever sweeps looks closer, by the slow way, at what was not found.
extension Directory {
    /// What is at a NUL-terminated path below this directory, without following a final link.
    public func status(bytes path: UnsafePointer<CChar>) -> FileStatus? {
        unsafe rawStatus(path, in: descriptor, followingLinks: false)
    }
}

extension Files {
    /// What is at a NUL-terminated absolute path.
    public static func status(bytes path: UnsafePointer<CChar>, followingLinks: Bool) -> FileStatus?
    {
        unsafe rawStatus(path, in: Syscalls.currentDirectory, followingLinks: followingLinks)
    }
}

private func rawStatus(_ path: UnsafePointer<CChar>, in directory: Int32, followingLinks: Bool)
    -> FileStatus?
{
    var raw = csystem_stat()
    // The path is read only during the call; the structure is ours.
    guard unsafe csystem_stat_at(directory, path, followingLinks ? 1 : 0, &raw) == 0 else {
        return nil
    }
    return FileStatus(raw)
}
