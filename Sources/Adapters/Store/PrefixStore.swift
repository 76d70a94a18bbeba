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
    /// Where it is until it gets its place, or its staging ends.
    public var path: AbsolutePath { staging.directory.path.appending(name) }
    let staging: Staging
    let name: String
    /// What the kernel says of everything in it but itself.
    let record: StatRecord
    /// What it says now of files that other prefixes may share, by inode.
    let changes: [UInt64: FingerprintChange]
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

    /// Builds a prefix from a verified bundle's tree.
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
        var trees: [UnpackedTree] = []
        if let known {
            trees.append(known)
        } else {
            trees.append(try unpacked.tree(of: artifact, staging: staging))
        }
        return try renewing(&trees, staging) { trees throws(StoreError) in
            let entries = trees[0].seal.entries
            let items = entries.indices.lazy.map { position in
                let entry = entries[position]
                let mode = executables.contains(entry.path) ? 0o555 : entry.mode
                return PrefixItem.entry(
                    tree: 0,
                    position: position,
                    path: entry.path,
                    mode: mode
                )
            }
            let size = entries.reduce(0) { $0 + $1.path.description.utf8.count }
            var sources = [TreeSource(trees[0], isWhole: true)]
            let parts = Parts(items: items, pathBytes: size, facts: facts)
            return try build(parts, from: &sources, staging: staging)
        }
    }

    /// Builds a prefix from the trees of several packages, as a layout has it.
    ///
    /// Files are checked, linked and renewed as those of a bundle. Every path of the layout is held against all
    /// others and against the packages before anything is made.
    /// - Parameters:
    ///   - layout: Which file goes where; its placements name packages by their position in `packages`.
    ///   - packages: The trees; one may stand at several positions.
    ///   - facts: Small files of mcppkg's own, under `.mcppkg/`.
    ///   - staging: Work in progress of this process.
    /// - Returns: The prefix, not yet visible.
    /// - Throws: `StoreError.conflict` for a path with two contents, `.layout` for a path that cannot be.
    public func stage(
        layout: PrefixLayout,
        packages: [UnpackedTree],
        facts: [(name: String, bytes: [UInt8])],
        staging: Staging
    ) throws(StoreError) -> StagedPrefix {
        // A tree that stands for two packages is one source, so that each of its files is linked once.
        var places: [AbsolutePath: Int] = [:]
        var trees: [UnpackedTree] = []
        let shares = packages.map { package in
            if let place = places[package.directory] { return place }
            places[package.directory] = trees.count
            trees.append(package)
            return trees.count - 1
        }
        return try renewing(&trees, staging) { trees throws(StoreError) in
            let plan = try LayoutPlan(layout, of: shares.map { trees[$0] })
            var sources = trees.map { TreeSource($0) }
            let items = plan.items.lazy.map { item in
                guard case .entry(let package, let position, let path, let mode) = item else {
                    return item
                }
                return .entry(tree: shares[package], position: position, path: path, mode: mode)
            }
            let parts = Parts(items: items, pathBytes: plan.pathBytes, facts: facts)
            return try build(parts, from: &sources, staging: staging)
        }
    }

    /// Builds a prefix that holds nothing but facts, as a remote server has.
    public func stageFacts(_ facts: [(name: String, bytes: [UInt8])], staging: Staging)
        throws(StoreError)
        -> StagedPrefix
    {
        var nothing: [TreeSource] = []
        let parts = Parts(items: [], pathBytes: 0, facts: facts)
        return try build(parts, from: &nothing, staging: staging)
    }

    /// Makes a staged prefix of a server durable and gives it its final name; see `place(_:at:)`.
    public func place(_ staged: StagedPrefix, server: ServerName, version: String)
        throws(StoreError)
        -> AbsolutePath
    {
        let digest = staged.seal.digest
        return try place(staged, at: layout.prefix(of: server, version: version, digest: digest))
    }

    /// Makes a staged prefix durable and gives it its final name, in one rename.
    ///
    /// The name must end in the digest of the seal, as those of `StoreLayout` do. When it is there already, the
    /// existing directory stays. What the kernel says of a new one is written down, so that its first start hashes
    /// nothing. Returns the path.
    @discardableResult
    public func place(_ staged: StagedPrefix, at target: AbsolutePath) throws(StoreError)
        -> AbsolutePath
    {
        precondition(target.name.hasSuffix(staged.seal.digest.short), "a prefix is named by digest")
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
            try? SharedRecords(layout: layout).renew(staged.changes)
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

    /// What a prefix is made of.
    private struct Parts<Items: Collection<PrefixItem>> {
        /// In the order of paths, each path once.
        let items: Items
        /// Bytes of all paths together.
        let pathBytes: Int
        let facts: [(name: String, bytes: [UInt8])]
    }

    private func build(
        _ parts: Parts<some Collection<PrefixItem>>,
        from sources: inout [TreeSource],
        staging: Staging
    ) throws(StoreError) -> StagedPrefix {
        let name = "prefix-" + randomName()
        let root = try filing { () throws(FilesystemError) in try staging.directory.make(name) }
        let count = parts.items.count
        var assembly = TreeAssembly(root: root, files: count, pathBytes: parts.pathBytes)
        var entries: [Seal.Entry] = []
        entries.reserveCapacity(count + parts.facts.count)
        var method = LinkMethod.reflink
        var active: Int?
        for item in parts.items {
            switch item {
            case .entry(let tree, let position, let path, let mode):
                if let active, active != tree { sources[active].rest() }
                active = tree
                let wanted = (path: path, mode: mode)
                entries.append(
                    try sources[tree].place(position, as: wanted, by: &method, into: &assembly)
                )
            case .written(let file): entries.append(try assembly.write(file))
            case .link(let link):
                entries.append(try assembly.link(link.path, to: link.target))
            }
        }
        for fact in parts.facts { entries.append(try assembly.write(fact.bytes, named: fact.name)) }
        let seal = Seal(entries: entries)
        try assembly.finish(seal)
        let record = assembly.record
        for source in sources { source.saveFingerprints(record) }
        var changes: [UInt64: FingerprintChange] = [:]
        for source in sources { changes.merge(source.changes) { $1 } }
        return StagedPrefix(
            seal: seal,
            staging: staging,
            name: name,
            record: record,
            changes: changes
        )
    }

    /// Repeats a build after each tree that turned out to be damaged was unpacked anew, each at most once.
    private func renewing(
        _ trees: inout [UnpackedTree],
        _ staging: Staging,
        _ build: ([UnpackedTree]) throws(StoreError) -> StagedPrefix
    ) throws(StoreError) -> StagedPrefix {
        var renewed: Set<Int> = []
        while true {
            do throws(StoreError) { return try build(trees) } catch {
                guard case .damaged(let path) = error,
                    let index = trees.firstIndex(where: { $0.directory.contains(path) }),
                    renewed.insert(index).inserted
                else { throw error }
                let old = trees[index]
                var tree = try unpacked.renewed(old.artifact, as: old.shape, staging: staging)
                tree.title = old.title
                trees[index] = tree
            }
        }
    }

    /// Writes down what the kernel says of the fresh files, so that the first start hashes nothing.
    private func remember(_ staged: StagedPrefix, at place: AbsolutePath) throws(FilesystemError) {
        guard let own = try Files.status(place, followingLinks: false) else { return }
        let target = layout.statRecord(of: staged.seal.digest)
        _ = try Directory.create(target.parent)
        try Files.replace(target, withParts: staged.record.extended(by: ".", own.fingerprint))
    }
}
