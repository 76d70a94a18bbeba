internal import Cryptography
internal import Diagnostics
public import Filesystem
public import PackageModel
internal import Paths

/// One process's work in progress: a directory that disappears with it.
///
/// A kernel lock on `<name>.lock` says that its process lives; what nobody holds is removed by the next process
/// that starts work. A shared lease keeps `cache prune` away meanwhile.
public final class Staging: Sendable {
    /// The open directory to work in.
    public let directory: Directory
    private let parent: Directory
    private let name: String
    private let own: FileLock
    private let lease: FileLock

    /// The lock under which locks are made and swept.
    static let mutexName = "mutex"

    private init(
        directory: Directory,
        parent: Directory,
        name: String,
        own: FileLock,
        lease: FileLock
    ) {
        self.directory = directory
        self.parent = parent
        self.name = name
        self.own = own
        self.lease = lease
    }

    deinit {
        // Left-overs are harmless: without a living lock the next process removes them.
        guard (try? parent.removeTree(name)) != nil else { return }
        try? parent.removeFile(name + ".lock")
    }

    /// Makes a fresh directory and removes those of processes that are gone.
    ///
    /// `holder` says who we are to whoever waits; `seconds` is how long we wait for a `cache prune`.
    /// - Throws: `FilesystemError.locked` past that time, wrapped.
    public static func begin(layout: StoreLayout, holder: String, seconds: Int) throws(StoreError)
        -> Staging
    {
        try filing { () throws(FilesystemError) in
            let parent = try Directory.create(layout.staging)
            let lease = try FileLock.acquire(
                layout.lease,
                exclusive: false,
                holder: holder,
                seconds: seconds
            )
            // Making a lock and sweeping exclude each other: a lock that is not yet held must not be swept.
            let mutex = try FileLock.acquire(
                layout.staging.appending(mutexName),
                exclusive: true,
                holder: holder,
                seconds: seconds
            )
            defer { withExtendedLifetime(mutex) {} }
            let name = "w" + randomName()
            let own = try FileLock.acquire(
                layout.staging.appending(name + ".lock"),
                exclusive: true,
                holder: holder,
                seconds: 0
            )
            let directory = try parent.make(name)
            sweep(parent, layout: layout, except: name)
            return Staging(directory: directory, parent: parent, name: name, own: own, lease: lease)
        }
    }

    /// Whether work in progress lies there, of a living process or of one that is gone.
    public static func isOccupied(layout: StoreLayout) -> Bool {
        // What cannot be looked at now is met again when work begins.
        let names = (try? Directory.open(layout.staging).names()) ?? []
        return names.contains { $0 != mutexName }
    }

    /// Removes the directories of processes that are gone.
    private static func sweep(_ parent: Directory, layout: StoreLayout, except own: String) {
        // Best effort: what cannot be removed now is met again by the next process.
        let names = (try? parent.names()) ?? []
        for lock in names where lock.hasSuffix(".lock") && lock != own + ".lock" {
            let path = layout.staging.appending(lock)
            guard
                let held = try? FileLock.acquire(path, exclusive: true, holder: "sweep", seconds: 0)
            else { continue }
            // The lock goes last: without it nobody would know whose the directory was.
            guard (try? parent.removeTree(String(lock.dropLast(5)))) != nil else { continue }
            try? parent.removeFile(lock)
            withExtendedLifetime(held) {}
        }
        // A directory is made after its lock, and the lease keeps `cache prune` away: what has no lock is nobody's.
        for name in names where !name.hasSuffix(".lock") && name != mutexName && name != own {
            if !names.contains(name + ".lock") { try? parent.removeTree(name) }
        }
    }
}

/// Sixteen hexadecimal digits that no other process has.
func randomName() -> String { hexadecimal(randomBytes(8)) }
