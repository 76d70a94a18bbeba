internal import CArchive
internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Sole owner of one libarchive reader and of the source that its callbacks use.
@safe private struct ReaderOwner: ~Copyable {
    let raw: OpaquePointer
    let source: Unmanaged<SliceSource>

    init(_ raw: OpaquePointer, _ source: SliceSource) {
        unsafe self.raw = raw
        unsafe self.source = Unmanaged.passRetained(source)
    }

    deinit {
        // The reader first: nothing calls back into the source afterwards.
        _ = unsafe archive_read_free(raw)
        unsafe source.release()
    }

    /// What the library says of its last failure.
    var message: String {
        guard let text = unsafe archive_error_string(raw) else { return "unknown" }
        return unsafe String(cString: text)
    }
}

/// What a reader says of the bytes it gave last.
enum BlockVerdict { case more, end, wrongChecksum, wrongSize }

/// libarchive's seekable zip reader, or its gzip filter alone, on one slice; no status code or pointer of the library leaves this file.
struct ArchiveHandle: ~Copyable {
    /// What libarchive found in a header.
    struct Header {
        let name: [UInt8]
        let size: Int
        let isFile: Bool
        let isDirectory: Bool
    }

    private let owner: ReaderOwner
    private let source: SliceSource

    /// Reads the entries of a zip archive.
    init(_ slice: FileSlice) throws(ArchiveError) {
        source = SliceSource(slice)
        owner = try unsafe Self.open(source) { reader in
            unsafe [
                archive_read_support_format_zip_seekable(reader),
                // Entries that Apple's packers add would otherwise be merged into others on macOS.
                archive_read_set_format_option(reader, "zip", "mac-ext", nil),
            ]
        }
    }

    /// Reads what a gzip file inflates to, as one entry without a name of its own.
    init(inflating slice: FileSlice) throws(ArchiveError) {
        source = SliceSource(slice)
        do throws(ArchiveError) {
            owner = try unsafe Self.open(source) { reader in
                unsafe [
                    archive_read_support_filter_gzip(reader),
                    archive_read_support_format_raw(reader),
                ]
            }
        } catch {
            // Opening inflates the beginning: bytes that do not are the archive's fault, a failed read is not.
            try Self.throwReadError(of: source)
            throw .rule(.malformed, entry: "")
        }
    }

    /// Bytes of the slice that were used up.
    var consumed: Int { unsafe Int(archive_filter_bytes(owner.raw, -1)) }

    private static func open(
        _ source: SliceSource,
        choosing formats: (OpaquePointer) -> [Int32]
    ) throws(ArchiveError) -> ReaderOwner {
        guard let raw = unsafe archive_read_new() else {
            throw .library(doing: "start", message: "no memory")
        }
        let owner = unsafe ReaderOwner(raw, source)
        // The source outlives the reader, because their owner releases it last.
        let context = unsafe owner.source.toOpaque()
        var steps = unsafe formats(owner.raw)
        steps += unsafe [
            archive_read_set_read_callback(owner.raw, readFromSlice),
            archive_read_set_seek_callback(owner.raw, seekInSlice),
            archive_read_set_skip_callback(owner.raw, skipInSlice),
            archive_read_set_callback_data(owner.raw, context),
            archive_read_open1(owner.raw),
        ]
        guard steps.allSatisfy({ $0 == ARCHIVE_OK }) else {
            throw .library(doing: "open the archive", message: owner.message)
        }
        return owner
    }

    /// The next header, or nil when there is none.
    func nextHeader() throws(ArchiveError) -> Header? {
        var entry: OpaquePointer?
        // The entry belongs to the reader and is valid until the next call.
        let status = unsafe archive_read_next_header(owner.raw, &entry)
        if status == ARCHIVE_EOF { return nil }
        try throwReadError()
        guard status == ARCHIVE_OK, let entry = unsafe entry,
            let name = unsafe archive_entry_pathname(entry)
        else { return nil }
        let type = unsafe archive_entry_filetype(entry)
        return unsafe Header(
            name: Array(UnsafeRawBufferPointer(start: name, count: strlen(name))),
            size: Int(archive_entry_size(entry)),
            isFile: type == S_IFREG,
            isDirectory: type == S_IFDIR
        )
    }

    /// The next bytes of the current entry, valid until the next call, and what is known of them.
    func nextBlock(_ name: () -> String) throws(ArchiveError)
        -> (bytes: UnsafeRawBufferPointer, verdict: BlockVerdict)
    {
        var start: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        // The block belongs to the reader; zip entries have no holes, so the offset says nothing new.
        let status = unsafe archive_read_data_block(owner.raw, &start, &count, &offset)
        try throwReadError()
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        switch status {
        case ARCHIVE_OK: return unsafe (bytes, .more)
        case ARCHIVE_EOF: return unsafe (UnsafeRawBufferPointer(start: nil, count: 0), .end)
        case ARCHIVE_WARN:
            return unsafe (bytes, owner.message.contains("CRC") ? .wrongChecksum : .wrongSize)
        default: throw .rule(.malformed, entry: name())
        }
    }

    private func throwReadError() throws(ArchiveError) { try Self.throwReadError(of: source) }

    private static func throwReadError(of source: SliceSource) throws(ArchiveError) {
        guard source.failure != 0 else { return }
        throw .file(.system(call: "read", path: source.slice.file.path, number: source.failure))
    }
}

/// What the callbacks of one reader work on.
///
/// A class, because C holds a pointer to it; used by one thread.
@safe private final class SliceSource {
    let slice: FileSlice
    let buffer: UnsafeMutableRawBufferPointer
    var position = 0
    /// The error number of a failed read; 0 while there is none.
    var failure: Int32 = 0

    init(_ slice: FileSlice) {
        self.slice = slice
        unsafe buffer = .allocate(byteCount: ArchiveSizes.block, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }
}

private func source(_ context: UnsafeMutableRawPointer?) -> SliceSource? {
    guard let context = unsafe context else { return nil }
    // Set by `ArchiveHandle.open`, retained by its owner for as long as the reader exists.
    return unsafe Unmanaged<SliceSource>.fromOpaque(context).takeUnretainedValue()
}

private func readFromSlice(
    _ archive: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?,
    _ block: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
    guard let source = unsafe source(context), let block = unsafe block else {
        return Int(ARCHIVE_FATAL)
    }
    let got = unsafe source.slice.read(at: source.position, into: source.buffer)
    guard got >= 0 else {
        source.failure = Int32(-got)
        return Int(ARCHIVE_FATAL)
    }
    source.position += got
    unsafe block.pointee = UnsafeRawPointer(source.buffer.baseAddress)
    return got
}

private func seekInSlice(
    _ archive: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?,
    _ offset: Int64,
    _ origin: Int32
) -> Int64 {
    guard let source = unsafe source(context) else { return Int64(ARCHIVE_FATAL) }
    let base =
        switch origin {
        case SEEK_SET: 0
        case SEEK_CUR: source.position
        default: source.slice.count
        }
    let (target, isTooFar) = base.addingReportingOverflow(Int(offset))
    guard !isTooFar, (0...source.slice.count).contains(target) else { return Int64(ARCHIVE_FATAL) }
    source.position = target
    return Int64(target)
}

private func skipInSlice(
    _ archive: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?,
    _ request: Int64
) -> Int64 {
    guard let source = unsafe source(context), request > 0 else { return 0 }
    let skipped = min(Int(request), source.slice.count - source.position)
    source.position += skipped
    return Int64(skipped)
}
