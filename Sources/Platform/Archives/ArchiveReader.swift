internal import CArchive
internal import Filesystem

/// Inflates the entries of a checked archive, one after the other, in the order of their local headers.
///
/// What libarchive finds must agree with what was checked: it decides how bytes are inflated, never which names exist.
struct ArchiveReader: ~Copyable {
    private let handle: ArchiveHandle
    private let contents: ArchiveContents
    /// Where it is in the order of local headers; -1 before the first.
    private(set) var position = -1
    private var unpacked = 0
    private var isAtEnd = true

    /// Opens libarchive's seekable reader on a slice, the only bytes it can see.
    init(_ slice: FileSlice, _ contents: ArchiveContents) throws(ArchiveError) {
        self.contents = contents
        handle = try ArchiveHandle(slice)
    }

    /// Moves to the next entry, leaving out what was not read of this one.
    mutating func next() throws(ArchiveError) -> ZipEntry {
        position += 1
        let entry = contents.entries[Int(contents.order[position])]
        guard let header = try handle.nextHeader() else {
            throw .rule(.malformed, entry: contents.text(entry))
        }
        let kind: ZipEntry.Kind? = header.isFile ? .file : header.isDirectory ? .directory : nil
        guard header.size == entry.size, kind == entry.kind,
            isName(header.name, of: entry)
        else { throw .rule(.malformed, entry: contents.text(entry)) }
        unpacked = 0
        isAtEnd = false
        return entry
    }

    /// The next bytes of the entry, valid until the next call; nil at its end.
    mutating func block() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        let entry = contents.entries[Int(contents.order[position])]
        guard !isAtEnd else { return nil }
        let (bytes, verdict) = try unsafe handle.nextBlock { contents.text(entry) }
        unpacked += bytes.count
        try ArchiveRule.sizeMismatch.require(unpacked <= entry.size, contents.text(entry))
        guard verdict == .more else {
            isAtEnd = true
            try ArchiveRule.crc.require(verdict != .wrongChecksum, contents.text(entry))
            try ArchiveRule.sizeMismatch.require(
                unpacked == entry.size && verdict != .wrongSize,
                contents.text(entry)
            )
            return unsafe bytes.isEmpty ? nil : bytes
        }
        return unsafe bytes
    }

    /// libarchive gives names in composed form, so beyond ASCII they are compared as Swift compares texts.
    private func isName(_ found: [UInt8], of entry: ZipEntry) -> Bool {
        let bare = entry.kind == .directory && found.last == 0x2F ? found.dropLast() : found[...]
        let expected = contents.names[entry.name]
        if bare == expected { return true }
        return String(decoding: bare, as: UTF8.self) == String(decoding: expected, as: UTF8.self)
    }
}
