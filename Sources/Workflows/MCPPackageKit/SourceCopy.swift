internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// Writable copies of trees of the store, for builds to work in.
enum SourceCopy {
    /// Copies every file of a tree into a new directory below `parent`.
    static func make(_ name: String, in parent: Directory, of tree: UnpackedTree) throws
        -> AbsolutePath
    {
        let root = try parent.make(name)
        for entry in tree.seal.entries {
            let mode: UInt32 = entry.mode == 0o555 ? 0o755 : 0o644
            try write(entry.path, from: tree.directory.appending(entry.path), mode, in: root)
        }
        return root.path
    }

    /// Copies one file to a path below a directory, making the directories on the way.
    static func write(
        _ path: RelativePath,
        from source: AbsolutePath,
        _ mode: UInt32,
        in root: Directory
    ) throws {
        let directory =
            try path.parent.map { try Directory.create(root.path.appending($0)) } ?? root
        let file = try directory.replaceFile(path.name, mode: mode)
        try unsafe OpenFile.reading(source).forEachBlock { (block) throws(FilesystemError) in
            try unsafe file.write(block)
        }
    }
}
