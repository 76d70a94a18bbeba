/// Compares every local header with the central directory, and accounts for every byte of the archive.
///
/// A reader that follows local headers and one that follows the central directory must see the same, and no
/// byte may belong to neither.
struct LocalHeaders {
    private static let headerSize = 30

    private let contents: ArchiveContents
    private var window: SliceWindow
    private var dataStarts: [Int] = []

    /// Walks the archive from its first byte to the central directory.
    /// - Returns: Where the data of each entry begins, in the order of the local headers.
    static func check(_ slice: FileSlice, _ contents: ArchiveContents, before directory: Int)
        throws(ArchiveError) -> [Int]
    {
        var headers = LocalHeaders(
            contents: contents,
            window: SliceWindow(slice, step: ArchiveSizes.headers)
        )
        headers.dataStarts.reserveCapacity(contents.order.count)
        var expected = 0
        for (position, index) in contents.order.enumerated() {
            let entry = contents.entries[Int(index)]
            let name = { contents.text(entry) }
            try ArchiveRule.secondArchive.require(entry.offset == expected, name())
            let following =
                position + 1 < contents.order.count
                ? contents.entries[Int(contents.order[position + 1])].offset : directory
            expected = try headers.check(entry, name, before: min(following, directory))
        }
        try ArchiveRule.secondArchive.require(expected == directory)
        return headers.dataStarts
    }

    /// Returns where the next header must begin.
    private mutating func check(_ entry: ZipEntry, _ name: () -> String, before next: Int)
        throws(ArchiveError) -> Int
    {
        let fixed = entry.offset + Self.headerSize
        try window.load(entry.offset..<fixed)
        guard window.u32(entry.offset) == 0x0403_4B50 else {
            throw .rule(.malformed, entry: name())
        }
        let nameEnd = fixed + Int(window.u16(entry.offset + 26))
        let extra = nameEnd..<nameEnd + Int(window.u16(entry.offset + 28))
        try window.load(entry.offset..<extra.upperBound)
        let isSame =
            isSameName(window.bytes(fixed..<nameEnd), entry)
            && window.u16(entry.offset + 6) == entry.flags
            && window.u16(entry.offset + 8) == entry.method
        try ArchiveRule.localCentralMismatch.require(isSame, name())
        let fields = try ExtraFields(window, extra, of: name)
        if let second = fields.unicodeName {
            let isSame = isSameName(window.bytes(second), entry)
            try ArchiveRule.secondName.require(isSame, name())
        }
        try checkNumbers(entry, fields, name)
        dataStarts.append(extra.upperBound)
        let dataEnd = extra.upperBound + entry.compressedSize
        return try dataEnd + descriptor(of: entry, from: dataEnd, before: next, name)
    }

    private func isSameName(_ bytes: ArraySlice<UInt8>, _ entry: ZipEntry) -> Bool {
        guard entry.kind == .directory else { return bytes == contents.names[entry.name] }
        return bytes.last == UInt8(ascii: "/") && bytes.dropLast() == contents.names[entry.name]
    }

    /// Checksum and sizes must be those of the central directory, or zero where they follow the data.
    private func checkNumbers(_ entry: ZipEntry, _ fields: ExtraFields, _ name: () -> String)
        throws(ArchiveError)
    {
        let sizes = [window.u32(entry.offset + 22), window.u32(entry.offset + 18)]
        let declared = fields.resolveLocal(sizes, window)
        let mayBeZero = entry.flags & ZipEntry.Flags.sizesFollowData != 0
        func agrees(_ local: UInt64?, _ central: Int) -> Bool {
            local == UInt64(central) || (mayBeZero && local == 0)
        }
        let isSame =
            agrees(UInt64(window.u32(entry.offset + 14)), Int(entry.checksum))
            && agrees(declared?[0], entry.size) && agrees(declared?[1], entry.compressedSize)
        try ArchiveRule.localCentralMismatch.require(isSame, name())
    }

    /// The length of the record after the data that repeats checksum and sizes; 0 where there is none.
    private mutating func descriptor(
        of entry: ZipEntry,
        from start: Int,
        before next: Int,
        _ name: () -> String
    ) throws(ArchiveError) -> Int {
        guard entry.flags & ZipEntry.Flags.sizesFollowData != 0 else { return 0 }
        let length = next - start
        guard [12, 16, 20, 24].contains(length) else {
            try ArchiveRule.secondArchive.require(false, name())
            return max(0, length)
        }
        try window.load(start..<next)
        let isMarked = length % 8 == 0
        let body = start + (isMarked ? 4 : 0)
        let isLarge = length >= 20
        let compressed = isLarge ? window.u64(body + 4) : UInt64(window.u32(body + 4))
        let size = isLarge ? window.u64(body + 12) : UInt64(window.u32(body + 8))
        let isSame =
            (!isMarked || window.u32(start) == 0x0807_4B50)
            && window.u32(body) == entry.checksum
            && compressed == UInt64(entry.compressedSize) && size == UInt64(entry.size)
        try ArchiveRule.localCentralMismatch.require(isSame, name())
        return length
    }
}
