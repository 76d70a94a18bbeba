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
    private var entries: [StatRecord.Entry] = []

    init(root: Directory) { chain = DirectoryChain(root) }

    /// What the kernel said of every file and directory but the root, after their last change.
    var record: [StatRecord.Entry] { entries }

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
        entries += left
        return chain.last
    }

    /// Remembers a file that has its final name, bytes and permissions.
    mutating func remember(_ path: RelativePath, _ status: FileStatus) {
        entries.append(.init(path: path.description, fingerprint: status.fingerprint))
    }

    /// Writes one of mcppkg's own facts into the seal's directory.
    mutating func write(_ bytes: [UInt8], named name: String) throws(StoreError) -> Seal.Entry {
        let path = try relative(Seal.directoryName + "/" + name)
        let place = try directory(for: path)
        let status = try filing { () throws(FilesystemError) in
            let file = try place.createFile(name)
            try file.write(bytes)
            try file.changeMode(to: 0o444)
            return try file.status()
        }
        remember(path, status)
        return Seal.Entry(path: path, mode: 0o444, digest: Digest(of: bytes))
    }

    /// Writes the seal; every directory but the root, which must still be moved, is read-only then.
    mutating func finish(_ seal: [UInt8]) throws(StoreError) {
        _ = try write(seal, named: Seal.fileName)
        var left: [StatRecord.Entry] = []
        try chain.leaveAll { (directory, path) throws(StoreError) in
            left.append(try sealed(directory, path))
        }
        entries += left
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
