internal import Filesystem

/// Bytes that come in blocks: of a file as it is, or of what it inflates to.
///
/// A class, because its blocks lie in memory that it owns; used by one thread.
protocol BlockSource: AnyObject {
    /// The next bytes, valid until the next call; nil at the end.
    func nextBlock() throws(ArchiveError) -> UnsafeRawBufferPointer?
}

/// The bytes of a slice as they are.
@safe final class PlainSource: BlockSource {
    private let slice: FileSlice
    private let buffer: UnsafeMutableRawBufferPointer
    private var position = 0

    init(_ slice: FileSlice) {
        self.slice = slice
        unsafe buffer = .allocate(byteCount: ArchiveSizes.block, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    func nextBlock() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        let count = unsafe min(buffer.count, slice.count - position)
        guard count > 0 else { return nil }
        let block = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        try unsafe slice.read(at: position, filling: block)
        position += count
        return UnsafeRawBufferPointer(block)
    }
}

/// Everything that a gzip file inflates to, in one block.
@safe final class WholeSource: BlockSource {
    private let workspace: Workspace
    private var rest: UnsafeRawBufferPointer?

    /// Inflates a file of one member; nil when it may have several, or no memory is left for it.
    /// - Throws: `malformed` when the bytes are no gzip, `secondArchive` when others follow.
    init?(_ slice: FileSlice) throws(ArchiveError) {
        workspace = Workspace()
        guard slice.count >= Self.smallest else { throw .rule(.truncated, entry: "") }
        let trailer = try slice.bytes(slice.count - 4..<slice.count)
        // The length modulo 2³² of the last member; with more than one member it is too short, which shows.
        let size = trailer.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard let room = unsafe workspace.buffers(packed: slice.count, unpacked: size) else {
            return nil
        }
        try unsafe slice.read(at: 0, filling: room.packed)
        let packed = unsafe UnsafeRawBufferPointer(room.packed)
        switch try unsafe Inflater().gunzip(packed, into: room.unpacked) {
        case .malformed: throw .rule(.malformed, entry: "")
        case .tooLarge: return nil
        case .done(let consumed, let produced):
            guard consumed == slice.count else {
                let isMember = unsafe packed[consumed...].starts(with: GzipSource.magic)
                try ArchiveRule.secondArchive.require(isMember)
                return nil
            }
            unsafe rest = UnsafeRawBufferPointer(rebasing: room.unpacked[..<produced])
        }
    }

    /// Header, an empty deflate stream and trailer.
    private static let smallest = 20

    func nextBlock() -> UnsafeRawBufferPointer? {
        defer { unsafe rest = nil }
        return unsafe rest
    }
}
