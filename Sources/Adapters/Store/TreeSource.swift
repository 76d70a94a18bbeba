internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// How files reach a prefix; the first that works on this file system is kept.
enum LinkMethod { case reflink, hardLink, copy }

/// Files of an unpacked tree, each checked against its record before it is linked.
struct TreeSource {
    private let tree: UnpackedTree
    private var record: TreeRecord
    private var chain: DirectoryChain?
    /// Which files the prefix shares with the tree: a second link would change what is said of the first.
    private var isLinked: [Bool]
    private var shared = 0
    /// Whether the prefix has the files of this tree and no others, so that its own record serves for both.
    private let isWhole: Bool

    init(_ tree: UnpackedTree, isWhole: Bool = false) {
        self.tree = tree
        self.isWhole = isWhole
        record = TreeRecord(tree)
        isLinked = Array(repeating: false, count: tree.seal.entries.count)
    }

    /// Lets go of the open directories; there may be more packages than descriptors.
    mutating func rest() { chain = nil }

    /// Writes down what the kernel says now of the files that were linked; `whole` is the record of the prefix.
    func saveFingerprints(_ whole: StatRecord) {
        guard isWhole else { return record.save() }
        if shared == tree.seal.entries.count { record.save(whole) }
    }

    /// What other prefixes may have written down of the files that were linked, by inode.
    var changes: [UInt64: FingerprintChange] { record.changes }

    /// Links or copies one file of the tree's seal into the assembly.
    /// - Returns: What the prefix's seal says of it.
    /// - Throws: `StoreError.damaged` when the file is gone or its bytes are not those of the record.
    mutating func place(
        _ position: Int,
        as wanted: (path: RelativePath, mode: UInt32),
        by method: inout LinkMethod,
        into assembly: inout TreeAssembly
    ) throws(StoreError) -> Seal.Entry {
        let entry = tree.seal.entries[position]
        let source = try directory(for: entry.path)
        if entry.isLink { return try link(entry, from: source, wanted.path, into: &assembly) }
        let file = File(
            entry: entry,
            name: entry.path.name,
            place: tree.directory.appending(entry.path),
            path: wanted.path,
            mode: wanted.mode
        )
        let before = try check(file, position, in: source)
        let target = try assembly.directory(for: wanted.path)
        let way = Way(from: source, to: target, before: before)
        let status = try bring(file, position, by: &method, way)
        assembly.remember(wanted.path, status)
        return Seal.Entry(path: wanted.path, mode: wanted.mode, digest: entry.digest)
    }

    /// One file on its way from the tree to the prefix.
    private struct File {
        let entry: Seal.Entry
        let name: String
        let place: AbsolutePath
        let path: RelativePath
        let mode: UInt32

        var damaged: StoreError { .damaged(path: place) }
    }

    /// Between which directories, and what was said of the file before; nil when it was just written.
    private struct Way {
        let from: Directory
        let to: Directory
        let before: FileFingerprint?
    }

    private mutating func bring(
        _ file: File,
        _ position: Int,
        by method: inout LinkMethod,
        _ way: Way
    ) throws(StoreError) -> FileStatus {
        if method == .reflink {
            if let status = try reflink(file, from: way.from, to: way.to) { return status }
            method = .hardLink
        }
        guard method == .hardLink, file.entry.mode == file.mode, !isLinked[position] else {
            return try copy(file, from: way.from, to: way.to)
        }
        guard try hardLink(file, from: way.from, to: way.to) else {
            method = .copy
            return try copy(file, from: way.from, to: way.to)
        }
        isLinked[position] = true
        // One file with two names: what is said of one is said of the other.
        let found = try filing { () throws(FilesystemError) in
            try way.to.status(name: file.path.name)
        }
        guard let found else { throw file.damaged }
        shared += 1
        guard isWhole || record.note(position, found, before: way.before) else {
            throw file.damaged
        }
        return found
    }

    /// Hashes a file again when the kernel describes it otherwise than when it was last hashed.
    /// - Returns: What it says now; nil when that was not asked.
    private mutating func check(_ file: File, _ position: Int, in directory: Directory)
        throws(StoreError) -> FileFingerprint?
    {
        // What was linked a moment ago was checked then, and looks different since.
        guard !record.isFresh, !isLinked[position] else { return nil }
        let expected = record.expected(position)
        let found = try filing { () throws(FilesystemError) in
            try directory.status(name: file.name)
        }
        guard let found else { throw file.damaged }
        guard found.fingerprint != expected else { return expected }
        guard found.kind == .file, found.permissions == file.entry.mode else { throw file.damaged }
        var hasher = DigestHasher()
        try filing { () throws(FilesystemError) in
            let open = try directory.openFile(try parsed(file.name))
            try unsafe open.forEachBlock { block in unsafe hasher.update(block) }
        }
        guard isMutated("store.relink") || hasher.finish() == file.entry.digest else {
            throw file.damaged
        }
        return found.fingerprint
    }

    private func link(
        _ entry: Seal.Entry,
        from source: Directory,
        _ path: RelativePath,
        into assembly: inout TreeAssembly
    ) throws(StoreError) -> Seal.Entry {
        let damaged = StoreError.damaged(path: tree.directory.appending(entry.path))
        guard let bytes = try? source.readLinkBytes(entry.path.name),
            isMutated("store.relink") || Digest(of: bytes) == entry.digest
        else { throw damaged }
        let target = String(decoding: bytes, as: UTF8.self)
        // It was checked where it lay; the prefix may have another place for it.
        try LayoutPlan.check(target, at: path)
        return try assembly.link(path, to: target)
    }

    private mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        let place = tree.directory
        var open: DirectoryChain
        if let chain {
            open = chain
        } else {
            open = DirectoryChain(
                try filing { () throws(FilesystemError) in try Directory.open(place) }
            )
        }
        chain = nil
        try open.move(
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
        chain = open
        return open.last
    }

    /// Nil when this file system cannot share blocks; tried once a prefix.
    private func reflink(_ file: File, from source: Directory, to target: Directory)
        throws(StoreError) -> FileStatus?
    {
        let name = file.path.name
        return try placing(file.path) { () throws(FilesystemError) in
            let input = try source.openFile(try parsed(file.name))
            let output = try target.createFile(name)
            do throws(FilesystemError) { try output.clone(from: input) } catch {
                try target.removeFile(name)
                return nil
            }
            try output.changeMode(to: file.mode)
            return try output.status()
        }
    }

    /// False when the tree lies on another file system or the file has too many names.
    private func hardLink(_ file: File, from source: Directory, to target: Directory)
        throws(StoreError) -> Bool
    {
        try placing(file.path) { () throws(FilesystemError) in
            do throws(FilesystemError) {
                try source.hardLink(file.name, to: file.path.name, in: target)
                return true
            } catch {
                guard StoreLimits.linkRefusals.contains(error.errorNumber ?? 0) else {
                    throw error
                }
                return false
            }
        }
    }

    private func copy(_ file: File, from source: Directory, to target: Directory)
        throws(StoreError) -> FileStatus
    {
        var hasher = DigestHasher()
        let status = try placing(file.path) { () throws(FilesystemError) in
            let input = try source.openFile(try parsed(file.name))
            let output = try target.createFile(file.path.name)
            try unsafe input.forEachBlock { (block) throws(FilesystemError) in
                unsafe hasher.update(block)
                try unsafe output.write(block)
            }
            try output.changeMode(to: file.mode)
            return try output.status()
        }
        guard hasher.finish() == file.entry.digest else { throw file.damaged }
        return status
    }

    private func parsed(_ name: String) throws(FilesystemError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: name) } catch {
            throw .path(error)
        }
    }
}
