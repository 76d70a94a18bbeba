/// Makes zip archives byte by byte: valid ones from a list of files, and ones that lie wherever a test wants.
public struct ZipWriter: Sendable {
    /// What is written, in order.
    public var records: [ZipRecord] = []
    /// Bytes before the first local header that no offset accounts for.
    public var prefix: [UInt8] = []
    /// Bytes between the last entry and the central directory.
    public var beforeDirectory: [UInt8] = []
    /// Bytes between the central directory and the end record.
    public var afterDirectory: [UInt8] = []
    /// The comment of the archive.
    public var comment: [UInt8] = []
    /// Bytes after the end record that its comment length does not cover.
    public var suffix: [UInt8] = []
    /// How many entries the end records declare instead of the truth.
    public var declaredEntries: UInt64?
    /// How long the end record says the directory is.
    public var declaredDirectorySize: UInt64?
    /// Where the end record says the directory is.
    public var declaredDirectoryOffset: UInt64?
    /// How long the end record says the comment is.
    public var declaredCommentLength: Int?
    /// Which disk the end record says this is.
    public var declaredDisk: UInt16 = 0
    /// Whether a zip64 end record with its locator is written.
    public var isLarge = false
    /// What the locator of the zip64 end record is off by.
    public var locatorError = 0

    /// An archive without entries.
    public init() {}

    /// A valid archive of files, in the order given.
    public init(files: [(path: String, bytes: [UInt8], mode: UInt32)], deflated: Bool = false) {
        for file in files { add(file.path, file.bytes, mode: file.mode, deflated: deflated) }
    }

    /// Adds a file.
    public mutating func add(
        _ path: String,
        _ bytes: [UInt8],
        mode: UInt32 = 0o644,
        deflated: Bool = false
    ) {
        records.append(ZipRecord(path, bytes, mode: mode, deflated: deflated))
    }

    /// Adds a directory as an entry of its own.
    public mutating func addDirectory(_ path: String) {
        records.append(ZipRecord(path + "/", [], mode: 0o40755))
    }

    /// The bytes of the archive; the same for the same input.
    public func bytes() -> [UInt8] {
        var output = prefix
        var directory: [UInt8] = []
        for record in records {
            let offset = record.offset ?? output.count
            output += record.localPart
            if record.isListed { directory += record.centralHeader(at: offset) }
        }
        output += beforeDirectory
        let start = output.count
        output += directory + afterDirectory
        return output + endRecords(directory: start, size: directory.count, at: output.count)
            + suffix
    }

    private func endRecords(directory: Int, size: Int, at position: Int) -> [UInt8] {
        let entries = declaredEntries ?? UInt64(records.count { $0.isListed })
        let size = declaredDirectorySize ?? UInt64(size)
        let offset = declaredDirectoryOffset ?? UInt64(directory)
        var output: [UInt8] = []
        if isLarge {
            output += le32(0x0606_4B50) + le64(44) + le16(45) + le16(45) + le32(0) + le32(0)
            output += le64(entries) + le64(entries) + le64(size) + le64(offset)
            output += le32(0x0706_4B50) + le32(0) + le64(UInt64(position + locatorError)) + le32(1)
        }
        output += le32(0x0605_4B50) + le16(declaredDisk) + le16(0)
        output += le16(UInt16(clamping: entries)) + le16(UInt16(clamping: entries))
        output += le32(UInt32(clamping: size)) + le32(UInt32(clamping: offset))
        return output + le16(UInt16(declaredCommentLength ?? comment.count)) + comment
    }
}

/// One entry as it is written twice: before its data, and in the central directory.
public struct ZipRecord: Sendable {
    /// The name, any bytes.
    public var name: [UInt8]
    /// The bytes after the local header, packed or not.
    public var data: [UInt8]
    /// 0 for stored, 8 for deflated.
    public var method: UInt16
    /// The general purpose bits.
    public var flags: UInt16 = 0
    /// The declared CRC-32.
    public var checksum: UInt32
    /// The declared size of the content.
    public var size: UInt32
    /// The declared size of `data`.
    public var compressedSize: UInt32
    /// The upper half of the external attributes.
    public var mode: UInt32
    /// The lower half: what DOS knew of a file.
    public var dosAttributes: UInt32 = 0
    /// Which system the attributes are from; 3 is Unix.
    public var madeBy: UInt16 = 3
    /// Extra fields of the central directory.
    public var extra: [UInt8] = []
    /// Which disk the entry is said to be on.
    public var disk: UInt16 = 0
    /// What the local header begins with; the values that follow are written there where they differ.
    public var localSignature: UInt32 = 0x0403_4B50
    /// The name there.
    public var localName: [UInt8]?
    /// The method there.
    public var localMethod: UInt16?
    /// The general purpose bits there.
    public var localFlags: UInt16?
    /// The checksum there.
    public var localChecksum: UInt32?
    /// The size there.
    public var localSize: UInt32?
    /// The packed size there.
    public var localCompressedSize: UInt32?
    /// The extra fields there.
    public var localExtra: [UInt8] = []
    /// Bytes after the data: a data descriptor, or a gap.
    public var after: [UInt8] = []
    /// Where the central directory says the entry is, when that is not the truth.
    public var offset: Int?
    /// Whether the central directory lists the entry.
    public var isListed = true

    /// A file with truthful headers.
    public init(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644, deflated: Bool = false) {
        self.init(name: Array(path.utf8), bytes, mode: mode, deflated: deflated)
    }

    /// A file whose name may be any bytes.
    public init(name: [UInt8], _ bytes: [UInt8], mode: UInt32 = 0o644, deflated: Bool = false) {
        self.name = name
        self.mode = mode
        data = deflated ? Deflate.stored(bytes) : bytes
        method = deflated ? 8 : 0
        checksum = crc32(bytes)
        size = UInt32(bytes.count)
        compressedSize = UInt32(data.count)
        if name.contains(where: { $0 >= 0x80 }) { flags = 1 << 11 }
    }

    /// A file of zeros that is packed about a thousand to one; its checksum is not computed.
    public init(_ path: String, zeros count: Int) {
        self.init(path, [])
        data = Deflate.zeros(count)
        method = 8
        size = UInt32(count)
        compressedSize = UInt32(data.count)
    }

    /// Moves checksum and sizes behind the data, as packers do that cannot seek.
    public mutating func describeAfterData(marked: Bool = true) {
        flags |= 1 << 3
        (localChecksum, localSize, localCompressedSize) = (0, 0, 0)
        after =
            (marked ? le32(0x0807_4B50) : []) + le32(checksum) + le32(compressedSize) + le32(size)
    }

    var localPart: [UInt8] {
        let name = localName ?? name
        var output = le32(localSignature) + le16(20) + le16(localFlags ?? flags)
        output += le16(localMethod ?? method) + le16(0) + le16(0x21)
        output += le32(localChecksum ?? checksum) + le32(localCompressedSize ?? compressedSize)
        output += le32(localSize ?? size) + le16(UInt16(name.count))
        return output + le16(UInt16(localExtra.count)) + name + localExtra + data + after
    }

    func centralHeader(at offset: Int) -> [UInt8] {
        var output = le32(0x0201_4B50) + le16(madeBy << 8 | 20) + le16(20) + le16(flags)
        output += le16(method) + le16(0) + le16(0x21) + le32(checksum) + le32(compressedSize)
        output += le32(size) + le16(UInt16(name.count)) + le16(UInt16(extra.count)) + le16(0)
        output += le16(disk) + le16(0) + le32(mode << 16 | dosAttributes) + le32(UInt32(offset))
        return output + name + extra
    }
}

/// Two bytes, the lower first.
public func le16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

/// Four bytes, the lowest first.
public func le32(_ value: UInt32) -> [UInt8] {
    le16(UInt16(truncatingIfNeeded: value)) + le16(UInt16(truncatingIfNeeded: value >> 16))
}

/// Eight bytes, the lowest first.
public func le64(_ value: UInt64) -> [UInt8] {
    le32(UInt32(truncatingIfNeeded: value)) + le32(UInt32(truncatingIfNeeded: value >> 32))
}

/// The checksum of zip archives.
public func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
        value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
    }
}
