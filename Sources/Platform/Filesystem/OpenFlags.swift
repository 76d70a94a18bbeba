#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The combinations of open flags that this module uses.
enum OpenFlags {
    static let read = O_RDONLY
    static let noFollow = O_NOFOLLOW
    static let createNew = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    static let createOrOpen = O_RDWR | O_CREAT
    static let replace = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
    static let update = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW
    static let directory = O_RDONLY | O_DIRECTORY
}
