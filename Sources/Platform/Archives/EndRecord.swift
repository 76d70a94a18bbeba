internal import Diagnostics

/// The record at the end of a zip archive: where its central directory is, and how many entries it lists.
///
/// Source: APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
struct EndRecord {
    /// How many entries the archive declares.
    let entries: Int
    /// Where the central directory lies in the slice.
    let directory: Range<Int>
    /// The end of the record without its comment; a reader needs nothing beyond.
    let end: Int

    private static let size = 22
    private static let largestComment = 0xFFFF

    /// Finds the record whose comment ends exactly where the slice ends.
    ///
    /// - Parameters:
    ///   - slice: The zip archive alone.
    ///   - block: Bytes of the signature block after the slice, which the comment length may cover as well.
    ///   - limits: Applied to the declared sizes before anything is read because of them.
    /// - Returns: The record, and with it the only place where the central directory may lie.
    /// - Throws: The first rule that the record or its comment breaks.
    static func find(in slice: FileSlice, block: Int, limits: ExtractionLimits) throws(ArchiveError)
        -> EndRecord
    {
        let start = max(0, slice.count - size - largestComment)
        let tail = try slice.bytes(start..<slice.count)
        guard let position = try position(in: tail, block: block) else {
            return EndRecord(entries: 0, directory: 0..<0, end: slice.count)
        }
        try ArchiveRule.badComment.require(!containsZipSignature(tail[(position + size)...]))
        var window = SliceWindow(slice, step: ArchiveSizes.headers)
        return try read(&window, at: start + position, limits)
    }

    /// Nil only where a test build replaces the rule about truncation.
    private static func position(in tail: [UInt8], block: Int) throws(ArchiveError) -> Int? {
        var nearest: Int?
        var position = tail.count - size
        while position >= 0 {
            if tail[position] == 0x50,
                tail[position..<position + 4].elementsEqual([0x50, 0x4B, 5, 6])
            {
                let declared = Int(tail[position + 20]) | Int(tail[position + 21]) << 8
                let rest = tail.count - position - size
                if declared == rest || (block > 0 && declared == rest + block) { return position }
                nearest = nearest ?? position
            }
            position -= 1
        }
        try ArchiveRule.truncated.require(nearest != nil)
        try ArchiveRule.secondArchive.require(nearest == nil)
        return nearest
    }

    private static func read(
        _ window: inout SliceWindow,
        at position: Int,
        _ limits: ExtractionLimits
    ) throws(ArchiveError) -> EndRecord {
        try window.load(position..<position + size)
        let counts = (window.u16(position + 8), window.u16(position + 10))
        let extent = (window.u32(position + 12), window.u32(position + 16))
        guard window.u32(position + 4) == 0 || window.u32(position + 4) == .max,
            counts.0 == counts.1
        else { throw .rule(.malformed, entry: "") }
        let plain = Declared(
            entries: UInt64(counts.0),
            size: UInt64(extent.0),
            offset: UInt64(extent.1)
        )
        let large = try largeRecord(&window, before: position, plain: plain)
        let declared = large?.declared ?? plain
        try ArchiveRule.tooManyEntries.require(declared.entries <= UInt64(limits.entries))
        try ArchiveRule.directorySize.require(declared.size <= UInt64(limits.directory.bytes))
        return EndRecord(
            entries: Int(clamping: declared.entries),
            directory: try declared.directory(endingAt: large?.position ?? position),
            end: position + size
        )
    }

    /// The zip64 record and its locator, which lie directly before the plain record when they exist.
    private static func largeRecord(
        _ window: inout SliceWindow,
        before position: Int,
        plain: Declared
    ) throws(ArchiveError) -> (position: Int, declared: Declared)? {
        let locator = position - 20
        let record = locator - 56
        guard record >= 0 else { return try plain.withoutLargeRecord() }
        try window.load(record..<position)
        guard window.u32(locator) == 0x0706_4B50 else { return try plain.withoutLargeRecord() }
        // Only the shortest form, exactly where its locator says.
        let isWellFormed =
            window.u32(record) == 0x0606_4B50 && window.u64(record + 4) == 44
            && window.u32(locator + 4) == 0 && window.u64(locator + 8) == UInt64(record)
            && window.u32(locator + 16) == 1 && window.u64(record + 16) == 0
            && window.u64(record + 24) == window.u64(record + 32)
        let declared = Declared(
            entries: window.u64(record + 32),
            size: window.u64(record + 40),
            offset: window.u64(record + 48)
        )
        guard isWellFormed, declared.agrees(with: plain) else {
            throw .rule(.malformed, entry: "")
        }
        return (record, declared)
    }
}

/// What an end record says of the central directory.
private struct Declared {
    let entries: UInt64
    let size: UInt64
    let offset: UInt64

    /// A plain record may leave a field to the zip64 record by setting all its bits.
    func agrees(with plain: Declared) -> Bool {
        (plain.entries == entries || plain.entries == 0xFFFF)
            && (plain.size == size || plain.size == 0xFFFF_FFFF)
            && (plain.offset == offset || plain.offset == 0xFFFF_FFFF)
    }

    func withoutLargeRecord() throws(ArchiveError) -> (position: Int, declared: Declared)? {
        guard size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
            throw .rule(.malformed, entry: "")
        }
        return nil
    }

    /// Bytes between the directory and the record that follows it belong to nothing.
    func directory(endingAt end: Int) throws(ArchiveError) -> Range<Int> {
        guard let lower = Int(exactly: offset), let count = Int(exactly: size), lower <= end,
            count <= end
        else { throw .rule(.malformed, entry: "") }
        try ArchiveRule.secondArchive.require(lower + count == end)
        guard lower + count <= end else { throw .rule(.malformed, entry: "") }
        return lower..<lower + count
    }
}
