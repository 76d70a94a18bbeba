internal import Cryptography
internal import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Trust

/// A prefix prepared beside its place: complete, sealed, not yet visible.
///
/// It is removed with its staging.
public struct StagedPrefix: Sendable {
    /// The list of its files.
    public let seal: Seal
    let staging: Staging
    let name: String
}

/// Sealed directories of installed versions.
public struct PrefixStore: Sendable {
    private let layout: StoreLayout
    private let unpacked: UnpackedStore

    /// A view of the prefixes below the layout's roots.
    public init(layout: StoreLayout) {
        self.layout = layout
        unpacked = UnpackedStore(layout: layout)
    }

    /// Builds a prefix from a verified artifact's tree.
    ///
    /// Files are linked from the store: by reflink, else hard link, else copy. A file that the kernel describes
    /// otherwise than when it was last hashed is hashed before it is linked; one that differs renews the tree.
    /// `executables` get mode 0555 whatever the archive said; `facts` are small files of mcppkg's own,
    /// such as the registry document, under `.mcppkg/`.
    public func stage(
        _ artifact: VerifiedArtifact,
        executables: Set<RelativePath> = [],
        facts: [(name: String, bytes: [UInt8])],
        staging: Staging
    ) throws(StoreError) -> StagedPrefix {
        let tree = try unpacked.tree(of: artifact, staging: staging)
        do throws(StoreError) {
            return try build(tree, executables: executables, facts: facts, staging: staging)
        } catch {
            guard case .damaged = error else { throw error }
        }
        let renewed = try unpacked.renewed(artifact, staging: staging)
        return try build(renewed, executables: executables, facts: facts, staging: staging)
    }

    /// Builds a prefix that holds nothing but facts, as a remote server has.
    public func stageFacts(_ facts: [(name: String, bytes: [UInt8])], staging: Staging)
        throws(StoreError)
        -> StagedPrefix
    {
        let empty = UnpackedTree(
            directory: staging.directory.path,
            seal: Seal(entries: []),
            fingerprints: [:]
        )
        return try build(empty, executables: [], facts: facts, staging: staging)
    }

    /// Makes a staged prefix durable and gives it its final name, in one rename.
    ///
    /// When that version is there already, the existing directory stays. Returns its path.
    public func place(_ staged: StagedPrefix, server: ServerName, version: String)
        throws(StoreError)
        -> AbsolutePath
    {
        let target = layout.prefix(of: server, version: version, digest: staged.seal.digest)
        try filing { () throws(FilesystemError) in
            let parent = try Directory.create(target.parent)
            try staged.staging.directory.synchronizeFileSystem()
            do throws(FilesystemError) {
                try staged.staging.directory.renameExclusively(
                    staged.name,
                    to: target.name,
                    in: parent
                )
            } catch {
                // The same digest is the same bytes: whoever was first made the same directory.
                guard try parent.status(name: target.name) != nil else { throw error }
            }
            // Only now: the kernel lets nobody move a directory that its owner may not write.
            try parent.changeMode(of: target.name, to: 0o555)
            try parent.synchronize()
        }
        return target
    }

    /// Moves a prefix that no longer matches its seal out of the way, so that it can be made again.
    public func retire(_ prefix: AbsolutePath, staging: Staging) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            let parent = try Directory.open(prefix.parent)
            guard try parent.status(name: prefix.name) != nil else { return }
            try parent.changeMode(of: prefix.name, to: 0o755)
            try parent.rename(prefix.name, to: "retired-" + randomName(), in: staging.directory)
        }
    }

    private func build(
        _ tree: UnpackedTree,
        executables: Set<RelativePath>,
        facts: [(name: String, bytes: [UInt8])],
        staging: Staging
    ) throws(StoreError) -> StagedPrefix {
        let name = "prefix-" + randomName()
        let root = try filing { () throws(FilesystemError) in try staging.directory.make(name) }
        var assembly = TreeAssembly(root: root)
        var entries: [Seal.Entry] = []
        if !tree.seal.entries.isEmpty {
            var source = try TreeSource(tree: tree)
            for entry in tree.seal.entries {
                let mode: UInt32 = executables.contains(entry.path) ? 0o555 : entry.mode
                let wanted = Seal.Entry(path: entry.path, mode: mode, digest: entry.digest)
                try source.place(entry, as: wanted, into: &assembly)
                entries.append(wanted)
            }
            source.saveFingerprints()
        }
        for fact in facts { entries.append(try assembly.write(fact.bytes, named: fact.name)) }
        let seal = Seal(entries: entries)
        try assembly.finish(seal)
        return StagedPrefix(seal: seal, staging: staging, name: name)
    }
}
