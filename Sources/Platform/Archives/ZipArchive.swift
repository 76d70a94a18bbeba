public import Diagnostics
public import Filesystem

/// What may surround a zip archive in its file.
public enum ArchiveFlavour: Sendable {
    /// Nothing.
    case zip
    /// At most one signature block after it, located by arithmetic from the end.
    case mcpb
}

/// An archive whose whole structure has been checked; only its compressed data is still unread.
///
/// Made from bytes whose digest the caller has compared. Every rule about names, kinds, sizes and layout is applied
/// before the first file can be written, so a broken one leaves nothing to clean up.
public struct ZipArchive: Sendable {
    /// Where the signature block is; nil when the bundle has none.
    public let signature: SignatureBlock?

    /// From the first local header to the end record without its comment.
    let slice: FileSlice
    let contents: ArchiveContents

    /// Checks the whole structure of an archive.
    ///
    /// - Parameters:
    ///   - file: Must not change while this value is used.
    ///   - flavour: What may surround the archive.
    ///   - limits: How much it may ask for.
    ///   - reserved: Names that no entry may have at the top, in any case.
    /// - Throws: `ArchiveError.rule` with the first broken rule.
    public init(
        checking file: OpenFile,
        as flavour: ArchiveFlavour,
        limits: ExtractionLimits = .standard,
        reserved: Set<String> = [".mcppkg"]
    ) throws(ArchiveError) {
        let whole = try FileSlice(file)
        signature = flavour == .mcpb ? try SignatureBlock.find(in: whole) : nil
        let zip = whole.prefix(signature?.zip.upperBound ?? whole.count)
        let block = whole.count - zip.count
        let end = try EndRecord.find(in: zip, block: block, limits: limits)
        try ArchiveRule.malformed.require(end.entries > 0)
        slice = zip.prefix(end.end)
        var found = try CentralDirectory.read(slice, end, limits: limits, reserved: reserved)
        found.dataStarts = try LocalHeaders.check(slice, found, before: end.directory.lowerBound)
        contents = found
    }

    /// The content of one file; nil when there is no file of exactly that name.
    /// - Throws: `ArchiveError.rule(.fileSize)` when it is larger than `limit`.
    public func read(_ name: String, limit: ByteCount) throws(ArchiveError) -> [UInt8]? {
        let wanted = Array(name.utf8)[...]
        let found = contents.order.firstIndex { index in
            let entry = contents.entries[Int(index)]
            return entry.kind == .file && contents.names[entry.name] == wanted
        }
        guard let found else { return nil }
        let entry = contents.entries[Int(contents.order[found])]
        try ArchiveRule.fileSize.require(entry.size <= limit.bytes, name)
        var reader = try MemberReader(self)
        var content: [UInt8] = []
        content.reserveCapacity(entry.size)
        try unsafe reader.forEachBlock(ofEntryAt: found) { block in
            unsafe content.append(contentsOf: block)
        }
        return content
    }
}
