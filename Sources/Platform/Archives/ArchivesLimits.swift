public import Diagnostics

/// How much an archive may ask for.
public struct ExtractionLimits: Sendable {
    /// Entries of an archive, and directories that they imply.
    public var entries = 100_000
    /// Bytes of all files together.
    public var total = ByteCount.gibibytes(2)
    /// Bytes of one file.
    public var file = ByteCount.mebibytes(512)
    /// Unpacked bytes for one packed byte, of a file and of the whole.
    public var ratio = 200
    /// How much may be unpacked at any ratio: small files of zeros are common and harmless.
    public var ratioFloor = ByteCount.mebibytes(10)
    /// Names in one path.
    public var depth = 64
    /// Bytes of one name: what Linux and macOS can store.
    public var component = 255
    /// Bytes of one path: what the kernel accepts in one call.
    public var path = 4096
    /// Bytes of the central directory; with the limit on names this bounds the memory that is needed.
    public var directory = ByteCount.mebibytes(64)
    /// Bytes of all names together, which are held in memory: 167 for each of 100,000.
    public var names = ByteCount.mebibytes(16)

    /// The limits of the contract.
    public static let standard = ExtractionLimits()

    /// The limits of the contract, to be tightened.
    public init() {}
}

/// Sizes that are our own choice and bound memory.
enum ArchiveSizes {
    /// What is read at once from an archive, and so the most that one inflating step sees.
    static let block = 256 << 10
    /// What is read at once where only headers are looked at.
    static let headers = 512
    /// The longest DER of a signature block: the zip comment that may cover it has a 16-bit length.
    static let signature = 64 << 10
    /// What all threads together may hold to inflate whole buffers.
    ///
    /// A file of 16 MiB with its packed bytes, or two smaller ones at a time. It bounds memory; a larger file is
    /// inflated as a stream.
    static let workspaces = 28 << 20
    /// What a thread takes at once for small files.
    static let workspaceStep = 1 << 20
    /// An extended header of a tar archive: paths and attributes, never content.
    static let tarExtension = 1 << 20
    /// What is unpacked of a tar archive beyond its files: headers and padding, for one entry.
    static let tarOverhead = 4 << 10
    /// Up to here a second worker is worth its own copy of the central directory.
    static let entriesForTwoWorkers = 25_000
    /// From here on (packed bytes) a second worker is worth its start.
    static let bytesForTwoWorkers = 1 << 20
}
