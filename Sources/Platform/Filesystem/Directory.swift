public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An open directory; everything in it is reached relative to it and without following links.
///
/// A class, because one descriptor has one owner that outlives copies of a value.
public final class Directory: Sendable {
    /// The descriptor, closed with this object.
    public let descriptor: Int32
    /// Where it was opened, for errors and for building names that leave the process.
    public let path: AbsolutePath

    private init(descriptor: Int32, path: AbsolutePath) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { Syscalls.close(descriptor) }

    /// Opens an existing directory; links on the way are followed.
    public static func open(_ path: AbsolutePath) throws(FilesystemError) -> Directory {
        let descriptor = try Syscalls.open(
            path.description,
            in: Syscalls.currentDirectory,
            flags: OpenFlags.directory
        )
        return Directory(descriptor: descriptor, path: path)
    }

    /// Opens a directory, creating it and its parents (mode 0700 for new ones unless given).
    public static func create(_ path: AbsolutePath, mode: UInt32 = 0o700) throws(FilesystemError)
        -> Directory
    {
        do throws(FilesystemError) {
            return try open(path)
        } catch {
            guard error.errorNumber == ENOENT, path.description != "/" else { throw error }
        }
        let parent = try create(path.parent, mode: mode)
        do throws(FilesystemError) {
            try Syscalls.makeDirectory(path.name, in: parent.descriptor, mode: mode)
        } catch {
            // Somebody else may have made it first; opening decides.
            guard error.errorNumber == EEXIST else { throw error }
        }
        return try open(path)
    }

    /// Opens a directory inside this one; a link is refused.
    public func open(_ name: RelativePath) throws(FilesystemError) -> Directory {
        var current = self
        for component in name.components { current = try current.openDirectory(component) }
        return current
    }

    /// Opens a directory by its single name, without parsing it again; a link is refused.
    public func openDirectory(_ name: String) throws(FilesystemError) -> Directory {
        let opened = try Syscalls.open(
            name,
            in: descriptor,
            flags: OpenFlags.directory | OpenFlags.noFollow
        )
        return Directory(descriptor: opened, path: path.appending(name))
    }

    /// Creates one new directory here and opens it; an existing one is an error (EEXIST).
    public func make(_ name: String, mode: UInt32 = 0o700) throws(FilesystemError) -> Directory {
        try Syscalls.makeDirectory(name, in: descriptor, mode: mode)
        return try openDirectory(name)
    }

    /// Creates a new file (O_EXCL) in this directory and opens it for writing.
    public func createFile(_ name: String, mode: UInt32 = 0o600) throws(FilesystemError) -> OpenFile
    {
        let opened = try Syscalls.open(
            name,
            in: descriptor,
            flags: OpenFlags.createNew,
            mode: mode
        )
        return OpenFile(adopting: opened, path: pathText(name))
    }

    /// Creates a file or empties the one that is there, and opens it for writing.
    public func replaceFile(_ name: String, mode: UInt32 = 0o600) throws(FilesystemError)
        -> OpenFile
    {
        let opened = try Syscalls.open(name, in: descriptor, flags: OpenFlags.replace, mode: mode)
        return OpenFile(adopting: opened, path: pathText(name))
    }

    /// Opens a file, made when missing, for reading from its start and for writing at its end.
    public func openForUpdate(_ name: String, mode: UInt32 = 0o600) throws(FilesystemError)
        -> OpenFile
    {
        let opened = try Syscalls.open(name, in: descriptor, flags: OpenFlags.update, mode: mode)
        return OpenFile(adopting: opened, path: pathText(name))
    }

    /// Opens a file below this directory for reading; links are refused at every step.
    public func openFile(_ path: RelativePath) throws(FilesystemError) -> OpenFile {
        let holder =
            try path.parent.map { (parent) throws(FilesystemError) in try open(parent) } ?? self
        let opened = try Syscalls.open(
            path.name,
            in: holder.descriptor,
            flags: OpenFlags.read | OpenFlags.noFollow
        )
        return OpenFile(adopting: opened, path: pathText(path.description))
    }

    /// What is at `path` (one name or several), without following a final link; nil when nothing
    /// is.
    public func status(_ path: RelativePath) throws(FilesystemError) -> FileStatus? {
        try Syscalls.status(path.description, in: descriptor, followingLinks: false)
    }

    /// The same for a single name, without parsing it again.
    public func status(name: String) throws(FilesystemError) -> FileStatus? {
        try Syscalls.status(name, in: descriptor, followingLinks: false)
    }

    /// The names in this directory, sorted, without `.` and `..`.
    public func names() throws(FilesystemError) -> [String] {
        try rawNames().map(\.text).sorted()
    }

    private func rawNames() throws(FilesystemError) -> [RawName] {
        let copy = try Syscalls.open(".", in: descriptor, flags: OpenFlags.directory)
        // The stream owns the copied descriptor from here on and closes it.
        guard let stream = unsafe fdopendir(copy) else {
            let number = errno
            Syscalls.close(copy)
            throw .system(call: "opendir", path: path.description, number: number)
        }
        defer { unsafe closedir(stream) }
        var names: [RawName] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe RawName(copying: text)
                }
            }
            if !name.isDots { names.append(name) }
            errno = 0
        }
        guard errno == 0 else {
            throw .system(call: "readdir", path: path.description, number: errno)
        }
        return names
    }

    /// Removes one file or link.
    public func removeFile(_ name: String) throws(FilesystemError) {
        try Syscalls.remove(name, in: descriptor, isDirectory: false)
    }

    /// Removes one empty directory.
    public func removeDirectory(_ name: String) throws(FilesystemError) {
        try Syscalls.remove(name, in: descriptor, isDirectory: true)
    }

    /// Removes whatever is under `name`, links as links; nothing there is fine.
    public func removeTree(_ name: String) throws(FilesystemError) {
        try removeTree(RawName(name))
    }

    // Names stay bytes here: a server may have written some that are not UTF-8.
    private func removeTree(_ name: RawName) throws(FilesystemError) {
        guard let found = try Syscalls.status(name, in: descriptor) else { return }
        guard found.kind == .directory else {
            return try Syscalls.remove(name, in: descriptor, isDirectory: false)
        }
        if found.permissions & 0o700 != 0o700 {
            try Syscalls.changeMode(of: name, in: descriptor, to: 0o700)
        }
        let opened = try Syscalls.openDirectory(name, in: descriptor)
        let inner = Directory(descriptor: opened, path: path.appending(name.text))
        for child in try inner.rawNames() { try inner.removeTree(child) }
        try Syscalls.remove(name, in: descriptor, isDirectory: true)
    }

    /// Moves `name` to `target`, replacing a file there.
    public func rename(_ name: String, to newName: String, in target: Directory? = nil)
        throws(FilesystemError)
    {
        let place = target ?? self
        try Syscalls.rename(name, in: descriptor, to: newName, in: place.descriptor)
    }

    /// Moves `name` to `target`; throws EEXIST (or ENOTEMPTY) when something is there.
    public func renameExclusively(_ name: String, to newName: String, in target: Directory? = nil)
        throws(FilesystemError)
    {
        let place = target ?? self
        try Syscalls.renameExclusively(name, in: descriptor, to: newName, in: place.descriptor)
    }

    /// Gives the file `name` a second name in `target`.
    public func hardLink(_ name: String, to newName: String, in target: Directory)
        throws(FilesystemError)
    {
        try Syscalls.link(name, in: descriptor, to: newName, in: target.descriptor)
    }

    /// Makes a symbolic link here; the destination is stored as given.
    public func makeSymbolicLink(_ name: String, to destination: String) throws(FilesystemError) {
        try Syscalls.makeSymbolicLink(to: destination, at: name, in: descriptor)
    }

    /// Where the link `name` points.
    public func readLink(_ name: String) throws(FilesystemError) -> String {
        String(decoding: try readLinkBytes(name), as: UTF8.self)
    }

    /// The same byte by byte, where a target that is not UTF-8 must not look like one that is.
    public func readLinkBytes(_ name: String) throws(FilesystemError) -> [UInt8] {
        try Syscalls.readLink(name, in: descriptor)
    }

    /// Sets the permission bits of this directory.
    public func changeMode(to mode: UInt32) throws(FilesystemError) {
        try Syscalls.changeMode(of: descriptor, path: path.description, to: mode)
    }

    /// Sets the permission bits of a file or directory in this one; a link is followed, so callers know the kind.
    public func changeMode(of name: String, to mode: UInt32) throws(FilesystemError) {
        try Syscalls.changeMode(of: RawName(name), in: descriptor, to: mode)
    }

    /// Forces the names in this directory to the device.
    public func synchronize() throws(FilesystemError) {
        try Syscalls.synchronize(descriptor, path: path.description)
    }

    /// Forces everything of this file system to the device: one barrier for a whole tree.
    public func synchronizeFileSystem() throws(FilesystemError) {
        try Syscalls.synchronizeFileSystem(descriptor, path: path.description)
    }

    private func pathText(_ name: String) -> String { path.description + "/" + name }
}
