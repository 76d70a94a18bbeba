internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// A directory tree being put together from paths in the order of their bytes.
///
/// A directory becomes read-only when it is left, and nothing enters it again.
struct TreeAssembly {
    private var chain: DirectoryChain
    private var builder: StatRecordBuilder

    /// Starts a tree for the files of `tree`, which decide how much memory is taken.
    init(root: Directory, for tree: UnpackedTree) {
        chain = DirectoryChain(root)
        let entries = tree.seal.entries
        // Half as many directories as files are more than most trees have; room that is not used costs nothing.
        builder = StatRecordBuilder(
            entries: entries.count * 3 / 2 + 8,
            pathBytes: entries.reduce(512) { $0 + $1.path.description.utf8.count * 3 / 2 }
        )
    }

    /// What the kernel said of every file and directory but the root, after their last change.
    var record: StatRecord { mutating get { builder.record } }

    /// The directory that a file of this path belongs into, made when it is missing.
    mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        var left: [StatRecord.Entry] = []
        try chain.move(
            toParentOf: path,
            entering: { (parent, name) throws(StoreError) in
                try filing { () throws(FilesystemError) in try parent.make(name) }
            },
            leaving: { (directory, path) throws(StoreError) in
                left.append(try sealed(directory, path))
            }
        )
        for entry in left { builder.append(entry.path, entry.fingerprint) }
        return chain.last
    }

    /// Remembers a file that has its final name, bytes and permissions.
    mutating func remember(_ path: RelativePath, _ status: FileStatus) {
        builder.append(path.description, status.fingerprint)
    }

    /// Writes one of mcppkg's own facts into the seal's directory.
    mutating func write(_ bytes: [UInt8], named name: String) throws(StoreError) -> Seal.Entry {
        let path = try makeFile(name) { (file) throws(FilesystemError) in try file.write(bytes) }
        return Seal.Entry(path: path, mode: 0o444, digest: Digest(of: bytes))
    }

    /// Writes the seal; every directory but the root, which must still be moved, is read-only then.
    mutating func finish(_ seal: Seal) throws(StoreError) {
        _ = try makeFile(Seal.fileName) { (file) throws(FilesystemError) in
            try seal.forEachPart { (part) throws(FilesystemError) in try file.write(part) }
        }
        var left: [StatRecord.Entry] = []
        try chain.leaveAll { (directory, path) throws(StoreError) in
            left.append(try sealed(directory, path))
        }
        for entry in left { builder.append(entry.path, entry.fingerprint) }
    }

    private mutating func makeFile(
        _ name: String,
        _ write: (OpenFile) throws(FilesystemError) -> Void
    ) throws(StoreError) -> RelativePath {
        let path = try relative(Seal.directoryName + "/" + name)
        let place = try directory(for: path)
        let status = try filing { () throws(FilesystemError) in
            let file = try place.createFile(name)
            try write(file)
            try file.changeMode(to: 0o444)
            return try file.status()
        }
        remember(path, status)
        return path
    }

    private func relative(_ text: String) throws(StoreError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: text) } catch {
            throw .file(.path(error))
        }
    }
}

/// Makes a directory read-only and says how it looks then.
private func sealed(_ directory: Directory, _ path: String) throws(StoreError) -> StatRecord.Entry {
    let status = try filing { () throws(FilesystemError) in
        try directory.changeMode(to: 0o555)
        return try directory.status(name: ".")
    }
    return .init(path: path, fingerprint: status?.fingerprint ?? .none)
}
