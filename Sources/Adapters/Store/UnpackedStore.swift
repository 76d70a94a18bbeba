internal import Archives
public import Cryptography
internal import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Trust

/// The files of an unpacked artifact, in the store, with what the kernel said of each.
public struct UnpackedTree: Sendable {
    /// Where the files are.
    public let directory: AbsolutePath
    /// Path, mode and SHA-256 of every file.
    public let seal: Seal
    /// What the kernel said of each file when its bytes were last known to be right, in the seal's order and
    /// among other entries; nil when this process wrote the files a moment ago.
    let known: StatRecord?
}

/// Trees of unpacked artifacts, each made once and named by the artifact's digest.
public struct UnpackedStore: Sendable {
    private let layout: StoreLayout
    private let content: ContentStore

    /// A view of the trees below the layout's roots.
    public init(layout: StoreLayout) {
        self.layout = layout
        content = ContentStore(layout: layout)
    }

    /// The tree of an artifact, unpacking it when it is not here yet.
    public func tree(of artifact: VerifiedArtifact, staging: Staging) throws(StoreError)
        -> UnpackedTree
    {
        if let tree = try existing(artifact.digest) { return tree }
        return try unpack(artifact, from: try content.open(artifact.digest), staging: staging)
    }

    /// Whether there is a tree of this artifact, so that its own bytes are not needed.
    public func contains(_ digest: Digest) throws(StoreError) -> Bool {
        let record = layout.unpacked(digest).appending("stat")
        return try filing { () throws(FilesystemError) in try Files.status(record) != nil }
    }

    /// Unpacks the artifact anew from its re-hashed bytes, to replace a damaged tree.
    func renewed(_ artifact: VerifiedArtifact, staging: Staging) throws(StoreError) -> UnpackedTree
    {
        let file = try content.open(artifact.digest)
        try filing { () throws(FilesystemError) in
            let parent = try Directory.create(layout.unpacked)
            let damaged = "damaged-" + randomName()
            guard try parent.status(name: artifact.digest.hex) != nil else { return }
            // Renamed first, so that nobody meets a half-removed tree under the final name.
            try parent.rename(artifact.digest.hex, to: damaged, in: staging.directory)
        }
        return try unpack(artifact, from: file, staging: staging)
    }

    private func existing(_ digest: Digest) throws(StoreError) -> UnpackedTree? {
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
        return UnpackedTree(directory: place.appending("tree"), seal: seal, known: stats)
    }

    private func unpack(_ artifact: VerifiedArtifact, from file: OpenFile, staging: Staging)
        throws(StoreError) -> UnpackedTree
    {
        let name = "unpack-" + randomName()
        let work = try filing { () throws(FilesystemError) in try staging.directory.make(name) }
        let tree = try filing { () throws(FilesystemError) in try work.make("tree") }
        let files: ExtractedFiles
        do throws(ArchiveError) {
            files = try ZipArchive(checking: file, as: .mcpb).extract(into: tree)
        } catch {
            content.forget(artifact, refusedFor: error)
            throw .archive(error)
        }
        let seal = Seal(
            entries: files.map { .init(path: $0.path, mode: $0.mode, digest: $0.digest) }
        )
        let isOurs = try filing { () throws(FilesystemError) in
            let list = try work.createFile("seal")
            try seal.forEachPart { (part) throws(FilesystemError) in try list.write(part) }
            let record = try work.createFile("stat")
            let found = files.lazy.map {
                StatRecord.Entry(path: $0.path.description, fingerprint: $0.status.fingerprint)
            }
            try StatRecord.forEachPart(of: found) { (part) throws(FilesystemError) in
                try record.write(part)
            }
            let parent = try Directory.create(layout.unpacked)
            do throws(FilesystemError) {
                try staging.directory.renameExclusively(name, to: artifact.digest.hex, in: parent)
                return true
            } catch {
                // Somebody else finished first, or left one that cannot be read: ours replaces neither now.
                guard try parent.status(name: artifact.digest.hex) != nil else { throw error }
                return false
            }
        }
        if isOurs {
            return UnpackedTree(directory: place(artifact.digest), seal: seal, known: nil)
        }
        guard let stored = try existing(artifact.digest) else {
            return try renewed(artifact, staging: staging)
        }
        return stored
    }

    private func place(_ digest: Digest) -> AbsolutePath {
        layout.unpacked(digest).appending("tree")
    }
}
