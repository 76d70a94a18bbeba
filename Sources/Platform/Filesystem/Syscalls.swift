internal import CSystem
internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Every file-system call of the program.
///
/// Nothing else calls `openat`, `renameat`, `fsync` and friends.
///
/// A name is relative to an open directory, or absolute, where the directory is ignored. Strings
/// are passed for the length of one call; a descriptor is owned by whoever asked for it.
enum Syscalls {
    static let currentDirectory = AT_FDCWD

    private static let isDurable = EnvironmentVariable.durability.value != "none"

    static func open(_ path: String, in directory: Int32, flags: Int32, mode: mode_t = 0)
        throws(FilesystemError) -> Int32
    {
        let call = "open"
        if flags & (O_CREAT | O_TRUNC) != 0 { try intercept(call, path) }
        while true {
            let result = unsafe openat(directory, path, flags | O_CLOEXEC, mode)
            if result >= 0 { return result }
            guard errno == EINTR else { throw failure(call, path) }
        }
    }

    static func status(_ path: String, in directory: Int32, followingLinks: Bool)
        throws(FilesystemError) -> FileStatus?
    {
        var raw = csystem_stat()
        let result = unsafe csystem_stat_at(directory, path, followingLinks ? 1 : 0, &raw)
        if result == -ENOENT || result == -ENOTDIR { return nil }
        guard result == 0 else { throw .system(call: "stat", path: path, number: -result) }
        return FileStatus(raw)
    }

    static func status(of descriptor: Int32, path: String) throws(FilesystemError) -> FileStatus {
        var raw = csystem_stat()
        let result = unsafe csystem_stat_descriptor(descriptor, &raw)
        guard result == 0 else { throw .system(call: "fstat", path: path, number: -result) }
        return FileStatus(raw)
    }

    static func makeDirectory(_ path: String, in directory: Int32, mode: mode_t)
        throws(FilesystemError)
    {
        try perform("mkdir", path) { unsafe mkdirat(directory, path, mode) }
    }

    static func remove(_ path: String, in directory: Int32, isDirectory: Bool)
        throws(FilesystemError)
    {
        try perform(isDirectory ? "rmdir" : "unlink", path) {
            unsafe unlinkat(directory, path, isDirectory ? AT_REMOVEDIR : 0)
        }
    }

    static func rename(_ from: String, in source: Int32, to: String, in target: Int32)
        throws(FilesystemError)
    {
        try perform("rename", to) { unsafe renameat(source, from, target, to) }
    }

    static func renameExclusively(_ from: String, in source: Int32, to: String, in target: Int32)
        throws(FilesystemError)
    {
        try intercept("rename", to)
        let result = unsafe csystem_rename_exclusive(source, from, target, to)
        guard result == 0 else { throw .system(call: "rename", path: to, number: -result) }
    }

    static func link(_ from: String, in source: Int32, to: String, in target: Int32)
        throws(FilesystemError)
    {
        try perform("link", to) { unsafe linkat(source, from, target, to, 0) }
    }

    static func makeSymbolicLink(to destination: String, at path: String, in directory: Int32)
        throws(FilesystemError)
    {
        try perform("symlink", path) { unsafe symlinkat(destination, directory, path) }
    }

    static func readLink(_ path: String, in directory: Int32) throws(FilesystemError) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlinkat(directory, path, &buffer, buffer.count)
        guard count >= 0 else { throw failure("readlink", path) }
        return buffer.prefix(count).map { UInt8(bitPattern: $0) }
    }

    static func changeMode(of descriptor: Int32, path: String, to mode: mode_t)
        throws(FilesystemError)
    {
        try perform("chmod", path) { fchmod(descriptor, mode) }
    }

    static func truncate(_ descriptor: Int32, path: String, to size: Int) throws(FilesystemError) {
        try perform("truncate", path) { ftruncate(descriptor, off_t(size)) }
    }

    static func synchronize(_ descriptor: Int32, path: String) throws(FilesystemError) {
        guard isDurable else { return }
        try perform("fsync", path) { fsync(descriptor) }
    }

    static func synchronizeFileSystem(_ descriptor: Int32, path: String) throws(FilesystemError) {
        guard isDurable else { return }
        try intercept("syncfs", path)
        let result = csystem_sync_file_system(descriptor)
        guard result == 0 else { throw .system(call: "syncfs", path: path, number: -result) }
    }

    static func clone(_ source: Int32, into descriptor: Int32, path: String) throws(FilesystemError)
    {
        let result = csystem_clone_descriptor(source, descriptor)
        guard result == 0 else { throw .system(call: "clone", path: path, number: -result) }
    }

    static func lock(_ descriptor: Int32, exclusive: Bool, path: String) throws(FilesystemError)
        -> Bool
    {
        let result = csystem_lock(descriptor, exclusive ? 1 : 0, 0)
        if result == 0 { return true }
        if result == -EWOULDBLOCK || result == -EINTR { return false }
        throw .system(call: "flock", path: path, number: -result)
    }

    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, path: String)
        throws(FilesystemError) -> Int
    {
        while true {
            // The buffer is the caller's, valid for the call, and its length is its own.
            let count = unsafe systemRead(descriptor, buffer)
            if count >= 0 { return count }
            guard errno == EINTR else { throw failure("read", path) }
        }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String)
        throws(FilesystemError)
    {
        try intercept("write", path)
        var done = 0
        while done < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = unsafe systemWrite(descriptor, rest)
            if count < 0 {
                guard errno == EINTR else { throw failure("write", path) }
                continue
            }
            done += count
        }
    }

    static func close(_ descriptor: Int32) {
        // Data is already synced where it matters; Linux frees the descriptor even on EINTR.
        _ = systemClose(descriptor)
    }

    static func perform(_ call: String, _ path: String, _ body: () -> Int32)
        throws(FilesystemError)
    {
        try intercept(call, path)
        guard body() == 0 else { throw failure(call, path) }
    }

    private static func intercept(_ call: String, _ path: String) throws(FilesystemError) {
        guard let number = FaultPlan.interception(of: call, at: path) else { return }
        throw .system(call: call, path: path, number: number)
    }

    private static func failure(_ call: String, _ path: String) -> FilesystemError {
        .system(call: call, path: path, number: errno)
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    unsafe read(descriptor, buffer.baseAddress, buffer.count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    unsafe write(descriptor, buffer.baseAddress, buffer.count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
