internal import Cryptography
internal import Filesystem
internal import Paths

/// Writes files into the directories of an archive, each reached through its open parent.
struct TreeWriter {
    /// The root and the directories on the way to the last file: files of one directory follow each other.
    private var chain: [(node: Int32, directory: Directory)]
    /// Names at the top that this writer made, for taking everything back.
    private(set) var made: [String] = []

    init(into root: Directory) { chain = [(EntryTree.root, root)] }

    /// Makes the directories of a tree whose nodes are `first` or later.
    mutating func makeDirectories(of tree: NamedTree, from first: Int = 1)
        throws(FilesystemError)
    {
        for index in first..<tree.nodes.count where tree.nodes[index].role != .file {
            let node = tree.nodes[index]
            let parent = try directory(node.parent, of: tree)
            let name = tree.text(node)
            let directory = try parent.make(name)
            if node.parent == EntryTree.root { made.append(name) }
            chain.append((Int32(index), directory))
        }
    }

    /// Makes one new file for writing, with the permissions that it keeps as far as the umask has them.
    mutating func createFile(_ index: Int32, of tree: NamedTree, mode: UInt32)
        throws(FilesystemError) -> OpenFile
    {
        let (parent, name) = try place(index, of: tree)
        let file = try parent.createFile(name, mode: mode)
        if tree.nodes[Int(index)].parent == EntryTree.root { made.append(name) }
        return file
    }

    /// Makes a symbolic link and says what the kernel does of it.
    mutating func createLink(_ index: Int32, of tree: NamedTree, to target: String)
        throws(FilesystemError) -> FileStatus?
    {
        let (parent, name) = try place(index, of: tree)
        try parent.makeSymbolicLink(name, to: target)
        if tree.nodes[Int(index)].parent == EntryTree.root { made.append(name) }
        return try parent.status(name: name)
    }

    /// Opens a file that was written.
    mutating func openFile(_ index: Int32, of tree: NamedTree) throws(FilesystemError) -> OpenFile {
        let (parent, name) = try place(index, of: tree)
        let path: RelativePath
        do throws(PathError) { path = try RelativePath(parsing: name) } catch { throw .path(error) }
        return try parent.openFile(path)
    }

    /// Takes back what this writer made.
    func removeAll() {
        // The first error is the one to report; what stays is in a staging directory that is removed whole.
        for name in made { try? chain[0].directory.removeTree(name) }
    }

    private mutating func place(_ index: Int32, of tree: NamedTree) throws(FilesystemError)
        -> (Directory, String)
    {
        let node = tree.nodes[Int(index)]
        return (try directory(node.parent, of: tree), tree.text(node))
    }

    /// Opens a directory that exists, keeping what is open of the way to it.
    private mutating func directory(_ index: Int32, of tree: NamedTree) throws(FilesystemError)
        -> Directory
    {
        var missing: [Int32] = []
        var current = index
        var known = position(of: current)
        while known == nil {
            missing.append(current)
            current = tree.nodes[Int(current)].parent
            known = position(of: current)
        }
        chain.removeSubrange(((known ?? 0) + 1)...)
        for node in missing.reversed() {
            let name = tree.text(tree.nodes[Int(node)])
            chain.append((node, try last.openDirectory(name)))
        }
        return last
    }

    private var last: Directory { chain[chain.count - 1].directory }

    private func position(of node: Int32) -> Int? { chain.lastIndex { $0.node == node } }
}

/// The nodes of a tree with the names that they refer to.
struct NamedTree {
    var tree: EntryTree
    /// The names of all entries, one after the other.
    var names: [UInt8]

    var nodes: [EntryTree.Node] { tree.nodes }

    func text(_ node: EntryTree.Node) -> String {
        String(decoding: names[node.name], as: UTF8.self)
    }
}
