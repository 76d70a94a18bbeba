/// One entry as the central directory describes it, small because an archive may have 100,000 of them.
struct ZipEntry: Sendable {
    enum Kind: UInt8, Sendable { case file, directory }

    /// Where the name lies in the names of all entries, without the slash at the end of a directory.
    let nameStart: UInt32
    let nameLength: UInt16
    let flags: UInt16
    let method: UInt16
    let kind: Kind
    let isExecutable: Bool
    let checksum: UInt32
    /// The entry's place in the tree of names.
    var node: Int32
    /// Where the local header lies in the slice.
    let offset: Int
    let compressedSize: Int
    let size: Int

    var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameLength) }

    /// The bits of `flags` that mean something here.
    enum Flags {
        static let encrypted: UInt16 = 1 << 0 | 1 << 6 | 1 << 13
        static let sizesFollowData: UInt16 = 1 << 3
        /// Two bits on how hard the packer tried, sizes after the data, names in UTF-8.
        static let understood: UInt16 = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11
    }

    /// The bits of the upper half of the external attributes, written by Unix packers.
    enum Mode {
        static let kind: UInt32 = 0o170000
        static let file: UInt32 = 0o100000
        static let directory: UInt32 = 0o040000
        static let link: UInt32 = 0o120000
        static let devices: Set<UInt32> = [0o010000, 0o020000, 0o060000, 0o140000]
        static let setIdentity: UInt32 = 0o7000
        static let execute: UInt32 = 0o111
    }
}

/// What the structure of an archive says, before anything is unpacked.
struct ArchiveContents: Sendable {
    /// The names of all entries, one after the other.
    var names: [UInt8] = []
    /// In the order of the central directory.
    var entries: [ZipEntry] = []
    /// Indices of `entries` by place of the local header.
    var order: [Int32] = []
    /// Where the data of each entry begins in the slice, in that order.
    var dataStarts: [Int] = []
    /// Files and directories, implied ones included.
    var tree: EntryTree

    /// What the entries make together.
    var named: NamedTree { NamedTree(tree: tree, names: names) }

    /// The name of an entry for people; a name that is no UTF-8 is repaired.
    func text(_ entry: ZipEntry) -> String { String(decoding: names[entry.name], as: UTF8.self) }
}

extension ZipEntry {
    /// The permission bits of the file that is written.
    var mode: UInt32 { isExecutable ? 0o555 : 0o444 }
}
