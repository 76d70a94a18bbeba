internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// A directory tree being put together: opens each directory once and seals all of them at the end.
struct TreeAssembly {
    private var open: [String: Directory]
    private var order: [Directory]

    init(root: Directory) {
        open = ["": root]
        order = [root]
    }

    /// The directory that a file of this path belongs into, made when it is missing.
    mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        guard let parent = path.parent else { return order[0] }
        return try directory(at: parent)
    }

    /// Writes one of mcppkg's own facts into the seal's directory.
    mutating func write(_ bytes: [UInt8], named name: String) throws(StoreError) -> Seal.Entry {
        let path = try relative(Seal.directoryName + "/" + name)
        let place = try directory(for: path)
        try filing { () throws(FilesystemError) in
            let file = try place.createFile(name)
            try file.write(bytes)
            try file.changeMode(to: 0o444)
        }
        return Seal.Entry(path: path, mode: 0o444, digest: Digest(of: bytes))
    }

    /// Writes the seal and makes every directory but the root read-only; the root must still be moved.
    mutating func finish(_ seal: Seal) throws(StoreError) {
        let path = try relative(Seal.directoryName + "/" + Seal.fileName)
        let place = try directory(for: path)
        try filing { () throws(FilesystemError) in
            let file = try place.createFile(Seal.fileName)
            try file.write(seal.bytes)
            try file.changeMode(to: 0o444)
            for directory in order.dropFirst().reversed() { try directory.changeMode(to: 0o555) }
        }
    }

    private mutating func directory(at path: RelativePath) throws(StoreError) -> Directory {
        if let known = open[path.description] { return known }
        let parent =
            try path.parent.map { (parent) throws(StoreError) in try directory(at: parent) }
            ?? order[0]
        let made = try filing { () throws(FilesystemError) in try parent.make(path.name) }
        open[path.description] = made
        order.append(made)
        return made
    }

    private func relative(_ text: String) throws(StoreError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: text) } catch {
            throw .file(.path(error))
        }
    }
}

/// Files of an unpacked tree, each checked against its record before it is linked.
struct TreeSource {
    private let tree: UnpackedTree
    private let root: Directory
    private var open: [String: Directory] = [:]
    private var method = Method.reflink
    private var refreshed: [StatRecord.Entry] = []

    /// How files reach a prefix; the first that works on this file system is kept.
    private enum Method { case reflink, hardLink, copy }

    init(tree: UnpackedTree) throws(StoreError) {
        self.tree = tree
        root = try filing { () throws(FilesystemError) in try Directory.open(tree.directory) }
    }

    /// Links or copies one file into the assembly.
    /// - Throws: `StoreError.damaged` when the file is gone or its bytes are not those of the record.
    mutating func place(
        _ entry: Seal.Entry,
        as wanted: Seal.Entry,
        into assembly: inout TreeAssembly
    )
        throws(StoreError)
    {
        let source = try directory(for: entry.path)
        try check(entry, in: source)
        let target = try assembly.directory(for: entry.path)
        let name = entry.path.name
        if method == .reflink, try !reflink(name, wanted, from: source, to: target) {
            method = .hardLink
        }
        if method == .reflink { return }
        if method == .hardLink, entry.mode == wanted.mode {
            if try hardLink(name, from: source, to: target) {
                return try remember(entry, in: source)
            }
            method = .copy
        }
        try copy(name, wanted, from: source, to: target)
    }

    /// Writes down what the kernel says now: a hard link changes ctime, and the next build would hash again.
    func saveFingerprints() {
        guard refreshed.count == tree.seal.entries.count else { return }
        // A cache: when it cannot be written the next build hashes the files.
        try? Files.replace(
            tree.directory.parent.appending("stat"),
            with: StatRecord(entries: refreshed).bytes
        )
    }

    private mutating func remember(_ entry: Seal.Entry, in directory: Directory) throws(StoreError)
    {
        let found = try filing { () throws(FilesystemError) in
            try directory.status(name: entry.path.name)
        }
        guard let found else { return }
        refreshed.append(.init(path: entry.path.description, fingerprint: found.fingerprint))
    }

    /// Hashes a file again when the kernel describes it otherwise than when it was last hashed.
    private func check(_ entry: Seal.Entry, in directory: Directory) throws(StoreError) {
        let damaged = StoreError.damaged(path: tree.directory.appending(entry.path))
        let found = try filing { () throws(FilesystemError) in
            try directory.status(name: entry.path.name)
        }
        guard let found, found.kind == .file else { throw damaged }
        guard found.fingerprint != tree.fingerprints[entry.path.description] else { return }
        guard found.permissions == entry.mode else { throw damaged }
        var hasher = DigestHasher()
        try filing { () throws(FilesystemError) in
            let file = try directory.openFile(try name(entry))
            try unsafe file.forEachBlock { block in unsafe hasher.update(block) }
        }
        guard isMutated("store.relink") || hasher.finish() == entry.digest else { throw damaged }
    }

    private func name(_ entry: Seal.Entry) throws(FilesystemError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: entry.path.name) } catch {
            throw .path(error)
        }
    }

    private mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        guard let parent = path.parent else { return root }
        if let known = open[parent.description] { return known }
        let opened: Directory
        do throws(FilesystemError) { opened = try root.open(parent) } catch {
            throw .damaged(path: tree.directory.appending(parent))
        }
        open[parent.description] = opened
        return opened
    }

    /// False when this file system cannot share blocks; tried once a tree.
    private func reflink(
        _ name: String,
        _ wanted: Seal.Entry,
        from source: Directory,
        to target: Directory
    )
        throws(StoreError) -> Bool
    {
        try filing { () throws(FilesystemError) in
            let input = try source.openFile(try self.name(wanted))
            let output = try target.createFile(name)
            do throws(FilesystemError) { try output.clone(from: input) } catch {
                try target.removeFile(name)
                return false
            }
            try output.changeMode(to: wanted.mode)
            return true
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
        _ name: String,
        _ wanted: Seal.Entry,
        from source: Directory,
        to target: Directory
    )
        throws(StoreError)
    {
        var hasher = DigestHasher()
        try filing { () throws(FilesystemError) in
            let input = try source.openFile(try self.name(wanted))
            let output = try target.createFile(name)
            try unsafe input.forEachBlock { (block) throws(FilesystemError) in
                unsafe hasher.update(block)
                try unsafe output.write(block)
            }
            try output.changeMode(to: wanted.mode)
        }
        guard hasher.finish() == wanted.digest else {
            throw .damaged(path: tree.directory.appending(wanted.path))
        }
    }
}
