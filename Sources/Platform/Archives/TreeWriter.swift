internal import Cryptography
internal import Filesystem
internal import Paths

/// Writes files into the directories of an archive, each reached through its open parent.
struct TreeWriter {
    private let contents: ArchiveContents
    /// The root and the directories on the way to the last file: files of one directory follow each other.
    private var chain: [(node: Int32, directory: Directory)]
    /// Names at the top that this writer made, for taking everything back.
    private(set) var made: [String] = []

    init(_ contents: ArchiveContents, into root: Directory) {
        self.contents = contents
        chain = [(EntryTree.root, root)]
    }

    /// Makes every directory of the archive.
    mutating func makeDirectories() throws(FilesystemError) {
        let nodes = contents.tree.nodes
        for index in nodes.indices.dropFirst() where nodes[index].role != .file {
            let node = nodes[index]
            let parent = try directory(node.parent)
            let name = text(node)
            let directory = try parent.make(name)
            if node.parent == EntryTree.root { made.append(name) }
            chain.append((Int32(index), directory))
        }
    }

    /// Makes one new file for writing, with the permissions that it keeps as far as the umask has them.
    mutating func createFile(_ index: Int32, mode: UInt32) throws(FilesystemError) -> OpenFile {
        let node = contents.tree.nodes[Int(index)]
        let parent = try directory(node.parent)
        let name = text(node)
        let file = try parent.createFile(name, mode: mode)
        if node.parent == EntryTree.root { made.append(name) }
        return file
    }

    /// Opens a directory that exists, keeping what is open of the way to it.
    private mutating func directory(_ index: Int32) throws(FilesystemError) -> Directory {
        var missing: [Int32] = []
        var current = index
        var known = position(of: current)
        while known == nil {
            missing.append(current)
            current = contents.tree.nodes[Int(current)].parent
            known = position(of: current)
        }
        chain.removeSubrange(((known ?? 0) + 1)...)
        for node in missing.reversed() {
            chain.append((node, try open(text(contents.tree.nodes[Int(node)]), in: last)))
        }
        return last
    }

    private func open(_ name: String, in parent: Directory) throws(FilesystemError) -> Directory {
        let path: RelativePath
        do throws(PathError) { path = try RelativePath(parsing: name) } catch { throw .path(error) }
        return try parent.open(path)
    }

    private var last: Directory { chain[chain.count - 1].directory }

    private func position(of node: Int32) -> Int? { chain.lastIndex { $0.node == node } }

    private func text(_ node: EntryTree.Node) -> String {
        String(decoding: contents.names[node.name], as: UTF8.self)
    }
}
