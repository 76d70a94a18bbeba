internal import Archives
internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store
internal import Transport
internal import Trust

/// An artifact that is wanted as files.
struct WantedTree: Sendable {
    let artifact: WantedArtifact
    /// By which rules it is unpacked.
    let shape: ArtifactShape
    /// Looks at a tree that was just unpacked, before anybody can find it; called on any thread.
    var check: @Sendable (UnpackedTree) throws -> Void = { _ in }
}

/// Brings the artifacts of a closure into the store and unpacks them, each as soon as it is verified.
///
/// The thread of the transfers moves and hashes bytes, this one verifies what arrived, and two more unpack, the
/// largest first. Nothing is unpacked whose digest was not compared. What is unpacked already needs no bytes.
struct ClosureFetcher {
    let environment: Environment
    let staging: Staging

    /// Up to here an artifact is collected in the staging directory: it is not worth resuming, nor a lock.
    private static let small = ByteCount.mebibytes(1)
    /// Unpacking is half computing, half waiting for the disk; more than two threads gain nothing.
    private static let threads = 2

    private typealias Workers = UnpackWorkers<UnpackedTree?>

    private var fetcher: ArtifactFetcher { ArtifactFetcher(environment: environment) }
    private var content: ContentStore { ContentStore(layout: environment.layout) }

    /// The trees of artifacts of one shape, in their order.
    func trees(for wanted: [WantedArtifact], as shape: ArtifactShape) throws -> [UnpackedTree] {
        try trees(for: wanted.map { WantedTree(artifact: $0, shape: shape) })
    }

    /// The trees of artifacts, in their order; each artifact is fetched and unpacked once.
    /// - Throws: The first failure, in the order of `wanted`; then nothing that was not whole is in the store.
    func trees(for wanted: [WantedTree]) throws -> [UnpackedTree] {
        var units: [WantedTree] = []
        var places: [Unit: Int] = [:]
        let shares = wanted.map { tree in
            let unit = Unit(key: tree.artifact.key, shape: tree.shape)
            if let place = places[unit] { return place }
            places[unit] = units.count
            units.append(tree)
            return units.count - 1
        }
        var trees: [Int: UnpackedTree] = [:]
        // What turns out to be damaged is fetched anew, once.
        var rest = try attempt(Array(units.indices), of: units, mayUseStore: true, into: &trees)
        if !rest.isEmpty { rest = try attempt(rest, of: units, mayUseStore: false, into: &trees) }
        return try zip(wanted, shares).map { wanted, share in
            guard var tree = trees[share] else {
                throw StoreError.missing(what: "the artifact of `\(wanted.artifact.title)`")
            }
            tree.title = wanted.artifact.title
            return tree
        }
    }

    /// What is the same work.
    private struct Unit: Hashable {
        let key: Digest
        let shape: ArtifactShape
    }

    /// Returns the units whose copy in the store is damaged.
    private func attempt(
        _ indices: [Int],
        of units: [WantedTree],
        mayUseStore: Bool,
        into trees: inout [Int: UnpackedTree]
    ) throws -> [Int] {
        let workers = Workers(threads: min(Self.threads, indices.count))
        var downloads: [Int] = []
        var transfers: [Int: any Error] = [:]
        let results = try workers.run {
            for index in indices {
                let unit = units[index]
                if mayUseStore, let job = try stored(unit, index, workers) {
                    workers.add(job)
                } else if let file = unit.artifact.file {
                    let artifact = try fetcher.copy(unit.artifact, from: file)
                    workers.add(fresh(artifact, unit, index, workers))
                } else {
                    downloads.append(index)
                }
            }
            transfers = try download(
                downloads,
                of: units,
                mayUseStore: mayUseStore,
                workers
            )
        }
        return try settle(indices, of: units, results, transfers, into: &trees)
    }

    /// The first failure in order counts; others are often its consequence.
    private func settle(
        _ indices: [Int],
        of units: [WantedTree],
        _ results: [Int: Result<UnpackedTree?, any Error>],
        _ transfers: [Int: any Error],
        into trees: inout [Int: UnpackedTree]
    ) throws -> [Int] {
        var damaged: [Int] = []
        var failures: [any Error] = []
        for index in indices {
            if let error = transfers[index] { failures.append(error) }
            switch results[index] {
            case .success(let tree?)?: trees[index] = tree
            case .success(nil)?: damaged.append(index)
            case .failure(let error)?: failures.append(error)
            case nil: break
            }
        }
        if let error = failures.first(where: { !isConsequence($0) }) ?? failures.first {
            throw error
        }
        return damaged
    }

    private func isConsequence(_ error: any Error) -> Bool {
        switch error {
        case TransportError.cancelled, StoreError.archive(.interrupted): true
        default: false
        }
    }

    /// The work on what is in the store, as a tree or as bytes; nil when it is not.
    ///
    /// The work has no tree where both turn out to be damaged.
    private func stored(_ unit: WantedTree, _ index: Int, _ workers: Workers) throws
        -> Workers.Job?
    {
        guard let digest = unit.artifact.digest else { return nil }
        let store = unpacked(workers)
        let isUnpacked = try store.contains(digest, as: unit.shape)
        guard try isUnpacked || content.contains(digest) else { return nil }
        return Workers.Job(index: index, weight: unit.artifact.size ?? 0) {
            if isUnpacked, let tree = try store.existing(digest, as: unit.shape) { return tree }
            do {
                return try unpack(try verified(unit), unit, isFresh: false, store)
            } catch StoreError.damaged, StoreError.missing, TrustError.sizeMismatch {
                return nil
            }
        }
    }

    /// What is in the store under the promised digest and length; its bytes are hashed when they are unpacked.
    private func verified(_ unit: WantedTree) throws -> VerifiedArtifact {
        guard let digest = unit.artifact.digest else {
            throw StoreError.missing(what: "the artifact of `\(unit.artifact.title)`")
        }
        let size = try content.size(of: digest)
        return try fetcher.verify(ArtifactFacts(digest: digest, size: size), unit.artifact)
    }

    /// The work on bytes that this process has just hashed.
    private func fresh(
        _ artifact: VerifiedArtifact,
        _ unit: WantedTree,
        _ index: Int,
        _ workers: Workers
    ) -> Workers.Job {
        let store = unpacked(workers)
        return Workers.Job(index: index, weight: artifact.size.bytes) {
            try unpack(artifact, unit, isFresh: true, store)
        }
    }

    private func unpack(
        _ artifact: VerifiedArtifact,
        _ unit: WantedTree,
        isFresh: Bool,
        _ store: UnpackedStore
    ) throws -> UnpackedTree {
        try store.tree(
            of: artifact,
            as: unit.shape,
            isFresh: isFresh,
            staging: staging,
            check: unit.check
        )
    }

    private func unpacked(_ workers: Workers) -> UnpackedStore {
        var store = UnpackedStore(layout: environment.layout)
        // With several archives at a time each has one thread.
        store.workers = 1
        store.keepGoing = { !workers.hasFailed }
        return store
    }

    /// One artifact that is fetched, with the units that it is for.
    private struct Fetch {
        let artifact: WantedArtifact
        let indices: [Int]
        let request: DownloadRequest
    }

    /// Fetches what is missing, and hands over each artifact as it is verified.
    /// - Returns: What failed, by unit.
    private func download(
        _ indices: [Int],
        of units: [WantedTree],
        mayUseStore: Bool,
        _ workers: Workers
    ) throws -> [Int: any Error] {
        // Locks are taken in the order of their names by every process, so that no two wait for each other.
        let groups = Dictionary(grouping: indices) { units[$0].artifact.key }
            .sorted { $0.key < $1.key }.map(\.value)
        var locks: [FileLock] = []
        defer { withExtendedLifetime(locks) {} }
        var fetches: [Fetch] = []
        for members in groups {
            let (place, lock) = try destination(of: units[members[0]].artifact)
            if let lock { locks.append(lock) }
            if lock != nil, mayUseStore {
                // Another process may have fetched it while we waited.
                let jobs = try members.compactMap { try stored(units[$0], $0, workers) }
                guard jobs.count < members.count else {
                    for job in jobs { workers.add(job) }
                    continue
                }
            }
            let artifact = units[members[0]].artifact
            let request = try fetcher.request(artifact, place)
            fetches.append(Fetch(artifact: artifact, indices: members, request: request))
        }
        return try fetch(fetches, of: units, workers)
    }

    private func fetch(_ fetches: [Fetch], of units: [WantedTree], _ workers: Workers) throws
        -> [Int: any Error]
    {
        guard !fetches.isEmpty else { return [:] }
        let title = fetches.count == 1 ? nil : "\(fetches.count) artifacts"
        var failures: [Int: any Error] = [:]
        var bytes = 0
        let results = environment.http.download(
            fetches.map(\.request),
            progress: { fetcher.report($0, fetches.map(\.artifact.title)) },
            isUnwanted: { workers.hasFailed },
            ended: { position, result in
                let fetch = fetches[position]
                do {
                    let artifact = try admit(result, fetch, isTold: title == nil)
                    bytes += artifact.size.bytes
                    for index in fetch.indices {
                        workers.add(fresh(artifact, units[index], index, workers))
                    }
                } catch {
                    for index in fetch.indices { failures[index] = error }
                }
            }
        )
        // A request that could not begin, such as one without network, has ended without being told of.
        for (fetch, result) in zip(fetches, results) {
            guard case .failure(let error) = result else { continue }
            for index in fetch.indices { failures[index] = failures[index] ?? error }
        }
        if let title, failures.isEmpty { fetcher.reportEnd(title, bytes) }
        return failures
    }

    private func admit(
        _ result: Result<DownloadResult, TransportError>,
        _ fetch: Fetch,
        isTold: Bool
    ) throws -> VerifiedArtifact {
        let place = fetch.request.destination
        if case .failure = result { fetcher.removeEmpty(place) }
        return try fetcher.admit(result, fetch.artifact, from: place, isTold: isTold)
    }

    /// Where it is collected, with the lock on that place where others may use it as well.
    private func destination(of artifact: WantedArtifact) throws -> (AbsolutePath, FileLock?) {
        if let size = artifact.size, size <= Self.small.bytes {
            return (staging.directory.path.appending("download-" + artifact.key.hex), nil)
        }
        let partial = try content.partialFile(key: artifact.key)
        return (partial, try fetcher.lock(partial))
    }
}
