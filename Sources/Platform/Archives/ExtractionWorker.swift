internal import Cryptography
internal import Filesystem

/// Unpacks a share of the files of an archive, on its own thread and with its own reader.
///
/// The directories exist before the first worker starts, and no two workers write the same file, so their order
/// does not matter. The first failure makes the others stop at their next block.
struct ExtractionWorker {
    /// What a worker did.
    struct Outcome: Sendable {
        var records: [ExtractedFiles.Record] = []
        /// Names at the top that it made.
        var made: [String] = []
        var failure: ArchiveError?
    }

    private let archive: ZipArchive
    private let share: Range<Int>
    private let keepGoing: () -> Bool
    private var writer: TreeWriter

    /// Unpacks everything and returns when all workers have ended.
    static func run(
        _ archive: ZipArchive,
        into directory: Directory,
        keepGoing: @escaping @Sendable () -> Bool
    ) -> [Outcome] {
        let shares = shares(of: archive.contents)
        let results = WorkerResults(count: shares.count)
        let perform: @Sendable (Int) -> Void = { index in
            var worker = ExtractionWorker(
                archive: archive,
                share: shares[index],
                keepGoing: { keepGoing() && !results.hasFailed },
                writer: TreeWriter(archive.contents, into: directory)
            )
            results.set(worker.work(), at: index)
        }
        let threads = (1..<shares.count).map { index in WorkerThread { perform(index) } }
        perform(0)
        for thread in threads { thread.join() }
        return results.all
    }

    /// One share, or two of about the same number of packed bytes.
    private static func shares(of contents: ArchiveContents) -> [Range<Int>] {
        let everything = 0..<contents.order.count
        let sizes = contents.order.map { contents.entries[Int($0)].compressedSize }
        let total = sizes.reduce(0, +)
        guard sizes.count > 1, sizes.count <= ArchiveSizes.entriesForTwoWorkers,
            total >= ArchiveSizes.bytesForTwoWorkers
        else { return [everything] }
        var before = 0
        var middle = 0
        while before < total / 2 {
            before += sizes[middle]
            middle += 1
        }
        return [0..<middle, middle..<everything.upperBound].filter { !$0.isEmpty }
    }

    private mutating func work() -> Outcome {
        var outcome = Outcome()
        do throws(ArchiveError) {
            try NameLocale.apply { () throws(ArchiveError) in try unpack(into: &outcome) }
        } catch {
            outcome.failure = error
        }
        outcome.made = writer.made
        return outcome
    }

    private mutating func unpack(into outcome: inout Outcome) throws(ArchiveError) {
        var reader = try ArchiveReader(archive.slice, archive.contents)
        outcome.records.reserveCapacity(share.count)
        for position in 0..<share.upperBound {
            let entry = try reader.next()
            guard position >= share.lowerBound else { continue }
            guard entry.kind == .file else { continue }
            outcome.records.append(
                try write(entry, archive.contents.order[position], from: &reader)
            )
        }
    }

    private mutating func write(
        _ entry: ZipEntry,
        _ index: Int32,
        from reader: inout ArchiveReader
    ) throws(ArchiveError) -> ExtractedFiles.Record {
        let file = try filing { () throws(FilesystemError) in
            try writer.createFile(entry.node, mode: entry.mode)
        }
        var hasher = DigestHasher()
        while let block = try unsafe reader.block() {
            guard keepGoing() else { throw .interrupted }
            unsafe hasher.update(block)
            try filing { () throws(FilesystemError) in try unsafe file.write(block) }
        }
        let status = try filing { () throws(FilesystemError) in
            let status = try file.status()
            // The person's umask may have taken bits away; rarely, so this asks before it changes.
            guard status.permissions != entry.mode else { return status }
            try file.changeMode(to: entry.mode)
            return try file.status()
        }
        return .init(entry: index, digest: hasher.finish(), status: status)
    }
}

/// Wraps what the file system refuses.
func filing<Value>(_ body: () throws(FilesystemError) -> Value) throws(ArchiveError) -> Value {
    do throws(FilesystemError) { return try body() } catch { throw .file(error) }
}
