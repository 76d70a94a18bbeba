/// One entry of a tar archive, extended headers applied.
struct TarEntry {
    enum Kind { case file, directory, hardLink, symbolicLink }

    /// Without the slash at the end of a directory.
    let name: [UInt8]
    let kind: Kind
    /// What a link points to.
    let target: [UInt8]
    let isExecutable: Bool
    /// Bytes of content, 0 for everything but a file.
    let size: Int

    /// The name for people; one that is no UTF-8 is repaired.
    var text: String { String(decoding: name, as: UTF8.self) }
}

/// Reads the entries of a tar archive, one after the other, and accounts for every byte of it.
struct TarReader: ~Copyable {
    private var input: TarInput
    /// Content and padding of the current entry that were not read.
    private var rest = 0
    private var padding = 0
    private var current = ""

    init(_ input: consuming TarInput) { self.input = input }

    /// The next entry, leaving out what was not read of this one; nil at the end mark.
    mutating func next() throws(ArchiveError) -> TarEntry? {
        try input.skip(rest + padding)
        (rest, padding) = (0, 0)
        var extended = PaxRecords()
        while true {
            guard let block = try unsafe input.nextHeader() else {
                throw .rule(.truncated, entry: "")
            }
            if unsafe TarHeader.isEnd(block) {
                guard extended.isEmpty else { throw .rule(.malformed, entry: "") }
                try checkEnd()
                return nil
            }
            let header = try unsafe TarHeader(block)
            guard try !take(header, into: &extended) else { continue }
            let entry = try TarEntry(header, extended)
            rest = entry.size
            padding = (TarHeader.size - entry.size % TarHeader.size) % TarHeader.size
            current = entry.text
            return entry
        }
    }

    /// The next bytes of the entry, valid until the next call; nil at its end.
    mutating func block() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        guard rest > 0 else { return nil }
        let block = try unsafe input.next(atMost: rest)
        guard unsafe !block.isEmpty else { throw .rule(.truncated, entry: current) }
        rest -= block.count
        return unsafe block
    }

    /// Whether the header says something of the next entry, which is then remembered.
    private mutating func take(_ header: TarHeader, into extended: inout PaxRecords)
        throws(ArchiveError) -> Bool
    {
        switch header.kind {
        case .pax(let isGlobal): try extended.add(try content(of: header), isGlobal: isGlobal)
        case .longName: try extended.add(long: try content(of: header), isTarget: false)
        case .longTarget: try extended.add(long: try content(of: header), isTarget: true)
        default: return false
        }
        return true
    }

    private mutating func content(of header: TarHeader) throws(ArchiveError) -> [UInt8] {
        guard header.size <= ArchiveSizes.tarExtension else { throw .rule(.malformed, entry: "") }
        var content: [UInt8] = []
        while content.count < header.size {
            let part = try unsafe input.next(atMost: header.size - content.count)
            guard unsafe !part.isEmpty else { throw .rule(.truncated, entry: "") }
            unsafe content.append(contentsOf: part)
        }
        try input.skip((TarHeader.size - header.size % TarHeader.size) % TarHeader.size)
        return content
    }

    /// After the first empty block only zeros may come: another archive there would be seen by some readers.
    private mutating func checkEnd() throws(ArchiveError) {
        while true {
            let part = try unsafe input.next(atMost: ArchiveSizes.block)
            if unsafe part.isEmpty { return }
            let isEmpty = unsafe TarHeader.isEnd(part)
            try ArchiveRule.secondArchive.require(isEmpty)
        }
    }
}

extension TarEntry {
    /// Joins a header with what extended headers say.
    fileprivate init(_ header: TarHeader, _ extended: PaxRecords) throws(ArchiveError) {
        let full = extended.path ?? header.name
        let text = { String(decoding: full, as: UTF8.self) }
        let slash = UInt8(ascii: "/")
        // Before POSIX a directory was a file whose name ends in a slash.
        let isDirectory =
            header.kind == .directory || (header.kind == .file && full.last == slash)
        try Self.check(header, extended, isDirectory: isDirectory, text)
        name = isDirectory && full.last == slash ? full.dropLast() : full
        target = extended.target ?? header.target
        isExecutable = header.mode & 0o111 != 0
        size = header.size
        kind =
            switch header.kind {
            case .hardLink: .hardLink
            case .symbolicLink: .symbolicLink
            default: isDirectory ? .directory : .file
            }
    }

    private static func check(
        _ header: TarHeader,
        _ extended: PaxRecords,
        isDirectory: Bool,
        _ text: () -> String
    ) throws(ArchiveError) {
        try ArchiveRule.device.require(header.kind != .device, text())
        try ArchiveRule.sparse.require(header.kind != .sparse, text())
        guard header.kind != .unknown else { throw .rule(.malformed, entry: text()) }
        // Every size that is accepted fits into the header, so there is no need for another.
        try ArchiveRule.ambiguous.require(
            extended.size == nil || extended.size == header.size,
            text()
        )
        let hasContent = header.kind == .file && !isDirectory
        try ArchiveRule.ambiguous.require(hasContent || header.size == 0, text())
    }
}
