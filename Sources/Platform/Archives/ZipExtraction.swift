public import Diagnostics
public import Filesystem

/// Unpacks archives into an open directory.
public enum ZipExtraction {
    /// Checks an archive and unpacks it; when it throws, nothing remains in the directory of what was written.
    ///
    /// Nothing is synced: the caller does that once for all.
    /// - Parameters:
    ///   - file: The archive, whose digest has been compared; must not change meanwhile.
    ///   - flavour: What may surround the archive.
    ///   - directory: A staging directory in which no name of the archive exists.
    ///   - limits: How much the archive may ask for.
    ///   - reserved: Names that no entry may have at the top, in any case.
    /// - Returns: Every file, sorted by path.
    /// - Throws: `ArchiveError.rule` with the first broken rule, `ArchiveError.file` when the disk refuses.
    public static func extract(
        _ file: OpenFile,
        as flavour: ArchiveFlavour,
        into directory: Directory,
        limits: ExtractionLimits = .standard,
        reserved: Set<String> = [".mcppkg"]
    ) throws(ArchiveError) -> [ExtractedFile] {
        let archive = try ZipArchive(
            checking: file,
            as: flavour,
            limits: limits,
            reserved: reserved
        )
        return Array(try archive.extract(into: directory))
    }

    /// Checks a whole archive and reads one of its files into memory; nil when there is none of that name.
    /// - Throws: `ArchiveError.rule` with the first broken rule, `.fileSize` when it is larger than `limit`.
    public static func readEntry(
        _ name: String,
        of file: OpenFile,
        as flavour: ArchiveFlavour,
        limit: ByteCount
    ) throws(ArchiveError) -> [UInt8]? {
        try ZipArchive(checking: file, as: flavour).read(name, limit: limit)
    }
}

extension ZipArchive {
    /// Unpacks every file; when it throws, nothing remains in the directory of what was written.
    ///
    /// - Parameters:
    ///   - directory: A staging directory in which no name of the archive exists.
    ///   - workers: Threads that may share a large archive; one where other archives keep the processors busy.
    ///   - keepGoing: Asked between blocks, from any thread; false stops with `interrupted`.
    /// - Returns: Every file, sorted by path.
    /// - Throws: `ArchiveError.rule` when data is not what its header declares, `.file` when the disk refuses.
    public func extract(
        into directory: Directory,
        workers: Int = 2,
        keepGoing: @escaping @Sendable () -> Bool = { true }
    ) throws(ArchiveError) -> ExtractedFiles {
        var writer = TreeWriter(into: directory)
        do throws(FilesystemError) {
            try writer.makeDirectories(of: contents.named)
        } catch {
            writer.removeAll()
            throw .file(error)
        }
        let outcomes = ExtractionWorker.run(
            self,
            into: directory,
            workers: workers,
            keepGoing: keepGoing
        )
        if let failure = outcomes.lazy.compactMap(\.failure).min(by: { $1 == .interrupted }) {
            for outcome in outcomes { outcome.writer?.removeAll() }
            writer.removeAll()
            throw failure
        }
        // Joining copies, so only where there is something to join: many files have one worker.
        let records = outcomes.count == 1 ? outcomes[0].records : outcomes.flatMap(\.records)
        return ExtractedFiles(names: contents.names, records: records)
    }
}
