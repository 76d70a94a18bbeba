internal import Cryptography
public import Diagnostics
internal import Filesystem
internal import PackageModel
public import Paths
internal import Processes
internal import Store

/// Looks at the store and removes from it what nothing needs.
public struct Cache {
    /// What was removed.
    public struct Report: Sendable {
        /// Sealed directories that are gone.
        public let prefixes: [AbsolutePath]
        /// Digests of artifacts that are gone.
        public let artifacts: [String]
        /// Bytes given back.
        public let freedBytes: Int
    }

    private let environment: Environment

    /// Works on this home.
    public init(environment: Environment) { self.environment = environment }

    /// Bytes of everything below the data directory, each inode once.
    public func size() throws -> ByteCount {
        var seen: Set<UInt64> = []
        return ByteCount(try size(of: environment.layout.data, &seen))
    }

    /// Removes versions and artifacts that are old and that no lock, host, process or `undo` needs.
    ///
    /// Keeps the current and the previous version of every instance.
    public func prune(days: Int) throws -> Report {
        guard days >= 0 else { throw KitError.usage("`--days` takes a number from 0") }
        let before = environment.now().advanced(bySeconds: -Int64(days) * 86_400)
        return try collect(keptVersions: KitLimits.keptVersions, madeBefore: before)
    }

    /// Removes everything that can be fetched or built again and that nothing needs now.
    public func clean() throws -> Report {
        let now = environment.now().advanced(bySeconds: 1)
        return try collect(keptVersions: 1, madeBefore: now)
    }

    private func collect(keptVersions: Int, madeBefore before: Instant) throws -> Report {
        // The lease before the lock, as everybody takes them: else an install and this would wait for each other.
        let collector = try GarbageCollector(
            layout: environment.layout,
            holder: environment.holder,
            seconds: environment.lockTimeout
        )
        return try environment.withLock { journal in
            var roots = try roots(
                keptVersions: keptVersions,
                journal: journal,
                collector: collector
            )
            // What resolves is installed again when it is needed; `clean` takes it as well.
            roots.runtimes = RuntimeStore(layout: environment.layout).needed(
                try collector.runtimes(),
                by: roots.artifacts,
                tools: keptVersions > 1
            )
            let byteCode = BytecodeStore(layout: environment.layout)
            roots.seals = Set(byteCode.sealDigests)
            var collected = try collector.collect(keeping: roots, madeBefore: before)
            let partial = try collector.collectPartial()
            let unused = try byteCode.prune(keeping: try collector.prefixes())
            let freed = collected.freed.bytes + partial.freed.bytes + unused.bytes
            collected.freed = ByteCount(freed)
            try forgetMissing()
            pruneImages(keeping: roots.artifacts, fetchedBefore: before)
            return Report(
                prefixes: collected.prefixes,
                artifacts: collected.artifacts.map(\.hex),
                freedBytes: collected.freed.bytes
            )
        }
    }

    /// Images that mcppkg had an engine fetch; an engine that fails keeps them, and nothing else is kept for it.
    private func pruneImages(keeping digests: Set<Digest>, fetchedBefore before: Instant) {
        do {
            let prune = ContainerPrune(environment: environment)
            for image in try prune.run(keeping: digests, fetchedBefore: before) {
                environment.interaction.say("removed the image \(image)")
            }
        } catch {
            let why = (error as? any UserFacingError)?.reason ?? "its engine failed"
            environment.interaction.warn("images were left as they are: \(why)")
        }
    }

    private func roots(keptVersions: Int, journal: Journal, collector: GarbageCollector) throws
        -> Roots
    {
        var roots = Roots()
        var needs = PrefixNeeds(layout: environment.layout)
        let instances = Instances(layout: environment.layout)
        for scope in try instances.scopes() {
            for instance in try instances.all(in: scope) {
                needs.add(instance: environment.layout.instance(instance.id, in: scope))
                for version in kept(instance, keptVersions) { add(version, to: &roots) }
            }
            // A lock that cannot be read now keeps nothing by itself, but its instances do.
            let state = try? ScopeState(layout: environment.layout, scope: scope)
            for server in state?.lock.servers ?? [] {
                roots.artifacts.formUnion(server.packages.map(\.sha256))
            }
        }
        roots.prefixes.formUnion(try undoable(journal))
        for prefix in try collector.prefixes() where !roots.prefixes.contains(prefix) {
            if !ProcessScan.using(prefix).isEmpty { roots.prefixes.insert(prefix) }
        }
        for prefix in roots.prefixes { needs.add(prefix: prefix) }
        roots.artifacts.formUnion(needs.artifacts)
        roots.prefixes.formUnion(needs.runtimesInUse)
        return roots
    }

    /// Sealed directories that `undo` would point instances to: of versions left, and of instances removed.
    private func undoable(_ journal: Journal) throws -> Set<AbsolutePath> {
        var prefixes: Set<AbsolutePath> = []
        for transaction in try journal.finished() {
            for case .link(_, let old?, _) in transaction.changes {
                prefixes.insert(try AbsolutePath(parsing: old))
            }
        }
        for instance in try journal.discarded() {
            let link = instance.appending("current")
            if try Files.status(link, followingLinks: false) == nil { continue }
            let target = try Directory.open(instance).readLink(link.name)
            prefixes.insert(try AbsolutePath(parsing: target))
        }
        return prefixes
    }

    private func kept(_ instance: InstalledInstance, _ count: Int) -> [InstalledVersion] {
        var kept = [instance.current]
        var name = instance.current.prefix.name
        while kept.count < count, let previous = instance.history.previous(toPrefixName: name) {
            kept.append(previous)
            name = previous.prefix.name
        }
        return kept
    }

    private func add(_ version: InstalledVersion, to roots: inout Roots) {
        roots.prefixes.insert(version.prefix)
        // An entry of ours that cannot be read keeps its prefix, which is what runs.
        let locked = try? Lockfile(parsing: Array(version.locked.utf8))
        for server in locked?.servers ?? [] {
            roots.artifacts.formUnion(server.packages.map(\.sha256))
        }
    }

    /// Takes versions whose prefixes are gone out of the histories, also those of an interrupted attempt.
    private func forgetMissing() throws {
        let instances = Instances(layout: environment.layout)
        for scope in try instances.scopes() {
            let steps = InstanceChanges(layout: environment.layout, scope: scope)
            for instance in try instances.all(in: scope) {
                var history = instance.history
                let present = try Set(history.versions.map(\.prefix).filter(isDirectory))
                history.keep { present.contains($0.prefix) }
                guard history != instance.history else { continue }
                for case .write(let path, _, let new, let mode, _) in try steps.rewrite(
                    history,
                    of: instance.id
                ) {
                    try Files.replace(path, with: new, mode: mode)
                }
            }
        }
    }

    private func isDirectory(_ path: AbsolutePath) throws -> Bool {
        try Files.status(path)?.kind == .directory
    }

    private func size(of path: AbsolutePath, _ seen: inout Set<UInt64>) throws -> Int {
        guard let found = try Files.status(path, followingLinks: false) else { return 0 }
        guard found.kind == .directory else {
            return seen.insert(found.inode).inserted ? Int(found.size) : 0
        }
        var total = 0
        for name in try Directory.open(path).names() {
            total += try size(of: path.appending(name), &seen)
        }
        return total
    }
}
