internal import CSystem
public import Diagnostics
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Whole files by absolute path.
public enum Files {
    /// What is at a path, links followed unless said; nil when nothing is.
    public static func status(_ path: AbsolutePath, followingLinks: Bool = true)
        throws(FilesystemError) -> FileStatus?
    {
        try Syscalls.status(
            path.description,
            in: Syscalls.currentDirectory,
            followingLinks: followingLinks
        )
    }

    /// The whole content, or nil when there is no such file.
    public static func read(_ path: AbsolutePath, limit: ByteCount) throws(FilesystemError)
        -> [UInt8]?
    {
        do throws(FilesystemError) {
            return try OpenFile.reading(path).readAll(limit: limit)
        } catch {
            if error.errorNumber == ENOENT || error.errorNumber == ENOTDIR { return nil }
            throw error
        }
    }

    /// At most so many bytes from the beginning of an existing file.
    public static func readStart(_ path: AbsolutePath, limit: Int) throws(FilesystemError)
        -> [UInt8]
    {
        let file = try OpenFile.reading(path)
        // A limit is far above what files hold; room is made for what is there.
        let size = Int(clamping: try file.status().size)
        var bytes = [UInt8](repeating: 0, count: max(0, min(limit, size)))
        var count = 0
        while count < bytes.count {
            var failure: FilesystemError?
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                do throws(FilesystemError) {
                    return try unsafe file.read(
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                    )
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            guard read > 0 else { break }
            count += read
        }
        return Array(bytes.prefix(count))
    }

    /// Replaces a file in one step: written beside, synced, renamed, directory synced.
    ///
    /// The temporary name is fixed per target (`.NAME.mcppkg-new`), so that a repeated attempt after a
    /// crash overwrites and renames the leftover of the first. Callers hold the lock that guards `path`.
    public static func replace(_ path: AbsolutePath, with bytes: [UInt8], mode: UInt32 = 0o600)
        throws(FilesystemError)
    {
        try replace(path, withParts: [bytes[...]], mode: mode)
    }

    /// The same for bytes that are not in one piece.
    public static func replace(
        _ path: AbsolutePath,
        withParts parts: [ArraySlice<UInt8>],
        mode: UInt32 = 0o600
    ) throws(FilesystemError) {
        let directory = try Directory.open(path.parent)
        let temporary = ".\(path.name).mcppkg-new"
        do throws(FilesystemError) {
            let file = try directory.replaceFile(temporary, mode: mode)
            try file.changeMode(to: mode)
            for part in parts { try file.write(part) }
            try file.synchronize()
            try directory.rename(temporary, to: path.name)
        } catch {
            // The first error is the one to report; the leftover is overwritten next time.
            try? directory.removeFile(temporary)
            throw error.located(at: path)
        }
        try directory.synchronize()
    }

    /// Removes a file and syncs its directory; nothing there is fine.
    public static func remove(_ path: AbsolutePath) throws(FilesystemError) {
        guard try status(path, followingLinks: false) != nil else { return }
        let directory = try Directory.open(path.parent)
        try directory.removeFile(path.name)
        try directory.synchronize()
    }

    /// The path with every link resolved; the file must exist.
    public static func realPath(_ path: AbsolutePath) throws(FilesystemError) -> AbsolutePath {
        guard let raw = unsafe realpath(path.description, nil) else {
            throw .system(call: "realpath", path: path.description, number: errno)
        }
        defer { unsafe free(raw) }
        return try absolute(unsafe String(cString: raw))
    }

    /// The directory that relative paths of a person's command line start from.
    public static func workingDirectory() throws(FilesystemError) -> AbsolutePath {
        guard let raw = unsafe getcwd(nil, 0) else {
            throw .system(call: "getcwd", path: ".", number: errno)
        }
        defer { unsafe free(raw) }
        return try absolute(unsafe String(cString: raw))
    }

    /// Whether this process may write (or execute) what is at `path`.
    public static func isWritable(_ path: AbsolutePath) -> Bool {
        unsafe access(path.description, W_OK) == 0
    }

    /// Whether `path` is a file that this process may execute.
    public static func isExecutable(_ path: AbsolutePath) -> Bool {
        guard let found = try? status(path), found.kind == .file else { return false }
        return unsafe access(path.description, X_OK) == 0
    }

    private static func absolute(_ text: String) throws(FilesystemError) -> AbsolutePath {
        do throws(PathError) { return try AbsolutePath(parsing: text) } catch { throw .path(error) }
    }
}

/// Bytes from the kernel's random source.
public func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = unsafe csystem_random(&bytes, count)
    precondition(result == 0, "the kernel gives up to 256 random bytes at any time")
    return bytes
}
