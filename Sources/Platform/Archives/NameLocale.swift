#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Lets this thread, and only it, read names as UTF-8 for as long as the value lives.
///
/// libarchive converts names to the character set of the thread's locale; the one that a program starts with
/// has none beyond ASCII.
@safe struct NameLocale: ~Copyable {
    private let chosen: locale_t
    private let previous: locale_t?

    init() throws(ArchiveError) {
        let names = ["C.UTF-8", "UTF-8", "en_US.UTF-8"]
        var found: locale_t?
        for name in names where unsafe found == nil {
            unsafe found = newlocale(characterTypes, name, nil)
        }
        guard let found = unsafe found else {
            throw .library(doing: "read names", message: "this system has no UTF-8 locale")
        }
        unsafe chosen = found
        unsafe previous = uselocale(found)
    }

    deinit {
        // Both belong to this thread; the previous one is put back before ours is freed.
        _ = unsafe uselocale(previous)
        _ = unsafe freelocale(chosen)
    }
}

private let characterTypes: Int32 = LC_CTYPE_MASK
