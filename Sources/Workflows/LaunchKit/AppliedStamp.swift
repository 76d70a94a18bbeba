public import Cryptography
public import Diagnostics
public import Documents
internal import Filesystem
public import PackageModel
public import Paths

/// What the last sync saw when nothing was left to do, so that the next one is a few `stat` calls.
///
/// Binary, little-endian: the magic `MCPAPPL2`; the number of servers (UInt32); the version of mcppkg
/// and the JSON text of `result.servers`, each with its length (UInt32) before it; the number of
/// prefixes (UInt32), and the digest and path of each in the same form; then a `StatRecord` whose
/// paths are absolute and marked `L` (the file itself) or `F` (what it leads to), with six zeros for
/// a path where nothing was. It is a cache: anything unexpected in it means "not current".
public struct AppliedStamp: Sendable, Equatable {
    /// How many servers match the lock.
    public let count: Int
    /// The servers as `--json` prints them, none changed.
    public let servers: [UInt8]

    /// The stamp of a scope when everything it saw is still so, else nil.
    ///
    /// Beside the stamp itself and the records of prefixes nothing is read but statuses.
    public static func current(layout: StoreLayout, scope: Scope) -> AppliedStamp? {
        let place = layout.applied(in: scope)
        guard !hasUnfinishedWork(layout),
            let bytes = (try? Files.read(place, limit: .mebibytes(64))) ?? nil,
            let stamp = StampFile(bytes), stamp.version == Array(productVersion.utf8),
            stamp.isUnchanged(layout)
        else { return nil }
        return AppliedStamp(count: stamp.count, servers: stamp.servers)
    }

    /// Whether nothing changed since the last sync that found nothing to do.
    public static func isCurrent(layout: StoreLayout, scope: Scope) -> Bool {
        current(layout: layout, scope: scope) != nil
    }

    /// Writes the stamp of a scope, by a sync that found nothing left to do.
    ///
    /// Nothing is written when a path changed after `started` or in the moment before it, because
    /// such a change may not be what the sync read. The next sync writes it then.
    /// - Parameters:
    ///   - servers: The array that `result.servers` holds when nothing changes.
    ///   - paths: Everything that the answer depends on; see `watchedPaths`.
    ///   - prefixes: Directories whose every file counts, each just compared with its seal.
    ///   - started: When the sync began, before it read the first of `paths`.
    ///   - layout: Where the stamp lies.
    ///   - scope: Whose stamp it is.
    /// - Returns: Whether the stamp was written.
    @discardableResult
    public static func write(
        servers: [JSON],
        paths: [AbsolutePath],
        prefixes: [SealedPrefix] = [],
        since started: Instant,
        layout: StoreLayout,
        scope: Scope
    ) -> Bool {
        let entries = paths.flatMap(statuses)
        let margin: Int64 = 20_000_000
        let isSettled = entries.allSatisfy { entry in
            Int64(bitPattern: entry.fingerprint.changed) < started.nanoseconds - margin
        }
        guard isSettled else { return false }
        let bytes = StampFile.bytes(
            count: servers.count,
            servers: JSON.array(servers).bytes(.compact),
            prefixes: prefixes,
            record: StatRecord(entries: entries)
        )
        // A cache: when it cannot be written, the next sync does its work again.
        return (try? Files.replace(layout.applied(in: scope), with: bytes)) != nil
    }

    /// What every stamp depends on, beside the host files that hold entries of the scope.
    public static func watchedPaths(
        layout: StoreLayout,
        scope: Scope,
        instances: [(id: InstanceID, prefix: AbsolutePath)],
        hostFiles: [AbsolutePath]
    ) -> [AbsolutePath] {
        let own = [
            layout.settings, layout.manifest(of: scope), layout.lockfile(of: scope),
            layout.hosts(in: scope),
        ]
        return own + hostFiles
            + instances.flatMap { id, prefix in
                [
                    layout.current(id, in: scope), layout.values(id, in: scope), prefix,
                    layout.launchRecord(id, in: scope, prefixName: prefix.name),
                ]
            }
    }

    private static func statuses(_ path: AbsolutePath) -> [StatRecord.Entry] {
        let itself = (try? Files.status(path, followingLinks: false)) ?? nil
        var entries = [
            StatRecord.Entry(path: "L\(path)", fingerprint: itself?.fingerprint ?? .none)
        ]
        if itself?.kind == .link {
            let target = (try? Files.status(path)) ?? nil
            entries.append(
                StatRecord.Entry(path: "F\(path)", fingerprint: target?.fingerprint ?? .none)
            )
        }
        return entries
    }

    /// A transaction that is begun and not done, or work in progress, each of which has a lock: its owner, or the next
    /// command, has something left to do.
    private static func hasUnfinishedWork(_ layout: StoreLayout) -> Bool {
        holds(layout.journal, [".prepare", ".commit"]) || holds(layout.staging, [".lock"])
    }

    private static func holds(_ place: AbsolutePath, _ endings: [String]) -> Bool {
        guard let directory = try? Directory.open(place) else { return false }
        guard let names = try? directory.names() else { return true }
        return names.contains { name in endings.contains(where: name.hasSuffix) }
    }
}

/// A sealed directory whose files are compared one by one.
public struct SealedPrefix: Sendable, Equatable {
    /// Where it is.
    public let path: AbsolutePath
    /// Of its seal.
    public let digest: Digest

    /// Takes both.
    public init(path: AbsolutePath, digest: Digest) {
        self.path = path
        self.digest = digest
    }
}
