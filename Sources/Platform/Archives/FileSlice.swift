internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A range of an open file, read by position; nothing outside the range can be seen through it.
struct FileSlice: Sendable {
    let file: OpenFile
    /// Where the slice lies in the file.
    let range: Range<Int>

    /// The whole file as it is now.
    init(_ file: OpenFile) throws(ArchiveError) {
        let status = try filing { () throws(FilesystemError) in try file.status() }
        self.init(file: file, range: 0..<Int(clamping: status.size))
    }

    private init(file: OpenFile, range: Range<Int>) {
        self.file = file
        self.range = range
    }

    var count: Int { range.count }

    /// The first `count` bytes of this slice, or all of it when it is shorter.
    func prefix(_ count: Int) -> FileSlice {
        FileSlice(file: file, range: range.prefix(max(0, count)))
    }

    /// Reads up to the buffer's length at `offset`; 0 at the end of the slice, minus `errno` on failure.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(buffer.count, count - offset)
        guard wanted > 0 else { return 0 }
        while true {
            // The buffer is the caller's and at least `wanted` long.
            let got = unsafe pread(
                file.descriptor,
                buffer.baseAddress,
                wanted,
                off_t(range.lowerBound + offset)
            )
            if got >= 0 { return got }
            guard errno == EINTR else { return -Int(errno) }
        }
    }

    /// Exactly the bytes of `part`.
    /// - Throws: `malformed` when the part is not inside the slice or the file has become shorter.
    func bytes(_ part: Range<Int>) throws(ArchiveError) -> [UInt8] {
        guard part.lowerBound >= 0, part.upperBound <= count else {
            throw .rule(.malformed, entry: "")
        }
        var content = [UInt8](repeating: 0, count: part.count)
        var failure: ArchiveError?
        unsafe content.withUnsafeMutableBytes { buffer in
            do throws(ArchiveError) {
                try unsafe read(at: part.lowerBound, filling: buffer)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return content
    }

    /// Fills the whole buffer from `offset` on.
    /// - Throws: `malformed` when the slice ends before.
    func read(at offset: Int, filling buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let got = unsafe read(at: offset + done, into: rest)
            try FileSlice.check(got, file)
            done += got
        }
    }

    private static func check(_ got: Int, _ file: OpenFile) throws(ArchiveError) {
        guard got >= 0 else {
            throw .file(.system(call: "read", path: file.path, number: Int32(-got)))
        }
        guard got > 0 else { throw .rule(.malformed, entry: "") }
    }
}

/// A part of a slice in memory, moved along as headers are read; addressed by offsets in the slice.
struct SliceWindow {
    private let slice: FileSlice
    private let step: Int
    private var buffer: [UInt8] = []
    private var start = 0

    /// Reads at least `step` bytes at once.
    init(_ slice: FileSlice, step: Int) {
        self.slice = slice
        self.step = step
    }

    /// Brings `part` into memory.
    /// - Throws: `malformed` when it is not inside the slice.
    mutating func load(_ part: Range<Int>) throws(ArchiveError) {
        if part.lowerBound >= start, part.upperBound <= start + buffer.count { return }
        let ahead = min(max(part.upperBound, part.lowerBound + step), slice.count)
        buffer = try slice.bytes(part.lowerBound..<max(ahead, part.upperBound))
        start = part.lowerBound
    }

    /// The bytes of a part that was loaded.
    func bytes(_ part: Range<Int>) -> ArraySlice<UInt8> {
        buffer[part.lowerBound - start..<part.upperBound - start]
    }

    /// The little-endian number at an offset that was loaded.
    func u16(_ offset: Int) -> UInt16 {
        UInt16(buffer[offset - start]) | UInt16(buffer[offset - start + 1]) << 8
    }

    /// The little-endian number at an offset that was loaded.
    func u32(_ offset: Int) -> UInt32 { UInt32(u16(offset)) | UInt32(u16(offset + 2)) << 16 }

    /// The little-endian number at an offset that was loaded.
    func u64(_ offset: Int) -> UInt64 { UInt64(u32(offset)) | UInt64(u32(offset + 4)) << 32 }
}
