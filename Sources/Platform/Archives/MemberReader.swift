internal import Filesystem

/// Reads the content of entries of a checked archive: in one piece where memory allows, else as a stream.
///
/// Whatever way the bytes come, size and checksum are those that the header declares, or an error.
struct MemberReader: ~Copyable {
    private let slice: FileSlice
    private let contents: ArchiveContents
    private let inflater: Inflater
    private let workspace = Workspace()
    private var stream: ArchiveReader?

    init(_ archive: ZipArchive) throws(ArchiveError) {
        slice = archive.slice
        contents = archive.contents
        inflater = try Inflater()
    }

    /// Lends the bytes of the entry at `position` in the order of local headers, in one or more blocks.
    ///
    /// Positions must not go back from one call to the next.
    mutating func forEachBlock(
        ofEntryAt position: Int,
        _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        let entry = contents.entries[Int(contents.order[position])]
        let isStored = entry.method == 0
        guard
            let room = unsafe workspace.buffers(
                packed: entry.compressedSize,
                unpacked: isStored ? 0 : entry.size
            )
        else { return try unsafe stream(position, body) }
        try unsafe slice.read(at: contents.dataStarts[position], filling: room.packed)
        let content =
            try unsafe isStored ? room.packed : inflate(entry, room.packed, room.unpacked)
        let checksum = unsafe crc32(UnsafeRawBufferPointer(content))
        try ArchiveRule.crc.require(checksum == entry.checksum, contents.text(entry))
        if unsafe !content.isEmpty { try unsafe body(UnsafeRawBufferPointer(content)) }
    }

    private func inflate(
        _ entry: ZipEntry,
        _ packed: UnsafeMutableRawBufferPointer,
        _ unpacked: UnsafeMutableRawBufferPointer
    ) throws(ArchiveError) -> UnsafeMutableRawBufferPointer {
        let outcome = unsafe inflater.inflate(UnsafeRawBufferPointer(packed), into: unpacked)
        switch outcome {
        case .malformed: throw .rule(.malformed, entry: contents.text(entry))
        case .tooLarge:
            // Replaced by *true* the rule leaves what fits, and the checksum decides.
            try ArchiveRule.sizeMismatch.require(false, contents.text(entry))
            return unsafe unpacked
        case .done(let consumed, let produced):
            try ArchiveRule.sizeMismatch.require(
                consumed == packed.count && produced == unpacked.count,
                contents.text(entry)
            )
            return unsafe UnsafeMutableRawBufferPointer(rebasing: unpacked[..<produced])
        }
    }

    private mutating func stream(
        _ position: Int,
        _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        try NameLocale.apply { () throws(ArchiveError) in
            var reader = try openStream()
            while reader.position < position { _ = try reader.next() }
            while let block = try unsafe reader.block() { try unsafe body(block) }
            stream = consume reader
        }
    }

    private mutating func openStream() throws(ArchiveError) -> ArchiveReader {
        if let open = stream.take() { return open }
        return try ArchiveReader(slice, contents)
    }
}
