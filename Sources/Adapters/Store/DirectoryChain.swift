internal import Filesystem
internal import Paths

/// The open directories on the way to one place of a tree: an archive may have more of them than descriptors.
///
/// Paths come sorted by their bytes, so that all files of one directory and of those below it follow each other:
/// each directory is entered once and left once.
struct DirectoryChain {
    /// A directory below the root, with the length of its path.
    struct Link {
        let directory: Directory
        let length: Int
    }

    private let root: Directory
    private var links: [Link] = []
    private var path: [UInt8] = []

    init(_ root: Directory) { self.root = root }

    /// The directory that the chain ends in.
    var last: Directory { links.last?.directory ?? root }

    /// Moves to the directory that holds `file`; what is left is named by its whole path.
    mutating func move(
        toParentOf file: RelativePath,
        entering enter: (Directory, String) throws(StoreError) -> Directory,
        leaving leave: (Directory, String) throws(StoreError) -> Void
    ) throws(StoreError) {
        let text = file.description.utf8
        let end = text.lastIndex(of: slash) ?? text.startIndex
        let wanted = text[..<end]
        if wanted.elementsEqual(path) { return }
        while !holds(wanted) { try removeLast(leave) }
        for name in wanted.dropFirst(path.count).split(separator: slash) {
            let entered = try enter(last, String(Substring(name)))
            if !path.isEmpty { path.append(slash) }
            path.append(contentsOf: name)
            links.append(Link(directory: entered, length: path.count))
        }
    }

    /// Leaves every directory but the root.
    mutating func leaveAll(_ leave: (Directory, String) throws(StoreError) -> Void)
        throws(StoreError)
    {
        while !links.isEmpty { try removeLast(leave) }
    }

    /// Whether `wanted` is the last directory or lies below it.
    private func holds(_ wanted: Substring.UTF8View) -> Bool {
        guard !path.isEmpty else { return true }
        let rest = wanted.dropFirst(path.count)
        return wanted.starts(with: path) && (rest.isEmpty || rest.first == slash)
    }

    private mutating func removeLast(_ leave: (Directory, String) throws(StoreError) -> Void)
        throws(StoreError)
    {
        try leave(last, String(decoding: path, as: UTF8.self))
        links.removeLast()
        path.removeLast(path.count - (links.last?.length ?? 0))
    }
}

private let slash = UInt8(ascii: "/")
