public import Diagnostics
public import Paths

/// An open file.
///
/// A class, because one descriptor has one owner that outlives copies of a value.
public final class OpenFile: Sendable {
    /// The descriptor, for passing on to a C library during a call; closed with this object.
    public let descriptor: Int32
    /// The name it was opened by, for errors.
    public let path: String

    /// Takes over an open descriptor.
    public init(adopting descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { Syscalls.close(descriptor) }

    /// Opens an existing file for reading.
    public static func reading(_ path: AbsolutePath, followingLinks: Bool = true)
        throws(FilesystemError) -> OpenFile
    {
        let flags = OpenFlags.read | (followingLinks ? 0 : OpenFlags.noFollow)
        let text = path.description
        let descriptor = try Syscalls.open(text, in: Syscalls.currentDirectory, flags: flags)
        return OpenFile(adopting: descriptor, path: text)
    }

    /// Size, times and the rest, of the open file itself.
    public func status() throws(FilesystemError) -> FileStatus {
        try Syscalls.status(of: descriptor, path: path)
    }

    /// Reads up to the buffer's length; 0 only at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FilesystemError) -> Int {
        try unsafe Syscalls.read(descriptor, into: buffer, path: path)
    }

    /// Reads to the end, but never more than `limit`.
    public func readAll(limit: ByteCount) throws(FilesystemError) -> [UInt8] {
        let size = try status().size
        guard size <= UInt64(limit.bytes) else { throw .tooLarge(path: path, limit: limit) }
        var content: [UInt8] = []
        content.reserveCapacity(Int(size))
        try unsafe forEachBlock { (block) throws(FilesystemError) in
            guard content.count + block.count <= limit.bytes else {
                throw .tooLarge(path: self.path, limit: limit)
            }
            unsafe content.append(contentsOf: block)
        }
        return content
    }

    /// Reads to the end in blocks of at most 256 KiB that are valid during each call only.
    public func forEachBlock(_ body: (UnsafeRawBufferPointer) throws(FilesystemError) -> Void)
        throws(FilesystemError)
    {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { unsafe buffer.deallocate() }
        while true {
            let count = try unsafe read(into: buffer)
            guard count > 0 else { return }
            try unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes all bytes at the current position.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FilesystemError) {
        try unsafe Syscalls.write(bytes, to: descriptor, path: path)
    }

    /// Writes all bytes at the current position.
    public func write(_ bytes: [UInt8]) throws(FilesystemError) { try write(bytes[...]) }

    /// Writes all bytes at the current position.
    public func write(_ bytes: ArraySlice<UInt8>) throws(FilesystemError) {
        var failure: FilesystemError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(FilesystemError) { try unsafe write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Forces the content to the device.
    public func synchronize() throws(FilesystemError) {
        try Syscalls.synchronize(descriptor, path: path)
    }

    /// Cuts or extends to `size` bytes.
    public func truncate(to size: Int) throws(FilesystemError) {
        try Syscalls.truncate(descriptor, path: path, to: size)
    }

    /// Sets the permission bits.
    public func changeMode(to mode: UInt32) throws(FilesystemError) {
        try Syscalls.changeMode(of: descriptor, path: path, to: mode)
    }

    /// Makes this empty file share the blocks of `source`; throws where the file system cannot.
    public func clone(from source: OpenFile) throws(FilesystemError) {
        try Syscalls.clone(source.descriptor, into: descriptor, path: path)
    }
}
