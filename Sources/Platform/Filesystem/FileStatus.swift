internal import CSystem
public import Paths

/// What the kernel says of one file; compared to find out whether it changed.
public struct FileStatus: Hashable, Sendable {
    /// Kinds that mcppkg tells apart.
    public enum Kind: Sendable { case file, directory, link, other }

    /// The device it lies on.
    public let device: UInt64
    /// The file's number on its device.
    public let inode: UInt64
    /// Bytes.
    public let size: UInt64
    /// Type and permission bits as in `st_mode`.
    public let mode: UInt32
    /// Number of names.
    public let links: UInt32
    /// Numeric owner.
    public let owner: UInt32
    /// Nanoseconds since 1970 of the last change of content.
    public let modified: Int64
    /// Nanoseconds since 1970 of the last change of anything about it.
    public let changed: Int64

    init(_ raw: csystem_stat) {
        device = raw.device
        inode = raw.inode
        size = raw.size
        mode = raw.mode
        links = raw.links
        owner = raw.owner
        modified = raw.modified
        changed = raw.changed
    }

    /// The permission bits alone, set-id bits included.
    public var permissions: UInt32 { mode & 0o7777 }

    /// The kind of file.
    public var kind: Kind {
        switch mode & 0o170000 {
        case 0o100000: .file
        case 0o040000: .directory
        case 0o120000: .link
        default: .other
        }
    }

    /// The six values that change whenever bytes or permissions do.
    public var fingerprint: FileFingerprint {
        FileFingerprint(
            device: device,
            inode: inode,
            size: size,
            mode: UInt64(mode),
            modified: UInt64(bitPattern: modified),
            changed: UInt64(bitPattern: changed)
        )
    }
}
