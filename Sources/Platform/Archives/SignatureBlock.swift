public import Filesystem

/// Where the signature block of a bundle lies, found by arithmetic from the end of the file.
///
/// The block is `MCPB_SIG_V1`, the length of the DER (UInt32), the DER, `MCPB_SIG_END`. Its bytes are located here,
/// not believed: who signed what is decided elsewhere. Source: formats 6.1 and 6.3.
public struct SignatureBlock: Hashable, Sendable {
    /// The bytes before the block: the zip archive, the only thing that is parsed.
    public let zip: Range<Int>
    /// The DER of the CMS message.
    public let message: Range<Int>
    /// The whole block, to the end of the file.
    public var block: Range<Int> { zip.upperBound..<message.upperBound + Self.footer.count }

    private static let header = Array("MCPB_SIG_V1".utf8)
    private static let footer = Array("MCPB_SIG_END".utf8)

    /// Finds the block of a bundle; nil when the file does not end like one.
    /// - Throws: `ArchiveError.rule(.signatureBlock)` when the file ends like a block that is none.
    public static func find(in file: OpenFile) throws(ArchiveError) -> SignatureBlock? {
        try find(in: FileSlice(file))
    }

    static func find(in slice: FileSlice) throws(ArchiveError) -> SignatureBlock? {
        let frame = header.count + 4 + footer.count
        let start = max(0, slice.count - frame - ArchiveSizes.signature)
        let tail = try slice.bytes(start..<slice.count)
        guard tail.count >= frame, tail.suffix(footer.count).elementsEqual(footer) else {
            return nil
        }
        let end = tail.count - footer.count
        guard let found = headerPosition(in: tail, before: end) else {
            // Replaced by *true* the rule leaves the file as if it had no block.
            try ArchiveRule.signatureBlock.require(false)
            return nil
        }
        let message = found + header.count + 4..<end
        try ArchiveRule.signatureBlock.require(isOneElement(tail[message]))
        try ArchiveRule.secondArchive.require(!containsZipSignature(tail[message]))
        return SignatureBlock(
            zip: 0..<start + found,
            message: start + message.lowerBound..<start + message.upperBound
        )
    }

    /// The nearest header whose length leads exactly to the footer.
    private static func headerPosition(in tail: [UInt8], before end: Int) -> Int? {
        var position = end - header.count - 4
        while position >= 0 {
            let length = end - position - header.count - 4
            if tail[position] == header[0],
                tail[position..<position + header.count].elementsEqual(header),
                littleEndian(tail, position + header.count) == length
            {
                return position
            }
            position -= 1
        }
        return nil
    }

    /// Whether the bytes are one DER SEQUENCE without anything after it.
    private static func isOneElement(_ bytes: ArraySlice<UInt8>) -> Bool {
        let head = Array(bytes.prefix(5))
        guard head.count >= 2, head[0] == 0x30 else { return false }
        switch head[1] {
        case 0..<0x80: return bytes.count == 2 + Int(head[1])
        case 0x81 where head.count > 2: return bytes.count == 3 + Int(head[2])
        case 0x82 where head.count > 3:
            return bytes.count == 4 + Int(head[2]) << 8 + Int(head[3])
        case 0x83 where head.count > 4:
            return bytes.count == 5 + Int(head[2]) << 16 + Int(head[3]) << 8 + Int(head[4])
        default: return false
        }
    }

    private static func littleEndian(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3])
            << 24
    }
}

/// Whether a reader that searches for records instead of following lengths could find one here.
func containsZipSignature(_ bytes: ArraySlice<UInt8>) -> Bool {
    let kinds: [(UInt8, UInt8)] = [(1, 2), (3, 4), (5, 6), (6, 6), (6, 7)]
    guard bytes.count >= 4 else { return false }
    for index in bytes.startIndex...bytes.endIndex - 4 where bytes[index] == 0x50 {
        guard bytes[index + 1] == 0x4B else { continue }
        if kinds.contains(where: { bytes[index + 2] == $0.0 && bytes[index + 3] == $0.1 }) {
            return true
        }
    }
    return false
}
