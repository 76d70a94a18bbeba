internal import Filesystem
public import PackageModel

/// The lock that whoever changes what is installed holds: a kernel lock that dies with its process.
public struct StoreLock: Sendable {
    private let lock: FileLock

    /// Waits for the lock.
    ///
    /// `holder` says who we are to the next one; `whenWaiting` is called once, with the holder's words,
    /// when the lock is not free.
    /// - Throws: `FilesystemError.locked` past the deadline, wrapped.
    public static func acquire(
        layout: StoreLayout,
        holder: String,
        seconds: Int,
        whenWaiting: (String) -> Void
    ) throws(StoreError) -> StoreLock {
        try filing { () throws(FilesystemError) in
            _ = try Directory.create(layout.data)
            return StoreLock(
                lock: try FileLock.acquire(
                    layout.lock,
                    exclusive: true,
                    holder: holder,
                    seconds: seconds,
                    whenWaiting: whenWaiting
                )
            )
        }
    }

    /// Keeps the lock until here, whatever the optimiser thinks.
    public func release() { withExtendedLifetime(lock) {} }
}
