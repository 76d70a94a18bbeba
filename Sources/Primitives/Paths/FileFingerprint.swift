/// Six values of the kernel that change whenever the bytes or permissions of a file do.
public struct FileFingerprint: Hashable, Sendable {
    /// The file system's number.
    public var device: UInt64
    /// The file's number there.
    public var inode: UInt64
    /// In bytes.
    public var size: UInt64
    /// Type and permission bits.
    public var mode: UInt64
    /// Bit pattern of mtime in nanoseconds.
    public var modified: UInt64
    /// Bit pattern of ctime in nanoseconds.
    public var changed: UInt64

    /// Takes the six values.
    public init(
        device: UInt64,
        inode: UInt64,
        size: UInt64,
        mode: UInt64,
        modified: UInt64,
        changed: UInt64
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.mode = mode
        self.modified = modified
        self.changed = changed
    }

    /// Whether it is a plain file.
    public var isFile: Bool { mode & 0o170000 == 0o100000 }

    /// Six zeros: what stands for a file that is not there.
    public static let none = FileFingerprint(
        device: 0,
        inode: 0,
        size: 0,
        mode: 0,
        modified: 0,
        changed: 0
    )
}
