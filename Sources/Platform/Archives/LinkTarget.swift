internal import Paths

/// The rules for what a symbolic link of an archive points to.
enum LinkTarget {
    /// The target as text, when it stays in the tree that the link lies in.
    static func check(
        _ entry: TarEntry,
        named name: ArraySlice<UInt8>,
        limits: ExtractionLimits
    ) throws(ArchiveError) -> String {
        let target = String(decoding: entry.target, as: UTF8.self)
        let isText =
            target.utf8.elementsEqual(entry.target) && entry.target.count <= limits.path
            && !entry.target.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
        let path = try? RelativePath(parsing: String(decoding: name, as: UTF8.self))
        try ArchiveRule.linkTarget.require(
            isText && path?.isLeftInside(by: target) ?? false,
            entry.text
        )
        return target
    }
}
