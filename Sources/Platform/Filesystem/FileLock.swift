internal import CSystem
internal import Diagnostics
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A kernel lock on a file: it dies with its process, and names its holder.
public final class FileLock: Sendable {
    private let file: OpenFile

    private init(file: OpenFile) { self.file = file }

    /// Takes the lock, waiting until the deadline.
    ///
    /// - Parameters:
    ///   - path: The lock file; made when missing, in a directory that exists.
    ///   - exclusive: One holder alone, or many that share it.
    ///   - holder: Who we are, in words for the one who waits ("process 71, `install`").
    ///   - seconds: How long to wait; 0 tries once.
    ///   - whenWaiting: Called once, with the holder's words, when the lock is not free at first.
    /// - Returns: The lock, which is let go with the last reference to it.
    /// - Throws: `FilesystemError.locked` past the deadline.
    public static func acquire(
        _ path: AbsolutePath,
        exclusive: Bool,
        holder: String,
        seconds: Int,
        whenWaiting: (String) -> Void = { _ in }
    ) throws(FilesystemError) -> FileLock {
        let descriptor = try Syscalls.open(
            path.description,
            in: Syscalls.currentDirectory,
            flags: OpenFlags.createOrOpen,
            mode: 0o600
        )
        let file = OpenFile(adopting: descriptor, path: path.description)
        let deadline = deadline(after: seconds)
        var hasSaid = false
        while try !Syscalls.lock(descriptor, exclusive: exclusive, path: path.description) {
            let current = describeHolder(path)
            guard csystem_monotonic() < deadline else {
                throw .locked(path: path.description, holder: current)
            }
            if !hasSaid { whenWaiting(current) }
            hasSaid = true
            usleep(20_000)
        }
        if exclusive {
            try file.truncate(to: 0)
            try file.write(Array(holder.utf8))
        }
        return FileLock(file: file)
    }

    /// A wait that is too long for the clock ends when the clock does.
    private static func deadline(after seconds: Int) -> Int64 {
        let (wait, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (deadline, overflowed) = csystem_monotonic().addingReportingOverflow(wait)
        guard !overflow, !overflowed else { return seconds < 0 ? .min : .max }
        return deadline
    }

    private static func describeHolder(_ path: AbsolutePath) -> String {
        // The name is for people only; a lock without one is still a lock.
        let bytes = (try? Files.read(path, limit: .kibibytes(4))) ?? nil
        guard let bytes, !bytes.isEmpty else { return "its name is not known" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
