#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The locale in which libarchive reads and writes names.
///
/// It converts names to the character set of the thread's locale; the one that a program starts with has none
/// beyond ASCII.
enum NameLocale {
    /// Lets this thread, and only it, use UTF-8 during `body`.
    static func apply<Value>(_ body: () throws(ArchiveError) -> Value) throws(ArchiveError) -> Value
    {
        var found: locale_t?
        for name in ["C.UTF-8", "UTF-8", "en_US.UTF-8"] where unsafe found == nil {
            unsafe found = newlocale(characterTypes, name, nil)
        }
        guard let chosen = unsafe found else {
            throw .library(doing: "read names", message: "this system has no UTF-8 locale")
        }
        let previous = unsafe uselocale(chosen)
        defer {
            // Both belong to this thread; the previous one is put back before ours is freed.
            _ = unsafe uselocale(previous)
            _ = unsafe freelocale(chosen)
        }
        return try body()
    }
}

private let characterTypes: Int32 = LC_CTYPE_MASK
