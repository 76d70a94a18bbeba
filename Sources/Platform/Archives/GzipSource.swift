internal import CArchive
internal import Filesystem

/// What a gzip file of any length inflates to, by libarchive, block by block.
final class GzipSource: BlockSource {
    static let magic: [UInt8] = [0x1F, 0x8B]

    private let handle: ArchiveHandle
    private let count: Int
    private var isOpen = false

    init(_ slice: FileSlice) throws(ArchiveError) {
        handle = try ArchiveHandle(inflating: slice)
        count = slice.count
    }

    func nextBlock() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        if !isOpen {
            guard try handle.nextHeader() != nil else { throw .rule(.malformed, entry: "") }
            isOpen = true
        }
        let (bytes, verdict) = try unsafe handle.nextBlock { "" }
        guard verdict == .more else {
            // libarchive stops where no further member begins, whatever lies there.
            try ArchiveRule.secondArchive.require(handle.consumed == count)
            return nil
        }
        return unsafe bytes
    }
}
