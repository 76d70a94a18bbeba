public import Cryptography
public import Filesystem
public import Paths

/// One file or link that was unpacked.
public struct ExtractedFile: Sendable {
    /// Where it lies below the directory.
    public let path: RelativePath
    /// 0555 when the archive has any execute bit for it, else 0444; 0120777 for a symbolic link.
    public let mode: UInt32
    /// Bytes.
    public let size: Int
    /// SHA-256 of its content, taken while it was written; of its target for a link.
    public let digest: Digest
    /// What the kernel said of it after its last change.
    public let status: FileStatus
}

/// The files and links of an unpacked archive, sorted by path; each value is made when it is asked for.
///
/// 100,000 of them take about half the memory of an array of `ExtractedFile`.
public struct ExtractedFiles: RandomAccessCollection, Sendable {
    /// What is kept of one file.
    struct Record: Sendable {
        let nameStart: UInt32
        let nameLength: UInt16
        let kind: Kind
        let digest: Digest
        let status: FileStatus

        enum Kind: UInt8, Sendable { case plain, executable, link }

        init(name: Range<Int>, kind: Kind, digest: Digest, status: FileStatus) {
            nameStart = UInt32(name.lowerBound)
            nameLength = UInt16(name.count)
            self.kind = kind
            self.digest = digest
            self.status = status
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameLength) }
    }

    private let names: [UInt8]
    private let records: [Record]

    /// Takes records in any order; the names of all of them are ranges of `names`.
    init(names: [UInt8], records: consuming [Record]) {
        self.names = names
        // In place: a caller that gives its records away has them in memory once.
        var sorted = consume records
        sorted.sort { names[$0.name].lexicographicallyPrecedes(names[$1.name]) }
        self.records = sorted
    }

    /// Zero.
    public var startIndex: Int { 0 }
    /// The number of files and links.
    public var endIndex: Int { records.count }

    /// The file at a position in the order of paths.
    public subscript(position: Int) -> ExtractedFile {
        let record = records[position]
        let name = String(decoding: names[record.name], as: UTF8.self)
        guard let path = try? RelativePath(parsing: name) else {
            preconditionFailure("the rules for names are stricter than those for paths")
        }
        return ExtractedFile(
            path: path,
            mode: record.kind.mode,
            size: Int(clamping: record.status.size),
            digest: record.digest,
            status: record.status
        )
    }
}

extension ExtractedFiles.Record.Kind {
    /// The permission bits of the file that is written, or those by which a seal marks a link.
    var mode: UInt32 {
        switch self {
        case .plain: 0o444
        case .executable: 0o555
        case .link: 0o120777
        }
    }
}
