public import Archives
public import Cryptography
public import Diagnostics
public import Filesystem
public import PackageModel
public import Paths
public import Trust

/// Verified artifacts, each a file named by its SHA-256 and written once.
public struct ContentStore: Sendable {
    private let layout: StoreLayout

    /// A view of the content below the layout's roots.
    public init(layout: StoreLayout) { self.layout = layout }

    /// Whether an artifact of this digest was admitted before; its bytes are hashed again when used.
    public func contains(_ digest: Digest) throws(StoreError) -> Bool {
        try filing { () throws(FilesystemError) in
            try Files.status(layout.content(digest))?.kind == .file
        }
    }

    /// Opens an admitted artifact after hashing all of its bytes.
    /// - Throws: `StoreError.missing`, or `StoreError.damaged` after moving the damaged file out of the way.
    public func open(_ digest: Digest) throws(StoreError) -> OpenFile {
        let path = layout.content(digest)
        guard try contains(digest) else { throw .missing(what: "the artifact `\(digest.short)…`") }
        let found = try filing { () throws(FilesystemError) in try hash(path) }
        guard found == digest else {
            try filing { () throws(FilesystemError) in try Files.remove(path) }
            throw .damaged(path: path)
        }
        return try filing { () throws(FilesystemError) in try OpenFile.reading(path) }
    }

    /// Opens an artifact whose bytes this process has just hashed while they arrived.
    public func openAdmitted(_ artifact: VerifiedArtifact) throws(StoreError) -> OpenFile {
        try filing { () throws(FilesystemError) in
            try OpenFile.reading(layout.content(artifact.digest))
        }
    }

    /// Removes an artifact that breaks an archive rule: nothing will ever be unpacked from it.
    public func forget(_ artifact: VerifiedArtifact, refusedFor error: ArchiveError) {
        forget(artifact.digest, refusedFor: error)
    }

    func forget(_ digest: Digest, refusedFor error: ArchiveError) {
        guard case .rule = error else { return }
        // The refusal is the error to report; what cannot be removed now is found by `cache prune`.
        try? Files.remove(layout.content(digest))
    }

    /// The size of an admitted artifact, which is not read.
    public func size(of digest: Digest) throws(StoreError) -> ByteCount {
        let path = layout.content(digest)
        let found = try filing { () throws(FilesystemError) in try Files.status(path) }
        guard let found else { throw .missing(what: "the artifact `\(digest.short)…`") }
        return ByteCount(Int(clamping: found.size))
    }

    /// Where a download of this artifact is collected until it is whole.
    public func partialFile(key: Digest) throws(StoreError) -> AbsolutePath {
        try filing { () throws(FilesystemError) in
            _ = try Directory.create(layout.partial)
            return layout.partial.appending(key.hex)
        }
    }

    /// Gives verified bytes their place; the file at `path` must have the artifact's digest.
    public func admit(_ artifact: VerifiedArtifact, from path: AbsolutePath) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            let target = layout.content(artifact.digest)
            let directory = try Directory.create(target.parent)
            let source = try Directory.open(path.parent)
            try source.rename(path.name, to: target.name, in: directory)
        }
    }

    /// Copies a local file to `destination` and hashes it on the way, never more than `limit` bytes.
    public func copy(_ source: AbsolutePath, to destination: AbsolutePath, limit: ByteCount)
        throws(StoreError) -> ArtifactFacts
    {
        try filing { () throws(FilesystemError) in
            let input = try OpenFile.reading(source)
            let directory = try Directory.create(destination.parent)
            let output = try directory.replaceFile(destination.name)
            var hasher = DigestHasher()
            var size = 0
            try unsafe input.forEachBlock { (block) throws(FilesystemError) in
                size += block.count
                guard size <= limit.bytes else {
                    throw .tooLarge(path: source.description, limit: limit)
                }
                unsafe hasher.update(block)
                try unsafe output.write(block)
            }
            return ArtifactFacts(digest: hasher.finish(), size: ByteCount(size))
        }
    }

    private func hash(_ path: AbsolutePath) throws(FilesystemError) -> Digest {
        var hasher = DigestHasher()
        try unsafe OpenFile.reading(path).forEachBlock { block in unsafe hasher.update(block) }
        return hasher.finish()
    }
}
