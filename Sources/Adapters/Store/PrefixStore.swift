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
    /// What the kernel says of everything in it but itself.
    let record: StatRecord
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
    /// such as the registry document, under `.mcppkg/`. `known` is the artifact's tree where the caller has it.
    public func stage(
        _ artifact: VerifiedArtifact,
        tree known: UnpackedTree? = nil,
        executables: Set<RelativePath> = [],
        facts: [(name: String, bytes: [UInt8])],
        staging: Staging
    ) throws(StoreError) -> StagedPrefix {
        let tree: UnpackedTree
        if let known {
            tree = known
        } else {
            tree = try unpacked.tree(of: artifact, staging: staging)
        }
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
            known: nil
        )
        return try build(empty, executables: [], facts: facts, staging: staging)
    }

    /// Makes a staged prefix durable and gives it its final name, in one rename.
    ///
    /// When that version is there already, the existing directory stays. What the kernel says of a
    /// new one is written down, so that its first start hashes nothing. Returns its path.
    public func place(_ staged: StagedPrefix, server: ServerName, version: String)
        throws(StoreError)
        -> AbsolutePath
    {
        let target = layout.prefix(of: server, version: version, digest: staged.seal.digest)
        try filing { () throws(FilesystemError) in
            let parent = try Directory.create(target.parent)
            try staged.staging.directory.synchronizeFileSystem()
            var isOurs = true
            do throws(FilesystemError) {
                try staged.staging.directory.renameExclusively(
                    staged.name,
                    to: target.name,
                    in: parent
                )
            } catch {
                // The same digest is the same bytes: whoever was first made the same directory.
                guard try parent.status(name: target.name) != nil else { throw error }
                isOurs = false
            }
            // Only now: the kernel lets nobody move a directory that its owner may not write.
            try parent.changeMode(of: target.name, to: 0o555)
            try parent.synchronize()
            // A cache that others may write at the same moment: without it the first start hashes the files.
            if isOurs { try? remember(staged, at: target) }
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
        var assembly = TreeAssembly(root: root, for: tree)
        var source = try tree.seal.entries.isEmpty ? nil : TreeSource(tree: tree)
        var entries = tree.seal.entries
        entries.reserveCapacity(entries.count + facts.count)
        for (index, entry) in tree.seal.entries.enumerated() {
            if executables.contains(entry.path), entry.mode != 0o555 {
                entries[index] = Seal.Entry(path: entry.path, mode: 0o555, digest: entry.digest)
            }
            try source?.place(entry, as: entries[index], into: &assembly)
        }
        for fact in facts { entries.append(try assembly.write(fact.bytes, named: fact.name)) }
        let seal = Seal(entries: entries)
        try assembly.finish(seal)
        let record = assembly.record
        source?.saveFingerprints(record)
        return StagedPrefix(seal: seal, staging: staging, name: name, record: record)
    }

    /// Writes down what the kernel says of the fresh files, so that the first start hashes nothing.
    private func remember(_ staged: StagedPrefix, at place: AbsolutePath) throws(FilesystemError) {
        guard let own = try Files.status(place, followingLinks: false) else { return }
        let target = layout.statRecord(of: staged.seal.digest)
        _ = try Directory.create(target.parent)
        try Files.replace(target, withParts: staged.record.extended(by: ".", own.fingerprint))
    }
}
