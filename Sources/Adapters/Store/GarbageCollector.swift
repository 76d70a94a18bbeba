public import Cryptography
public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths

/// What must stay, whatever its age.
public struct Roots: Sendable {
    /// Sealed directories that an instance, a process or `undo` needs, those of runtimes included.
    public var prefixes: Set<AbsolutePath> = []
    /// Artifacts that a lock or a kept version names.
    public var artifacts: Set<Digest> = []
    /// Sealed directories of managed runtimes and tools that something needs.
    public var runtimes: Set<AbsolutePath> = []
    /// Seals of sealed directories other than prefixes and runtimes.
    public var seals: Set<Digest> = []

    /// Nothing yet.
    public init() {}
}

/// What was removed from the store.
public struct Collected: Sendable {
    /// Sealed directories that are gone.
    public var prefixes: [AbsolutePath] = []
    /// Artifacts and trees that are gone.
    public var artifacts: [Digest] = []
    /// Bytes given back, each inode once and only when its last name went.
    public var freed = ByteCount(0)
}

/// Removes from the store what nothing needs.
///
/// It excludes whatever is being installed.
public struct GarbageCollector: Sendable {
    private let layout: StoreLayout
    private let lease: FileLock

    /// Waits until no process has work in progress, and keeps others from beginning.
    public init(layout: StoreLayout, holder: String, seconds: Int) throws(StoreError) {
        self.layout = layout
        lease = try filing { () throws(FilesystemError) in
            _ = try Directory.create(layout.data)
            return try FileLock.acquire(
                layout.lease,
                exclusive: true,
                holder: holder,
                seconds: seconds
            )
        }
    }

    /// Removes prefixes and artifacts outside `roots` that were made before `before`.
    public func collect(keeping roots: Roots, madeBefore before: Instant) throws(StoreError)
        -> Collected
    {
        var collected = Collected()
        try sweepStaging()
        for prefix in try prefixes() where !roots.prefixes.contains(prefix) {
            guard try isOld(prefix, before) else { continue }
            try remove(prefix, &collected)
            collected.prefixes.append(prefix)
        }
        for runtime in try runtimes()
        where !roots.runtimes.contains(runtime) && !roots.prefixes.contains(runtime) {
            guard try isOld(runtime, before) else { continue }
            try remove(runtime, &collected)
            collected.prefixes.append(runtime)
        }
        for digest in try digests(in: layout.unpacked) where !roots.artifacts.contains(digest) {
            guard try isOld(layout.unpacked(digest), before) else { continue }
            try remove(layout.unpacked(digest), &collected)
            collected.artifacts.append(digest)
        }
        try collectContent(roots, before, &collected)
        let kept = Set(try prefixes().map { $0.name.suffix(12) })
        let all = kept.union(try runtimes().map { $0.name.suffix(12) })
        let others = roots.seals.map { $0.short[...] }
        try remove(from: layout.seals, unlessFor: all.union(others))
        try remove(from: layout.bytecode, unlessFor: kept)
        return collected
    }

    /// Removes what interrupted commands left: while the lease is held nobody has work in progress.
    private func sweepStaging() throws(StoreError) {
        guard try exists(layout.staging) else { return }
        for name in try names(layout.staging) where name != Staging.mutexName {
            try filing { () throws(FilesystemError) in
                try Directory.open(layout.staging).removeTree(name)
            }
        }
    }

    /// Removes what the kernel said of prefixes that are gone, and their byte code: both are named by digest.
    private func remove(from place: AbsolutePath, unlessFor kept: Set<Substring>)
        throws(StoreError)
    {
        guard try exists(place) else { return }
        for name in try names(place) where !kept.contains(name.prefix(12)) {
            try filing { () throws(FilesystemError) in
                try Directory.open(place).removeTree(name)
            }
        }
    }

    /// Removes downloads that were never finished.
    public func collectPartial() throws(StoreError) -> Collected {
        var collected = Collected()
        guard try exists(layout.partial) else { return collected }
        for name in try names(layout.partial) {
            try remove(layout.partial.appending(name), &collected)
        }
        return collected
    }

    private func collectContent(_ roots: Roots, _ before: Instant, _ collected: inout Collected)
        throws(StoreError)
    {
        guard try exists(layout.content) else { return }
        for shard in try names(layout.content) {
            for digest in try digests(in: layout.content.appending(shard))
            where !roots.artifacts.contains(digest) {
                guard try isOld(layout.content(digest), before) else { continue }
                try remove(layout.content(digest), &collected)
                if !collected.artifacts.contains(digest) { collected.artifacts.append(digest) }
            }
        }
    }

    /// Every sealed directory of a managed runtime or tool.
    public func runtimes() throws(StoreError) -> [AbsolutePath] {
        guard try exists(layout.runtimes) else { return [] }
        var found: [AbsolutePath] = []
        for name in try names(layout.runtimes) {
            let versions = layout.runtimes.appending(name)
            found += try names(versions).map { versions.appending($0) }
        }
        return found
    }

    /// Every sealed directory of a server.
    public func prefixes() throws(StoreError) -> [AbsolutePath] {
        guard try exists(layout.servers) else { return [] }
        var found: [AbsolutePath] = []
        for namespace in try names(layout.servers) {
            let inner = layout.servers.appending(namespace)
            for server in try names(inner) {
                let versions = inner.appending(server)
                found += try names(versions).map { versions.appending($0) }
            }
        }
        return found
    }

    private func remove(_ path: AbsolutePath, _ collected: inout Collected) throws(StoreError) {
        collected.freed = ByteCount(collected.freed.bytes + (try size(of: path)))
        try filing { () throws(FilesystemError) in
            // Moved away first: nobody ever sees half of it under its name.
            let staging = try Directory.create(layout.staging)
            let name = "gone-" + randomName()
            let parent = try Directory.open(path.parent)
            if try parent.status(name: path.name)?.kind == .directory {
                try parent.changeMode(of: path.name, to: 0o755)
            }
            try parent.rename(path.name, to: name, in: staging)
            try staging.removeTree(name)
        }
    }

    private func size(of path: AbsolutePath) throws(StoreError) -> Int {
        try filing { () throws(FilesystemError) in try bytesFreed(path) }
    }

    private func bytesFreed(_ path: AbsolutePath) throws(FilesystemError) -> Int {
        guard let found = try Files.status(path, followingLinks: false) else { return 0 }
        guard found.kind == .directory else { return found.links > 1 ? 0 : Int(found.size) }
        var total = 0
        for name in try Directory.open(path).names() {
            total += try bytesFreed(path.appending(name))
        }
        return total
    }

    private func isOld(_ path: AbsolutePath, _ before: Instant) throws(StoreError) -> Bool {
        let found = try filing { () throws(FilesystemError) in
            try Files.status(path, followingLinks: false)
        }
        return (found?.changed ?? 0) < before.nanoseconds
    }

    private func digests(in path: AbsolutePath) throws(StoreError) -> [Digest] {
        guard try exists(path) else { return [] }
        return try names(path).compactMap(Digest.init(hex:))
    }

    private func names(_ path: AbsolutePath) throws(StoreError) -> [String] {
        try filing { () throws(FilesystemError) in try Directory.open(path).names() }
    }

    private func exists(_ path: AbsolutePath) throws(StoreError) -> Bool {
        try filing { () throws(FilesystemError) in try Files.status(path) != nil }
    }
}
