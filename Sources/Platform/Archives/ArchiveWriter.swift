internal import CArchive
internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Sole owner of one libarchive writer.
@safe private struct WriterOwner: ~Copyable {
    let raw: OpaquePointer

    init() throws(ArchiveError) {
        guard let raw = unsafe archive_write_new() else {
            throw .library(doing: "start", message: "no memory")
        }
        unsafe self.raw = raw
    }

    // Also closes a writer that was given up; the descriptor stays its file's.
    deinit { _ = unsafe archive_write_free(raw) }

    /// What the library says of its last failure.
    var message: String {
        guard let text = unsafe archive_error_string(raw) else { return "unknown" }
        return unsafe String(cString: text)
    }
}

/// Sole owner of one libarchive entry.
@safe private struct EntryOwner: ~Copyable {
    let raw: OpaquePointer

    init() throws(ArchiveError) {
        guard let raw = unsafe archive_entry_new() else {
            throw .library(doing: "describe a file", message: "no memory")
        }
        unsafe self.raw = raw
    }

    deinit { unsafe archive_entry_free(raw) }
}

/// libarchive's zip writer on an open file.
struct ArchiveWriter: ~Copyable {
    private let owner: WriterOwner
    /// Kept open for as long as the library writes to its descriptor.
    private let file: OpenFile

    init(_ file: OpenFile) throws(ArchiveError) {
        self.file = file
        owner = try Self.open(file)
    }

    private static func open(_ file: OpenFile) throws(ArchiveError) -> WriterOwner {
        let owner = try WriterOwner()
        let steps: [Int32] = unsafe [
            archive_write_set_format_zip(owner.raw),
            archive_write_zip_set_compression_deflate(owner.raw),
            archive_write_set_format_option(owner.raw, "zip", "hdrcharset", "UTF-8"),
            // No padding after the archive: its last byte is that of the end record.
            archive_write_set_bytes_in_last_block(owner.raw, 1),
            archive_write_open_fd(owner.raw, file.descriptor),
        ]
        guard steps.allSatisfy({ $0 == ARCHIVE_OK }) else {
            throw .library(doing: "write an archive", message: owner.message)
        }
        return owner
    }

    /// Starts a file of exactly `size` bytes.
    mutating func begin(_ name: String, mode: UInt32, size: Int) throws(ArchiveError) {
        let entry = try EntryOwner()
        // The library copies everything during the call. No time is set, which is written as 1980-01-01.
        unsafe archive_entry_set_pathname_utf8(entry.raw, name)
        unsafe archive_entry_set_filetype(entry.raw, ZipEntry.Mode.file)
        unsafe archive_entry_set_perm(entry.raw, mode_t(mode & 0o777))
        unsafe archive_entry_set_size(entry.raw, Int64(size))
        guard unsafe archive_write_header(owner.raw, entry.raw) == ARCHIVE_OK else {
            throw .library(doing: "pack `\(name)`", message: owner.message)
        }
    }

    /// Appends content of the file that was started.
    mutating func append(_ bytes: [UInt8]) throws(ArchiveError) {
        guard !bytes.isEmpty else { return }
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe archive_write_data(owner.raw, buffer.baseAddress, buffer.count)
        }
        guard written == bytes.count else {
            throw .library(doing: "pack a file", message: owner.message)
        }
    }

    /// Writes the central directory.
    mutating func close() throws(ArchiveError) {
        guard unsafe archive_write_close(owner.raw) == ARCHIVE_OK else {
            throw .library(doing: "finish an archive", message: owner.message)
        }
    }
}
