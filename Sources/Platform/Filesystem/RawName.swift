internal import CSystem
internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A name in a directory as the kernel has it: bytes that need not be UTF-8.
struct RawName {
    /// The bytes with their final NUL.
    let characters: [CChar]

    init(_ name: String) { characters = Array(name.utf8CString) }

    /// Copies a C string that is valid during this call.
    init(copying name: UnsafePointer<CChar>) {
        characters = unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1))
    }

    /// The name as text, what is not UTF-8 replaced; for people, and for names that are UTF-8.
    var text: String {
        String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether it is `.` or `..`.
    var isDots: Bool { characters == [46, 0] || characters == [46, 46, 0] }
}

/// What removing a tree needs, by names that need not be UTF-8. No link is followed.
extension Syscalls {
    static func status(_ name: RawName, in directory: Int32) throws(FilesystemError) -> FileStatus?
    {
        var raw = csystem_stat()
        let result = unsafe csystem_stat_at(directory, name.characters, 0, &raw)
        if result == -ENOENT || result == -ENOTDIR { return nil }
        guard result == 0 else { throw .system(call: "stat", path: name.text, number: -result) }
        return FileStatus(raw)
    }

    static func openDirectory(_ name: RawName, in directory: Int32) throws(FilesystemError) -> Int32
    {
        let flags = OpenFlags.directory | OpenFlags.noFollow | O_CLOEXEC
        while true {
            let result = unsafe openat(directory, name.characters, flags)
            if result >= 0 { return result }
            guard errno == EINTR else {
                throw .system(call: "open", path: name.text, number: errno)
            }
        }
    }

    static func remove(_ name: RawName, in directory: Int32, isDirectory: Bool)
        throws(FilesystemError)
    {
        try perform(isDirectory ? "rmdir" : "unlink", name.text) {
            unsafe unlinkat(directory, name.characters, isDirectory ? AT_REMOVEDIR : 0)
        }
    }

    static func changeMode(of name: RawName, in directory: Int32, to mode: mode_t)
        throws(FilesystemError)
    {
        try perform("chmod", name.text) { unsafe fchmodat(directory, name.characters, mode, 0) }
    }
}
