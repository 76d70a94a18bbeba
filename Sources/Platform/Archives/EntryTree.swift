/// The files and directories of an archive as one tree, in which no two names may meet.
///
/// Flat arrays and one hash table of our own: 100,000 entries with their directories take a few megabytes.
struct EntryTree: Sendable {
    /// Whether a directory has an entry of its own only matters for finding it twice.
    enum Role: UInt8, Sendable { case file, directory, impliedDirectory }

    struct Node: Sendable {
        let parent: Int32
        /// The name as first written, in the names of all entries.
        let start: UInt32
        let length: UInt16
        var role: Role
        let hash: UInt32

        var name: Range<Int> { Int(start)..<Int(start) + Int(length) }
    }

    /// Parents come before their children; the first is the root.
    private(set) var nodes: [Node]
    private let limit: Int
    private let reserved: Set<String>
    private var directories = 0
    /// Indices of `nodes`, or -1; a power of two of them, at most half of them used.
    private var slots: [Int32]
    /// The directory of the last inserted name: neighbours mostly share it.
    private var lastDirectory: (path: Range<Int>, node: Int32) = (0..<0, 0)

    /// Which names are one name.
    enum Folding: Sendable {
        /// Those that differ only in case or composition, as on most volumes of macOS.
        case folded
        /// Those with the same bytes.
        case exact
    }

    private let folding: Folding
    private let mayRepeatDirectories: Bool

    /// A tree of at most `limit` directories, with names that may not stand at its top.
    init(
        limit: Int,
        reserved: Set<String>,
        folding: Folding = .folded,
        mayRepeatDirectories: Bool = false
    ) {
        self.limit = limit
        self.folding = folding
        self.mayRepeatDirectories = mayRepeatDirectories
        self.reserved = Set(reserved.map(folded))
        nodes = [Node(parent: 0, start: 0, length: 0, role: .impliedDirectory, hash: 0)]
        slots = [Int32](repeating: -1, count: 1024)
    }

    static let root: Int32 = 0

    /// Adds the name that lies at `path` in `names`.
    /// - Throws: The rule that the name breaks together with an earlier one.
    mutating func insert(_ path: Range<Int>, in names: [UInt8], as role: Role) throws(ArchiveError)
        -> Int32
    {
        let slash = UInt8(ascii: "/")
        let end = names[path].lastIndex(of: slash)
        let directory = path.lowerBound..<(end ?? path.lowerBound)
        var parent = Self.root
        if names[directory] == names[lastDirectory.path] {
            parent = lastDirectory.node
        } else if end != nil {
            for part in names[directory].split(separator: slash, omittingEmptySubsequences: false) {
                parent = try child(part, of: parent, as: .impliedDirectory, names, path)
            }
        }
        lastDirectory = (directory, parent)
        let last = names[(end.map { $0 + 1 } ?? path.lowerBound)..<path.upperBound]
        return try child(last, of: parent, as: role, names, path)
    }

    private mutating func child(
        _ part: ArraySlice<UInt8>,
        of parent: Int32,
        as role: Role,
        _ names: [UInt8],
        _ path: Range<Int>
    ) throws(ArchiveError) -> Int32 {
        let key = folded(String(decoding: part, as: UTF8.self))
        // The rules for names have refused these; a tree that holds one could not be walked.
        guard !["", ".", ".."].contains(key) else {
            throw .rule(.malformed, entry: text(names, path))
        }
        let hash = Self.hash(key, parent)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let found = slots[slot]
            let node = nodes[Int(found)]
            if node.hash == hash, node.parent == parent {
                if names[node.name] == part {
                    return try merge(role, into: found, names, path)
                }
                if folding == .folded {
                    let other = folded(String(decoding: names[node.name], as: UTF8.self))
                    try ArchiveRule.caseFold.require(other != key, text(names, path))
                }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        if parent == Self.root {
            try ArchiveRule.reservedName.require(!reserved.contains(key), text(names, path))
        }
        return try append(part, parent, role, hash, slot)
    }

    private mutating func merge(
        _ role: Role,
        into index: Int32,
        _ names: [UInt8],
        _ path: Range<Int>
    ) throws(ArchiveError) -> Int32 {
        let old = nodes[Int(index)].role
        let isMixed = (old == .file) != (role == .file)
        try ArchiveRule.fileAsDirectory.require(!isMixed, text(names, path))
        try ArchiveRule.duplicateName.require(
            isMixed || old == .impliedDirectory || role == .impliedDirectory
                || (mayRepeatDirectories && role == .directory),
            text(names, path)
        )
        if old == .impliedDirectory { nodes[Int(index)].role = role }
        return index
    }

    private mutating func append(
        _ part: ArraySlice<UInt8>,
        _ parent: Int32,
        _ role: Role,
        _ hash: UInt32,
        _ slot: Int
    ) throws(ArchiveError) -> Int32 {
        if role != .file { directories += 1 }
        try ArchiveRule.tooManyEntries.require(directories <= limit)
        let index = Int32(nodes.count)
        nodes.append(
            Node(
                parent: parent,
                start: UInt32(part.startIndex),
                length: UInt16(part.count),
                role: role,
                hash: hash
            )
        )
        slots[slot] = index
        if nodes.count * 2 > slots.count { grow() }
        return index
    }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        for index in 1..<nodes.count {
            var slot = Int(nodes[index].hash) & (larger.count - 1)
            while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = Int32(index)
        }
        slots = larger
    }

    /// Keyed anew in each process, so that an archive cannot choose names that collide.
    private static func hash(_ key: String, _ parent: Int32) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(parent)
        hasher.combine(key)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private func text(_ names: [UInt8], _ path: Range<Int>) -> String {
        String(decoding: names[path], as: UTF8.self)
    }
}

/// A name without its case; Swift compares and hashes strings without regard to composition (NFC).
///
/// Upper case first, so that letters with several lower forms (`ſ`, `ς`) and none (`ß`) meet as well.
private func folded(_ name: String) -> String {
    name.utf8.allSatisfy { $0 < 0x80 } ? name.lowercased() : name.uppercased().lowercased()
}
