internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageModel
internal import Paths

/// Byte code that an interpreter wrote into a staging directory, held against the rules and sealed.
struct SealedBytecode {
    private let root: Directory
    private let digest: Digest

    /// Makes everything read-only and writes the seal.
    /// - Throws: `RuntimeError.strangeBytecode` for anything but files with the ending of byte code.
    init(sealing root: Directory) throws {
        self.root = root
        var entries: [Seal.Entry] = []
        try Self.seal(root, below: nil, depth: 0, into: &entries)
        let seal = Seal(entries: entries)
        let own = try root.make(Seal.directoryName)
        let file = try own.createFile(Seal.fileName)
        try seal.forEachPart { (part) throws(FilesystemError) in try file.write(part) }
        try file.changeMode(to: 0o444)
        try own.changeMode(to: 0o555)
        digest = seal.digest
    }

    /// Gives it its name, in place of one that cannot be used.
    ///
    /// The mark beside it comes last: a directory without one was never complete, and is not looked into.
    func place(at check: BytecodeCheck, from staging: Directory, layout: StoreLayout) throws {
        let target = check.directory
        let parent = try Directory.create(target.parent)
        try Files.remove(check.mark)
        if try parent.status(name: target.name) != nil {
            try parent.changeMode(of: target.name, to: 0o755)
            try parent.rename(target.name, to: "replaced", in: staging)
        }
        try staging.synchronizeFileSystem()
        try staging.renameExclusively(root.path.name, to: target.name, in: parent)
        // Only now: the kernel lets nobody move a directory that its owner may not write.
        try parent.changeMode(of: target.name, to: 0o555)
        try parent.synchronize()
        let record = try SealCheck.record(prefix: target)
        _ = try Directory.create(layout.seals)
        try Files.replace(layout.statRecord(of: digest), with: record.bytes)
        try Files.replace(check.mark, with: Array((digest.hex + "\n").utf8))
    }

    private static func seal(
        _ directory: Directory,
        below path: RelativePath?,
        depth: Int,
        into entries: inout [Seal.Entry]
    ) throws {
        for name in try directory.names() {
            let text = path.map { "\($0)/\(name)" } ?? name
            let own = try RelativePath(parsing: text)
            guard let found = try directory.status(name: name), depth < KitLimits.bytecodeDepth,
                entries.count < KitLimits.bytecodeFiles
            else { throw RuntimeError.strangeBytecode(path: text) }
            if found.kind == .directory {
                let inner = try directory.open(try RelativePath(parsing: name))
                try seal(inner, below: own, depth: depth + 1, into: &entries)
                try inner.changeMode(to: 0o555)
                continue
            }
            let isByteCode = found.kind == .file && found.links == 1 && name.hasSuffix(".pyc")
            guard isByteCode else { throw RuntimeError.strangeBytecode(path: text) }
            entries.append(try seal(name, own, in: directory))
        }
    }

    private static func seal(_ name: String, _ path: RelativePath, in directory: Directory) throws
        -> Seal.Entry
    {
        let file = try directory.openFile(try RelativePath(parsing: name))
        var hasher = DigestHasher()
        try unsafe file.forEachBlock { unsafe hasher.update($0) }
        try file.changeMode(to: 0o444)
        return Seal.Entry(path: path, mode: 0o444, digest: hasher.finish())
    }
}
