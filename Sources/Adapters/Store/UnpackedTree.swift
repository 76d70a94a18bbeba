public import Cryptography
public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths

/// The files of an unpacked artifact, in the store, with what the kernel said of each.
public struct UnpackedTree: Sendable {
    /// The artifact's SHA-256.
    public let artifact: Digest
    /// By which rules it was unpacked.
    public let shape: ArtifactShape
    /// Where the files are.
    public let directory: AbsolutePath
    /// Path, mode and SHA-256 of every file and link.
    public let seal: Seal
    /// The words for people, for errors; the beginning of the digest unless somebody knows better.
    public var title: String
    /// What the kernel said of each file when its bytes were last known to be right, in the seal's order and
    /// among other entries; nil when this process wrote the files a moment ago.
    let known: StatRecord?

    init(
        artifact: Digest,
        shape: ArtifactShape,
        directory: AbsolutePath,
        seal: Seal,
        known: StatRecord?
    ) {
        self.artifact = artifact
        self.shape = shape
        self.directory = directory
        self.seal = seal
        self.known = known
        title = artifact.short
    }

    /// The content of one file; nil when there is none of that name.
    ///
    /// It is what lies there now: whoever must be sure compares it with the seal.
    /// - Throws: `FilesystemError.tooLarge` when there is more than `limit`, wrapped.
    public func read(_ path: RelativePath, limit: ByteCount) throws(StoreError) -> [UInt8]? {
        try filing { () throws(FilesystemError) in
            let root = try Directory.open(directory)
            guard try root.status(path)?.kind == .file else { return nil }
            return try root.openFile(path).readAll(limit: limit)
        }
    }

    /// Beside the files: their seal and what the kernel said.
    var record: AbsolutePath { directory.parent.appending("stat") }
}
