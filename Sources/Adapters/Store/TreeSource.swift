internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// Files of an unpacked tree, each checked against its record before it is linked.
struct TreeSource {
    private let tree: UnpackedTree
    private var known: StatRecordCursor?
    private var chain: DirectoryChain
    private var method = Method.reflink
    /// How many files the prefix shares with the tree.
    private var shared = 0

    /// How files reach a prefix; the first that works on this file system is kept.
    private enum Method { case reflink, hardLink, copy }

    init(tree: UnpackedTree) throws(StoreError) {
        self.tree = tree
        known = tree.known.map { StatRecordCursor($0) }
        chain = DirectoryChain(
            try filing { () throws(FilesystemError) in try Directory.open(tree.directory) }
        )
    }

    /// Links or copies one file of the tree's seal into the assembly; they come in their order.
    /// - Throws: `StoreError.damaged` when the file is gone or its bytes are not those of the record.
    mutating func place(
        _ entry: Seal.Entry,
        as wanted: Seal.Entry,
        into assembly: inout TreeAssembly
    ) throws(StoreError) {
        let source = try directory(for: entry.path)
        let name = entry.path.name
        try check(entry, name, in: source)
        let target = try assembly.directory(for: entry.path)
        if method == .reflink {
            if let status = try reflink(name, wanted, from: source, to: target) {
                return assembly.remember(entry.path, status)
            }
            method = .hardLink
        }
        if method == .hardLink, entry.mode == wanted.mode {
            if try hardLink(name, from: source, to: target) {
                // One file with two names: what is said of one is said of the other.
                let status = try status(entry, name, in: target)
                shared += 1
                return assembly.remember(entry.path, status)
            }
            method = .copy
        }
        assembly.remember(entry.path, try copy(entry, wanted, from: source, to: target))
    }

    /// Writes down what the kernel says now: a hard link changes ctime, and the next build would hash again.
    ///
    /// `record` has the files of the tree in their order, among what else is in the prefix.
    func saveFingerprints(_ record: StatRecord) {
        guard shared == tree.seal.entries.count else { return }
        // A cache: when it cannot be written the next build hashes the files.
        try? Files.replace(tree.directory.parent.appending("stat"), with: record.bytes)
    }

    /// Hashes a file again when the kernel describes it otherwise than when it was last hashed.
    private mutating func check(_ entry: Seal.Entry, _ name: String, in directory: Directory)
        throws(StoreError)
    {
        guard known != nil else { return }
        let expected = known?.fingerprint(of: entry.path)
        let found = try status(entry, name, in: directory)
        guard found.fingerprint != expected else { return }
        guard found.kind == .file, found.permissions == entry.mode else { throw damaged(entry) }
        var hasher = DigestHasher()
        try filing { () throws(FilesystemError) in
            let file = try directory.openFile(try self.name(entry))
            try unsafe file.forEachBlock { block in unsafe hasher.update(block) }
        }
        guard isMutated("store.relink") || hasher.finish() == entry.digest else {
            throw damaged(entry)
        }
    }

    private func status(_ entry: Seal.Entry, _ name: String, in directory: Directory)
        throws(StoreError) -> FileStatus
    {
        let found = try filing { () throws(FilesystemError) in try directory.status(name: name) }
        guard let found else { throw damaged(entry) }
        return found
    }

    private func damaged(_ entry: Seal.Entry) -> StoreError {
        .damaged(path: tree.directory.appending(entry.path))
    }

    private func name(_ entry: Seal.Entry) throws(FilesystemError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: entry.path.name) } catch {
            throw .path(error)
        }
    }

    private mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        let place = tree.directory
        try chain.move(
            toParentOf: path,
            entering: { (parent, name) throws(StoreError) in
                do throws(FilesystemError) { return try parent.openDirectory(name) } catch {
                    guard StoreLimits.goneErrors.contains(error.errorNumber ?? 0) else {
                        throw .file(error)
                    }
                    throw .damaged(path: place.appending(path))
                }
            },
            leaving: { _, _ in }
        )
        return chain.last
    }

    /// Nil when this file system cannot share blocks; tried once a tree.
    private func reflink(
        _ name: String,
        _ wanted: Seal.Entry,
        from source: Directory,
        to target: Directory
    ) throws(StoreError) -> FileStatus? {
        try filing { () throws(FilesystemError) in
            let input = try source.openFile(try self.name(wanted))
            let output = try target.createFile(name)
            do throws(FilesystemError) { try output.clone(from: input) } catch {
                try target.removeFile(name)
                return nil
            }
            try output.changeMode(to: wanted.mode)
            return try output.status()
        }
    }

    /// False when the tree lies on another file system or the file has too many names.
    private func hardLink(_ name: String, from source: Directory, to target: Directory)
        throws(StoreError)
        -> Bool
    {
        do throws(FilesystemError) {
            try source.hardLink(name, to: name, in: target)
            return true
        } catch {
            guard StoreLimits.linkRefusals.contains(error.errorNumber ?? 0) else {
                throw .file(error)
            }
            return false
        }
    }

    private func copy(
        _ entry: Seal.Entry,
        _ wanted: Seal.Entry,
        from source: Directory,
        to target: Directory
    ) throws(StoreError) -> FileStatus {
        var hasher = DigestHasher()
        let status = try filing { () throws(FilesystemError) in
            let name = try self.name(entry)
            let input = try source.openFile(name)
            let output = try target.createFile(name.description)
            try unsafe input.forEachBlock { (block) throws(FilesystemError) in
                unsafe hasher.update(block)
                try unsafe output.write(block)
            }
            try output.changeMode(to: wanted.mode)
            return try output.status()
        }
        guard hasher.finish() == wanted.digest else { throw damaged(entry) }
        return status
    }
}
