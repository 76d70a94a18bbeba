public import Cryptography
public import Filesystem
public import Paths

/// One file that was unpacked.
public struct ExtractedFile: Sendable {
    /// Where it lies below the directory.
    public let path: RelativePath
    /// Its permission bits: 0555 when the archive has any execute bit for it, else 0444.
    public let mode: UInt32
    /// Bytes.
    public let size: Int
    /// SHA-256 of its content, taken while it was written.
    public let digest: Digest
    /// What the kernel said of it after its last change.
    public let status: FileStatus
}

/// The files of an unpacked archive, sorted by path; each value is made when it is asked for.
///
/// 100,000 of them take about half the memory of an array of `ExtractedFile`.
public struct ExtractedFiles: RandomAccessCollection, Sendable {
    /// What is kept of one file.
    struct Record: Sendable {
        let entry: Int32
        let digest: Digest
        let status: FileStatus
    }

    private let names: [UInt8]
    private let entries: [ZipEntry]
    private let records: [Record]
    /// Indices of `records` in the order of paths.
    private let order: [Int32]

    init(_ contents: ArchiveContents, _ records: [Record]) {
        names = contents.names
        entries = contents.entries
        self.records = records
        func name(_ index: Int32) -> ArraySlice<UInt8> {
            contents.names[contents.entries[Int(records[Int(index)].entry)].name]
        }
        order = (0..<Int32(records.count))
            .sorted { name($0).lexicographicallyPrecedes(name($1)) }
    }

    /// Zero.
    public var startIndex: Int { 0 }
    /// The number of files.
    public var endIndex: Int { records.count }

    /// The file at a position in the order of paths.
    public subscript(position: Int) -> ExtractedFile {
        let record = records[Int(order[position])]
        let entry = entries[Int(record.entry)]
        let name = String(decoding: names[entry.name], as: UTF8.self)
        guard let path = try? RelativePath(parsing: name) else {
            preconditionFailure("the rules for names are stricter than those for paths")
        }
        return ExtractedFile(
            path: path,
            mode: entry.mode,
            size: entry.size,
            digest: record.digest,
            status: record.status
        )
    }
}

extension ZipEntry {
    /// The permission bits of the file that is written.
    var mode: UInt32 { isExecutable ? 0o555 : 0o444 }
}
