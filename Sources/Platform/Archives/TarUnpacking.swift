internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Paths

/// One pass over a tar archive: checks each entry against all before it, and writes it.
struct TarUnpacking {
    private let flavour: TarFlavour
    private let limits: ExtractionLimits
    private let keepGoing: () -> Bool
    private var tree: NamedTree
    private var writer: TreeWriter
    private var records: [ExtractedFiles.Record] = []
    /// Places in `records` by name, where links may refer to them.
    private var places: [[UInt8]: (node: Int32, record: Int)] = [:]
    /// Made when every file is there, so that nothing is ever written through one.
    private var links: [(node: Int32, name: Range<Int>, target: String)] = []
    private var entries = 0
    private var total = 0

    init(
        _ flavour: TarFlavour,
        into directory: Directory,
        _ limits: ExtractionLimits,
        _ reserved: Set<String>,
        _ keepGoing: @escaping () -> Bool
    ) {
        self.flavour = flavour
        self.limits = limits
        self.keepGoing = keepGoing
        let folding: EntryTree.Folding = flavour.allowsLinks ? .exact : .folded
        tree = NamedTree(
            tree: EntryTree(
                limit: limits.entries,
                reserved: reserved,
                folding: folding,
                mayRepeatDirectories: true
            ),
            names: []
        )
        writer = TreeWriter(into: directory)
    }

    /// Takes back what was written.
    func removeAll() { writer.removeAll() }

    mutating func run(_ reader: inout TarReader) throws(ArchiveError) -> ExtractedFiles {
        while let entry = try reader.next() {
            guard keepGoing() else { throw .interrupted }
            entries += 1
            try ArchiveRule.tooManyEntries.require(entries <= limits.entries)
            try EntryName.check(entry.name[...], limits: limits)
            guard let name = try stripped(entry) else { continue }
            try add(entry, named: name, from: &reader)
        }
        guard entries > 0 else { throw .rule(.malformed, entry: "") }
        for link in links { try make(link) }
        return ExtractedFiles(names: tree.names, records: records)
    }

    /// The name below the directories that are left out; nil for those themselves.
    private func stripped(_ entry: TarEntry) throws(ArchiveError) -> ArraySlice<UInt8>? {
        guard let name = remainder(entry.name) else {
            try ArchiveRule.topDirectory.require(entry.kind == .directory, entry.text)
            return nil
        }
        return name
    }

    private func remainder(_ name: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = name[...]
        for _ in 0..<flavour.strippedComponents {
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            rest = rest[(slash + 1)...]
        }
        return rest
    }

    private mutating func add(
        _ entry: TarEntry,
        named name: ArraySlice<UInt8>,
        from reader: inout TarReader
    ) throws(ArchiveError) {
        try checkKind(entry)
        try checkSize(entry)
        let known = tree.nodes.count
        let start = tree.names.count
        try ArchiveRule.directorySize.require(start + name.count <= limits.names.bytes)
        tree.names.append(contentsOf: name)
        let place = start..<tree.names.count
        let role: EntryTree.Role = entry.kind == .directory ? .directory : .file
        let node = try tree.tree.insert(place, in: tree.names, as: role)
        try filing { () throws(FilesystemError) in
            try writer.makeDirectories(of: tree, from: known)
        }
        switch entry.kind {
        case .directory: return
        case .file: try write(entry, node, place, from: &reader)
        case .hardLink: try copy(entry, node, place)
        case .symbolicLink:
            links.append((node, place, try LinkTarget.check(entry, named: name, limits: limits)))
        }
    }

    private func checkKind(_ entry: TarEntry) throws(ArchiveError) {
        guard !flavour.allowsLinks else { return }
        try ArchiveRule.symbolicLink.require(entry.kind != .symbolicLink, entry.text)
        try ArchiveRule.hardLink.require(entry.kind != .hardLink, entry.text)
    }

    private mutating func checkSize(_ entry: TarEntry) throws(ArchiveError) {
        try ArchiveRule.fileSize.require(entry.size <= limits.file.bytes, entry.text)
        let (sum, isTooLarge) = total.addingReportingOverflow(entry.size)
        total = isTooLarge ? .max : sum
        try ArchiveRule.totalSize.require(total <= limits.total.bytes)
    }

    private mutating func write(
        _ entry: TarEntry,
        _ node: Int32,
        _ name: Range<Int>,
        from reader: inout TarReader
    ) throws(ArchiveError) {
        let kind: ExtractedFiles.Record.Kind = entry.isExecutable ? .executable : .plain
        let file = try filing { () throws(FilesystemError) in
            try writer.createFile(node, of: tree, mode: kind.mode)
        }
        var hasher = DigestHasher()
        while let block = try unsafe reader.block() {
            guard keepGoing() else { throw .interrupted }
            unsafe hasher.update(block)
            try filing { () throws(FilesystemError) in try unsafe file.write(block) }
        }
        let status = try settle(file, mode: kind.mode)
        remember(node, .init(name: name, kind: kind, digest: hasher.finish(), status: status))
    }

    private mutating func remember(_ node: Int32, _ record: ExtractedFiles.Record) {
        if flavour.allowsLinks {
            places[Array(tree.names[record.name])] = (node, records.count)
        }
        records.append(record)
    }

    /// Gives a hard link bytes of its own: two names of one file could not be renewed one by one.
    private mutating func copy(_ entry: TarEntry, _ node: Int32, _ name: Range<Int>)
        throws(ArchiveError)
    {
        // Only an earlier file of this archive has a place, so that no name outside can be meant.
        guard let target = remainder(entry.target), let found = places[Array(target)] else {
            return try ArchiveRule.linkTarget.require(false, entry.text)
        }
        let original = records[found.record]
        total += Int(clamping: original.status.size)
        try ArchiveRule.totalSize.require(total <= limits.total.bytes)
        let status = try filing { () throws(FilesystemError) in
            let source = try writer.openFile(found.node, of: tree)
            let file = try writer.createFile(node, of: tree, mode: original.kind.mode)
            try unsafe source.forEachBlock { (block) throws(FilesystemError) in
                try unsafe file.write(block)
            }
            return file
        }
        remember(
            node,
            .init(
                name: name,
                kind: original.kind,
                digest: original.digest,
                status: try settle(status, mode: original.kind.mode)
            )
        )
    }

    private mutating func make(_ link: (node: Int32, name: Range<Int>, target: String))
        throws(ArchiveError)
    {
        let status = try filing { () throws(FilesystemError) in
            try writer.createLink(link.node, of: tree, to: link.target)
        }
        guard let status else { throw .rule(.malformed, entry: link.target) }
        let digest = Digest(of: link.target.utf8)
        records.append(.init(name: link.name, kind: .link, digest: digest, status: status))
    }
}
