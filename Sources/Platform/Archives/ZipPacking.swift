public import Filesystem
public import Paths

/// Packs files into a zip archive of which the same input always gives the same bytes.
///
/// Entries are sorted by path, deflated, dated 1980-01-01 and owned by nobody. Equal bytes are promised for one
/// version of zlib, not across versions.
public struct ZipPacker {
    /// Where the content of a packed file comes from.
    public enum Source: Sendable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// An open file, read from its position to its end.
        case file(OpenFile)
    }

    /// One file to pack.
    public struct Item: Sendable {
        let path: RelativePath
        let mode: UInt32
        let source: Source

        /// Takes the path in the archive, the permission bits and the content.
        public init(path: RelativePath, mode: UInt32, source: Source) {
            self.path = path
            self.mode = mode
            self.source = source
        }
    }

    /// Writes an archive of the items to a file, replacing what is there.
    /// - Throws: `ArchiveError.file` when a file cannot be read or written.
    public static func pack(_ items: [Item], to path: AbsolutePath) throws(ArchiveError) {
        let file = try filing { () throws(FilesystemError) in
            try Directory.open(path.parent).replaceFile(path.name, mode: 0o644)
        }
        try pack(items, to: file)
    }

    /// Writes an archive of the items to an empty open file.
    /// - Throws: `ArchiveError.file` when a file cannot be read or written.
    public static func pack(_ items: [Item], to file: OpenFile) throws(ArchiveError) {
        try NameLocale.apply { () throws(ArchiveError) in
            var writer = try ArchiveWriter(file)
            for item in items.sorted(by: { $0.path < $1.path }) {
                try add(item, to: &writer)
            }
            try writer.close()
        }
    }

    private static func add(_ item: Item, to writer: inout ArchiveWriter) throws(ArchiveError) {
        let name = item.path.description
        switch item.source {
        case .bytes(let bytes):
            try writer.begin(name, mode: item.mode, size: bytes.count)
            try writer.append(bytes)
        case .file(let file):
            let status = try filing { () throws(FilesystemError) in try file.status() }
            try writer.begin(name, mode: item.mode, size: Int(clamping: status.size))
            var block = try next(of: file)
            while !block.isEmpty {
                try writer.append(block)
                block = try next(of: file)
            }
        }
    }

    private static func next(of file: OpenFile) throws(ArchiveError) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: ArchiveSizes.block)
        var failure: FilesystemError?
        let count = unsafe block.withUnsafeMutableBytes { buffer in
            do throws(FilesystemError) {
                return try unsafe file.read(into: buffer)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw .file(failure) }
        block.removeSubrange(count...)
        return block
    }
}
