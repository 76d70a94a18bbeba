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
        /// Knows what was made at the top; nil when nothing was.
        var writer: TreeWriter?
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
        workers: Int,
        keepGoing: @escaping @Sendable () -> Bool
    ) -> [Outcome] {
        let shares = shares(of: archive.contents, workers: workers)
        let results = Guarded([Outcome](repeating: Outcome(), count: shares.count))
        let perform: @Sendable (Int) -> Void = { index in
            var worker = ExtractionWorker(
                archive: archive,
                share: shares[index],
                keepGoing: {
                    keepGoing() && !results.read { $0.contains { $0.failure != nil } }
                },
                writer: TreeWriter(into: directory)
            )
            let outcome = worker.work()
            results.change { $0[index] = outcome }
        }
        let threads = (1..<shares.count).map { index in
            let thread = WorkerThread.start { perform(index) }
            // Where the system has no thread left this one does the work.
            if thread == nil { perform(index) }
            return thread
        }
        perform(0)
        for thread in threads { thread?.join() }
        return results.read { $0 }
    }

    /// One share, or two of about the same number of packed bytes.
    private static func shares(of contents: ArchiveContents, workers: Int) -> [Range<Int>] {
        let everything = 0..<contents.order.count
        let sizes = contents.order.map { contents.entries[Int($0)].compressedSize }
        let total = sizes.reduce(0, +)
        guard workers > 1, sizes.count > 1, sizes.count <= ArchiveSizes.entriesForTwoWorkers,
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
        do throws(ArchiveError) { try unpack(into: &outcome) } catch { outcome.failure = error }
        outcome.writer = writer
        return outcome
    }

    private mutating func unpack(into outcome: inout Outcome) throws(ArchiveError) {
        var reader = try MemberReader(archive)
        let tree = archive.contents.named
        outcome.records.reserveCapacity(share.count)
        for position in share {
            let entry = archive.contents.entries[Int(archive.contents.order[position])]
            guard entry.kind == .file else { continue }
            let file = try filing { () throws(FilesystemError) in
                try writer.createFile(entry.node, of: tree, mode: entry.mode)
            }
            var hasher = DigestHasher()
            let keepGoing = self.keepGoing
            try unsafe reader.forEachBlock(ofEntryAt: position) { (block) throws(ArchiveError) in
                guard keepGoing() else { throw .interrupted }
                unsafe hasher.update(block)
                try filing { () throws(FilesystemError) in try unsafe file.write(block) }
            }
            outcome.records.append(
                .init(
                    name: entry.name,
                    kind: entry.isExecutable ? .executable : .plain,
                    digest: hasher.finish(),
                    status: try settle(file, mode: entry.mode)
                )
            )
        }
    }
}

/// What the kernel says of a file that is written, its permissions as they must be.
func settle(_ file: OpenFile, mode: UInt32) throws(ArchiveError) -> FileStatus {
    try filing { () throws(FilesystemError) in
        let status = try file.status()
        // The person's umask may have taken bits away; rarely, so this asks before it changes.
        guard status.permissions != mode else { return status }
        try file.changeMode(to: mode)
        return try file.status()
    }
}

/// Wraps what the file system refuses.
func filing<Value>(_ body: () throws(FilesystemError) -> Value) throws(ArchiveError) -> Value {
    do throws(FilesystemError) { return try body() } catch { throw .file(error) }
}
