internal import Diagnostics

/// Reads the central directory of an archive and applies every rule about a single entry and its name.
struct CentralDirectory {
    private static let headerSize = 46

    private let limits: ExtractionLimits
    private let sliceSize: Int
    private var window: SliceWindow
    private var contents: ArchiveContents
    private var total = 0

    /// Reads all entries that `end` declares.
    static func read(
        _ slice: FileSlice,
        _ end: EndRecord,
        limits: ExtractionLimits,
        reserved: Set<String>
    ) throws(ArchiveError) -> ArchiveContents {
        var directory = CentralDirectory(slice, limits: limits, reserved: reserved)
        directory.reserve(for: end)
        var position = end.directory.lowerBound
        while position < end.directory.upperBound, directory.contents.entries.count < end.entries {
            position = try directory.readEntry(at: position, before: end.directory.upperBound)
        }
        guard position == end.directory.upperBound, directory.contents.entries.count == end.entries
        else { throw .rule(.malformed, entry: "") }
        try directory.checkRatios()
        return directory.sorted()
    }

    private init(_ slice: FileSlice, limits: ExtractionLimits, reserved: Set<String>) {
        self.limits = limits
        sliceSize = slice.count
        window = SliceWindow(slice, step: ArchiveSizes.block)
        contents = ArchiveContents(tree: EntryTree(limit: limits.entries, reserved: reserved))
    }

    /// Whatever is no fixed header bounds the names, so that no array has to grow.
    private mutating func reserve(for end: EndRecord) {
        let count = min(end.entries, limits.entries)
        let names = max(0, end.directory.count - count * Self.headerSize)
        contents.entries.reserveCapacity(count)
        contents.names.reserveCapacity(min(names, limits.names.bytes))
    }

    /// Reads one header and returns where the next begins.
    private mutating func readEntry(at start: Int, before end: Int) throws(ArchiveError) -> Int {
        let header = try locateHeader(at: start, before: end)
        let raw = window.bytes(header.name)
        func text() -> String { String(decoding: raw, as: UTF8.self) }
        guard let last = raw.last else { throw .rule(.malformed, entry: "") }
        let kind: ZipEntry.Kind = last == UInt8(ascii: "/") ? .directory : .file
        try EntryName.check(kind == .directory ? raw.dropLast() : raw, limits: limits)
        try Self.check(mode: window.u32(start + 38) >> 16, kind, text)
        try Self.check(flags: window.u16(start + 8), method: window.u16(start + 10), text)
        let fields = try ExtraFields(window, header.extra, of: text)
        try Self.check(unicodeName: fields, window, raw, text)
        guard let extent = extent(of: header, fields, kind) else {
            throw .rule(.malformed, entry: text())
        }
        try append(header, kind, extent)
        return header.end
    }

    private mutating func locateHeader(at start: Int, before end: Int) throws(ArchiveError)
        -> CentralHeader
    {
        let fixed = start + Self.headerSize
        guard fixed <= end else { throw .rule(.malformed, entry: "") }
        try window.load(start..<fixed)
        guard window.u32(start) == 0x0201_4B50 else { throw .rule(.malformed, entry: "") }
        let name = fixed..<fixed + Int(window.u16(start + 28))
        let extra = name.upperBound..<name.upperBound + Int(window.u16(start + 30))
        let next = extra.upperBound + Int(window.u16(start + 32))
        guard next <= end else { throw .rule(.malformed, entry: "") }
        try window.load(start..<next)
        return CentralHeader(start: start, name: name, extra: extra, end: next)
    }

    /// Sizes and place of an entry, or nil when they cannot be true.
    private func extent(of header: CentralHeader, _ fields: ExtraFields, _ kind: ZipEntry.Kind)
        -> Extent?
    {
        let numbers = [24, 20, 42].map { window.u32(header.start + $0) }
        // The bit by which DOS marks a directory must not say otherwise than the name.
        let isMarkedDirectory = window.u32(header.start + 38) & 0x10 != 0
        guard let exact = fields.resolve(numbers, window), let size = Int(exactly: exact[0]),
            let compressed = Int(exactly: exact[1]), let offset = Int(exactly: exact[2]),
            compressed <= sliceSize, offset <= sliceSize, window.u16(header.start + 34) == 0,
            kind == .directory || !isMarkedDirectory
        else { return nil }
        return Extent(offset: offset, compressedSize: compressed, size: size)
    }

    private mutating func append(
        _ header: CentralHeader,
        _ kind: ZipEntry.Kind,
        _ extent: Extent
    ) throws(ArchiveError) {
        let name = window.bytes(header.name).dropLast(kind == .directory ? 1 : 0)
        let start = contents.names.count
        try ArchiveRule.directorySize.require(start + name.count <= limits.names.bytes)
        contents.names.append(contentsOf: name)
        let role: EntryTree.Role = kind == .directory ? .directory : .file
        let place = start..<contents.names.count
        let entry = ZipEntry(
            nameStart: UInt32(start),
            nameLength: UInt16(name.count),
            flags: window.u16(header.start + 8),
            method: window.u16(header.start + 10),
            kind: kind,
            isExecutable: window.u32(header.start + 38) >> 16 & ZipEntry.Mode.execute != 0,
            checksum: window.u32(header.start + 16),
            node: try contents.tree.insert(place, in: contents.names, as: role),
            offset: extent.offset,
            compressedSize: extent.compressedSize,
            size: extent.size
        )
        contents.entries.append(entry)
        try check(sizesOf: entry)
    }

    /// The mode counts whoever made the archive: other programs honour it for any.
    private static func check(mode: UInt32, _ kind: ZipEntry.Kind, _ text: () -> String)
        throws(ArchiveError)
    {
        let type = mode & ZipEntry.Mode.kind
        try ArchiveRule.symbolicLink.require(type != ZipEntry.Mode.link, text())
        try ArchiveRule.device.require(!ZipEntry.Mode.devices.contains(type), text())
        let hasIdentity = kind == .file && mode & ZipEntry.Mode.setIdentity != 0
        try ArchiveRule.setuid.require(!hasIdentity, text())
        let expected = kind == .file ? ZipEntry.Mode.file : ZipEntry.Mode.directory
        let isReplaceable = type == ZipEntry.Mode.link || ZipEntry.Mode.devices.contains(type)
        guard type == 0 || type == expected || isReplaceable else {
            throw .rule(.malformed, entry: text())
        }
    }

    private static func check(flags: UInt16, method: UInt16, _ text: () -> String)
        throws(ArchiveError)
    {
        let isEncrypted = flags & ZipEntry.Flags.encrypted != 0 || method == 99
        try ArchiveRule.encrypted.require(!isEncrypted, text())
        let known = ZipEntry.Flags.understood | ZipEntry.Flags.encrypted
        try ArchiveRule.unsupportedMethod.require(
            (method == 0 || method == 8) && flags & ~known == 0,
            text()
        )
    }

    /// A second name in an extra field replaces the first in some readers, so it must be the same.
    private static func check(
        unicodeName fields: ExtraFields,
        _ window: SliceWindow,
        _ name: ArraySlice<UInt8>,
        _ text: () -> String
    ) throws(ArchiveError) {
        guard let second = fields.unicodeName else { return }
        try ArchiveRule.secondName.require(window.bytes(second) == name, text())
    }

    private mutating func check(sizesOf entry: ZipEntry) throws(ArchiveError) {
        try ArchiveRule.fileSize.require(entry.size <= limits.file.bytes, contents.text(entry))
        let (sum, isTooLarge) = total.addingReportingOverflow(entry.size)
        total = isTooLarge ? .max : sum
        try ArchiveRule.totalSize.require(total <= limits.total.bytes)
        try ArchiveRule.sizeMismatch.require(
            entry.method != 0 || entry.compressedSize == entry.size,
            contents.text(entry)
        )
        // Nothing, deflated, is two bytes: nobody reads the data of a directory, so it may not be more.
        let isEmpty = entry.size == 0 && entry.compressedSize <= 2 && entry.checksum == 0
        guard entry.kind == .file || isEmpty else {
            throw .rule(.malformed, entry: contents.text(entry))
        }
    }

    /// Declared sizes suffice: while inflating, a file that exceeds its declared size stops everything.
    private func checkRatios() throws(ArchiveError) {
        var packed = 0
        for entry in contents.entries {
            packed += entry.compressedSize
            try checkRatio(entry.size, entry.compressedSize, contents.text(entry))
        }
        try checkRatio(total, packed, "")
    }

    private func checkRatio(_ unpacked: Int, _ packed: Int, _ name: @autoclosure () -> String)
        throws(ArchiveError)
    {
        let needed = unpacked / limits.ratio + (unpacked % limits.ratio == 0 ? 0 : 1)
        let isModest = unpacked <= limits.ratioFloor.bytes || needed <= packed
        try ArchiveRule.ratio.require(isModest, name())
    }

    private consuming func sorted() -> ArchiveContents {
        contents.order = (0..<contents.entries.count).map { Int32($0) }
        let entries = contents.entries
        contents.order.sort { entries[Int($0)].offset < entries[Int($1)].offset }
        return contents
    }
}

/// Where the parts of one header lie in the slice.
private struct CentralHeader {
    let start: Int
    let name: Range<Int>
    let extra: Range<Int>
    let end: Int
}

/// Where an entry lies and how long it is, packed and unpacked.
private struct Extent {
    let offset: Int
    let compressedSize: Int
    let size: Int
}
