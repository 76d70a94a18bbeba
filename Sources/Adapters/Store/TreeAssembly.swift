internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A directory tree being put together from paths in the order of their bytes.
///
/// A directory becomes read-only when it is left, and nothing enters it again.
struct TreeAssembly {
    private var chain: DirectoryChain
    private var builder: StatRecordBuilder

    /// Starts a tree for so many files, whose paths have so many bytes together.
    init(root: Directory, files: Int, pathBytes: Int) {
        chain = DirectoryChain(root)
        // Half as many directories as files are more than most trees have; room that is not used costs nothing.
        builder = StatRecordBuilder(entries: files * 3 / 2 + 8, pathBytes: pathBytes * 3 / 2 + 512)
    }

    /// What the kernel said of every file and directory but the root, after their last change.
    var record: StatRecord { mutating get { builder.record } }

    /// The directory that a file of this path belongs into, made when it is missing.
    mutating func directory(for path: RelativePath) throws(StoreError) -> Directory {
        var left: [StatRecord.Entry] = []
        try chain.move(
            toParentOf: path,
            entering: { (parent, name) throws(StoreError) in
                try placing(path) { () throws(FilesystemError) in try parent.make(name) }
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
        let path = try relative(Seal.directoryName + "/" + name)
        return try write(PrefixLayout.Written(path: path, mode: 0o444, bytes: bytes))
    }

    /// Writes a file with its bytes.
    mutating func write(_ file: PrefixLayout.Written) throws(StoreError) -> Seal.Entry {
        try makeFile(file.path, mode: file.mode) { (open) throws(FilesystemError) in
            try open.write(file.bytes)
        }
        return Seal.Entry(path: file.path, mode: file.mode, digest: Digest(of: file.bytes))
    }

    /// Makes a symbolic link.
    mutating func link(_ path: RelativePath, to target: String) throws(StoreError) -> Seal.Entry {
        let place = try directory(for: path)
        let status = try placing(path) { () throws(FilesystemError) in
            try place.makeSymbolicLink(path.name, to: target)
            return try place.status(name: path.name)
        }
        if let status { remember(path, status) }
        return Seal.Entry(link: path, target: target.utf8)
    }

    /// Writes the seal; every directory but the root, which must still be moved, is read-only then.
    mutating func finish(_ seal: Seal) throws(StoreError) {
        let path = try relative(Seal.directoryName + "/" + Seal.fileName)
        try makeFile(path, mode: 0o444) { (file) throws(FilesystemError) in
            try seal.forEachPart { (part) throws(FilesystemError) in try file.write(part) }
        }
        var left: [StatRecord.Entry] = []
        try chain.leaveAll { (directory, path) throws(StoreError) in
            left.append(try sealed(directory, path))
        }
        for entry in left { builder.append(entry.path, entry.fingerprint) }
    }

    private mutating func makeFile(
        _ path: RelativePath,
        mode: UInt32,
        _ write: (OpenFile) throws(FilesystemError) -> Void
    ) throws(StoreError) {
        let place = try directory(for: path)
        let status = try placing(path) { () throws(FilesystemError) in
            let file = try place.createFile(path.name)
            try write(file)
            try file.changeMode(to: mode)
            return try file.status()
        }
        remember(path, status)
    }

    private func relative(_ text: String) throws(StoreError) -> RelativePath {
        do throws(PathError) { return try RelativePath(parsing: text) } catch {
            throw .file(.path(error))
        }
    }
}

/// Makes something new, where each path comes once: what is there already has another name, and this volume says it
/// is the same.
func placing<Value>(_ path: RelativePath, _ body: () throws(FilesystemError) -> Value)
    throws(StoreError) -> Value
{
    do throws(FilesystemError) { return try body() } catch {
        guard error.errorNumber == EEXIST else { throw .file(error) }
        throw .layout(path: path, why: "differs from another name only in case, on this volume")
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
