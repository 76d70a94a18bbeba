/// Cuts the blocks of a source into headers and content, and counts what came.
@safe struct TarInput: ~Copyable {
    private let source: any BlockSource
    private let limit: Int
    private var block = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private let header: UnsafeMutableRawBufferPointer
    private var total = 0

    /// Reads at most `limit` bytes, which is what the ratio of an archive allows.
    init(_ source: any BlockSource, limit: Int) {
        self.source = source
        self.limit = limit
        unsafe header = .allocate(byteCount: TarHeader.size, alignment: 16)
    }

    deinit { unsafe header.deallocate() }

    /// The next `count` bytes or fewer, valid until the next call; empty at the end.
    mutating func next(atMost count: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
        while unsafe block.isEmpty {
            guard let found = try unsafe source.nextBlock() else { return unsafe block }
            total += found.count
            try ArchiveRule.ratio.require(total <= limit)
            unsafe block = found
        }
        let taken = unsafe min(count, block.count)
        defer { unsafe block = UnsafeRawBufferPointer(rebasing: block[taken...]) }
        return unsafe UnsafeRawBufferPointer(rebasing: block[..<taken])
    }

    /// The next block of 512 bytes in one piece; nil at the end, also when less is left.
    mutating func nextHeader() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        var filled = 0
        while filled < TarHeader.size {
            let part = try unsafe next(atMost: TarHeader.size - filled)
            if part.count == TarHeader.size { return unsafe part }
            guard unsafe !part.isEmpty else { return nil }
            let place = unsafe UnsafeMutableRawBufferPointer(rebasing: header[filled...])
            unsafe place.copyMemory(from: part)
            filled += part.count
        }
        return unsafe UnsafeRawBufferPointer(header)
    }

    /// Passes over bytes.
    mutating func skip(_ count: Int) throws(ArchiveError) {
        var rest = count
        while rest > 0 {
            let count = try unsafe next(atMost: rest).count
            guard count > 0 else { throw .rule(.truncated, entry: "") }
            rest -= count
        }
    }
}
