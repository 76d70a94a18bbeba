internal import Archives
public import Cryptography
internal import Diagnostics
internal import Filesystem
public import PackageModel
internal import Paths
public import Trust

/// Trees of unpacked artifacts, each made once and named by the artifact's digest.
public struct UnpackedStore: Sendable {
    /// Threads that may share one large archive; one where several are unpacked at a time.
    public var workers = 2
    /// Asked between blocks, from any thread; false stops the unpacking with an error.
    public var keepGoing: @Sendable () -> Bool = { true }
    private let layout: StoreLayout
    private let content: ContentStore

    /// A view of the trees below the layout's roots.
    public init(layout: StoreLayout) {
        self.layout = layout
        content = ContentStore(layout: layout)
    }

    /// The tree of a bundle, unpacking it when it is not here yet.
    public func tree(of artifact: VerifiedArtifact, staging: Staging) throws(StoreError)
        -> UnpackedTree
    {
        if let tree = try existing(artifact.digest, as: .bundle) { return tree }
        let file = try content.open(artifact.digest)
        return try publish(unpack(artifact.digest, .bundle, from: file, staging: staging))
    }

    /// The tree of an artifact of any shape, unpacking it when it is not here yet.
    ///
    /// - Parameters:
    ///   - artifact: The artifact, whose bytes are hashed again unless they just arrived.
    ///   - shape: By which rules it is unpacked.
    ///   - isFresh: Whether this process has hashed the bytes while they arrived, a moment ago.
    ///   - staging: Work in progress of this process.
    ///   - check: Looks at a tree that was just unpacked, before anybody can find it; what it throws ends this.
    /// - Returns: The tree, whoever unpacked it.
    /// - Throws: `StoreError`, and what `check` throws.
    public func tree(
        of artifact: VerifiedArtifact,
        as shape: ArtifactShape,
        isFresh: Bool = false,
        staging: Staging,
        check: (UnpackedTree) throws -> Void = { _ in }
    ) throws -> UnpackedTree {
        if let tree = try existing(artifact.digest, as: shape) { return tree }
        let file =
            isFresh ? try content.openAdmitted(artifact) : try content.open(artifact.digest)
        let work = try unpack(artifact.digest, shape, from: file, staging: staging)
        try check(work.tree)
        return try publish(work)
    }

    /// Whether there is a tree of this artifact, so that its own bytes are not needed.
    public func contains(_ digest: Digest, as shape: ArtifactShape = .bundle) throws(StoreError)
        -> Bool
    {
        let place = layout.unpacked(digest).appending(shape.directoryName)
        return try filing { () throws(FilesystemError) in try Files.status(place) != nil }
    }

    /// The tree of an artifact that was verified and unpacked before; nil when there is none that can be read.
    public func existing(_ digest: Digest, as shape: ArtifactShape) throws(StoreError)
        -> UnpackedTree?
    {
        guard try contains(digest, as: shape) else { return nil }
        let place = layout.unpacked(digest)
        let read = try filing { () throws(FilesystemError) in
            (
                try Files.read(place.appending("seal"), limit: StoreLimits.record),
                try Files.read(place.appending("stat"), limit: StoreLimits.record)
            )
        }
        guard let sealBytes = read.0, let statBytes = read.1,
            let seal = try? Seal(parsing: sealBytes), let stats = StatRecord(parsing: statBytes)
        else { return nil }
        return UnpackedTree(
            artifact: digest,
            shape: shape,
            directory: place.appending(shape.directoryName),
            seal: seal,
            known: stats
        )
    }

    /// Unpacks the artifact anew from its re-hashed bytes, to replace a damaged tree.
    func renewed(_ digest: Digest, as shape: ArtifactShape, staging: Staging) throws(StoreError)
        -> UnpackedTree
    {
        let file = try content.open(digest)
        try filing { () throws(FilesystemError) in
            let parent = try Directory.create(layout.unpacked)
            let damaged = "damaged-" + randomName()
            guard try parent.status(name: digest.hex) != nil else { return }
            // Renamed first, so that nobody meets a half-removed tree under the final name.
            try parent.rename(digest.hex, to: damaged, in: staging.directory)
        }
        return try publish(unpack(digest, shape, from: file, staging: staging))
    }

    /// A tree in the staging directory, which nobody else can find.
    private struct Work {
        let tree: UnpackedTree
        let name: String
        let staging: Staging
    }

    private func unpack(
        _ digest: Digest,
        _ shape: ArtifactShape,
        from file: OpenFile,
        staging: Staging
    ) throws(StoreError) -> Work {
        let name = "unpack-" + randomName()
        let work = try filing { () throws(FilesystemError) in try staging.directory.make(name) }
        let place = try filing { () throws(FilesystemError) in
            try work.make(shape.directoryName)
        }
        let files: ExtractedFiles
        do throws(ArchiveError) {
            files = try shape.extract(file, into: place, workers: workers, keepGoing: keepGoing)
        } catch {
            content.forget(digest, refusedFor: error)
            throw .archive(error)
        }
        let seal = Seal(
            entries: files.map { .init(path: $0.path, mode: $0.mode, digest: $0.digest) }
        )
        try filing { () throws(FilesystemError) in
            let list = try work.createFile("seal")
            try seal.forEachPart { (part) throws(FilesystemError) in try list.write(part) }
            let record = try work.createFile("stat")
            let found = files.lazy.map {
                StatRecord.Entry(path: $0.path.description, fingerprint: $0.status.fingerprint)
            }
            try StatRecord.forEachPart(of: found) { (part) throws(FilesystemError) in
                try record.write(part)
            }
        }
        let tree = UnpackedTree(
            artifact: digest,
            shape: shape,
            directory: place.path,
            seal: seal,
            known: nil
        )
        return Work(tree: tree, name: name, staging: staging)
    }

    /// Gives a tree its name; where somebody else was faster, theirs is the tree.
    private func publish(_ work: Work) throws(StoreError) -> UnpackedTree {
        let digest = work.tree.artifact
        let shape = work.tree.shape
        let isOurs = try filing { () throws(FilesystemError) in
            let parent = try Directory.create(layout.unpacked)
            let staging = work.staging.directory
            do throws(FilesystemError) {
                try staging.renameExclusively(work.name, to: digest.hex, in: parent)
                return true
            } catch {
                // Somebody else finished first, or left one that cannot be read: ours replaces neither now.
                guard try parent.status(name: digest.hex) != nil else { throw error }
                return false
            }
        }
        if isOurs {
            return UnpackedTree(
                artifact: digest,
                shape: shape,
                directory: layout.unpacked(digest).appending(shape.directoryName),
                seal: work.tree.seal,
                known: nil
            )
        }
        guard let stored = try existing(digest, as: shape) else {
            return try renewed(digest, as: shape, staging: work.staging)
        }
        return stored
    }
}
