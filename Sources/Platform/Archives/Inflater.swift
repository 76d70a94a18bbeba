internal import CDeflate

/// Sole owner of one libdeflate decompressor: whole buffers in, whole buffers out, twice as fast as a stream.
@safe struct Inflater: ~Copyable {
    /// What became of a buffer.
    enum Outcome: Equatable {
        /// So many bytes were taken and so many given.
        case done(consumed: Int, produced: Int)
        /// There is more than the room.
        case tooLarge
        /// These are no bytes of that form.
        case malformed
    }

    private let raw: OpaquePointer

    init() throws(ArchiveError) {
        guard let raw = unsafe libdeflate_alloc_decompressor() else {
            throw .library(doing: "start", message: "no memory")
        }
        unsafe self.raw = raw
    }

    deinit { unsafe libdeflate_free_decompressor(raw) }

    /// Inflates one raw deflate stream, as a zip entry has it.
    func inflate(_ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer)
        -> Outcome
    {
        var consumed = 0
        var produced = 0
        // Both buffers are the caller's and have the lengths that are passed; nothing keeps a pointer.
        let result = unsafe libdeflate_deflate_decompress_ex(
            raw,
            packed.baseAddress,
            packed.count,
            room.baseAddress,
            room.count,
            &consumed,
            &produced
        )
        return outcome(result, consumed, produced)
    }

    /// Inflates the first gzip member, checksum and length compared.
    func gunzip(_ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer)
        -> Outcome
    {
        var consumed = 0
        var produced = 0
        // As above.
        let result = unsafe libdeflate_gzip_decompress_ex(
            raw,
            packed.baseAddress,
            packed.count,
            room.baseAddress,
            room.count,
            &consumed,
            &produced
        )
        return outcome(result, consumed, produced)
    }

    private func outcome(_ result: libdeflate_result, _ consumed: Int, _ produced: Int) -> Outcome {
        switch result {
        case LIBDEFLATE_SUCCESS: .done(consumed: consumed, produced: produced)
        case LIBDEFLATE_INSUFFICIENT_SPACE: .tooLarge
        default: .malformed
        }
    }
}

/// The checksum of zip and gzip over bytes that follow those of `checksum`; 0 starts.
func crc32(_ bytes: UnsafeRawBufferPointer, after checksum: UInt32 = 0) -> UInt32 {
    guard let start = bytes.baseAddress else { return checksum }
    // Read during the call only.
    return unsafe libdeflate_crc32(checksum, start, bytes.count)
}
