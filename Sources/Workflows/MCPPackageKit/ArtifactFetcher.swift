internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store
internal import Transport
internal import Trust

/// An artifact that is wanted, and how its origin is established.
struct WantedArtifact: Sendable {
    /// The words for people: "weather 1.2.0".
    let title: String
    /// Where it is fetched from, already mirrored; nil for a local file.
    let url: String?
    /// The local file it is copied from; nil for a URL.
    var file: AbsolutePath?
    /// What its bytes must hash to; nil only for a local file whose own hash is shown and asked for.
    let digest: Digest?
    /// Bytes, where a registry or lock says.
    let size: Int?
    /// How its origin is established.
    let evidence: Evidence
    /// What npm names it by, where only that is known yet, or that as well; its bytes must agree with all that is.
    var integrity: NPMIntegrity? = nil

    /// One for all that are the same artifact.
    var key: Digest {
        digest ?? Digest(of: (integrity?.description ?? url ?? file?.description ?? "").utf8)
    }
}

/// Brings artifacts into the content store: each digest once, hashed while it arrives, verified before it counts.
struct ArtifactFetcher {
    let environment: Environment

    private var content: ContentStore { ContentStore(layout: environment.layout) }

    /// Fetches everything that is not here yet; at most one download a digest, also between processes.
    func fetch(_ wanted: [WantedArtifact]) throws -> [VerifiedArtifact] {
        var verified: [Int: VerifiedArtifact] = [:]
        var downloads: [Int] = []
        for (index, artifact) in wanted.enumerated() {
            if let present = try existing(artifact) {
                verified[index] = present
            } else if let file = artifact.file {
                verified[index] = try copy(artifact, from: file)
            } else {
                downloads.append(index)
            }
        }
        for (index, artifact) in try download(downloads.map { ($0, wanted[$0]) }) {
            verified[index] = artifact
        }
        return wanted.indices.compactMap { verified[$0] }
    }

    /// What is in the store already; a damaged one is removed and fetched anew.
    ///
    /// Where its tree is in the store its own bytes are not read now; whoever does hashes them then.
    func existing(_ artifact: WantedArtifact) throws -> VerifiedArtifact? {
        guard let digest = artifact.digest, try content.contains(digest) else { return nil }
        do {
            let isUnpacked = try UnpackedStore(layout: environment.layout).contains(digest)
            if !isUnpacked { _ = try content.open(digest) }
            let size = try content.size(of: digest)
            // Bytes of another length are not the ones that were admitted.
            if let wanted = artifact.size, wanted != size.bytes {
                throw StoreError.damaged(path: environment.layout.content(digest))
            }
            return try verify(ArtifactFacts(digest: digest, size: size), artifact)
        } catch StoreError.damaged {
            environment.interaction.warn(
                "the stored copy of \(artifact.title) is damaged and is fetched again"
            )
            return nil
        }
    }

    func copy(_ artifact: WantedArtifact, from file: AbsolutePath) throws
        -> VerifiedArtifact
    {
        // One name for each file, so that a repeated attempt takes over what an interrupted one left.
        let partial = try content.partialFile(key: Digest(of: file.description.utf8))
        let own = try lock(partial)
        defer { withExtendedLifetime(own) {} }
        if let present = try existing(artifact) { return present }
        do {
            let facts = try content.copy(file, to: partial, limit: KitLimits.artifact)
            let verified = try verify(facts, artifact)
            try content.admit(verified, from: partial)
            return verified
        } catch {
            // The first error is the one to report; the next attempt writes over the leftover.
            try? Files.remove(partial)
            throw error
        }
    }

    /// Fetches each key once, whoever of us wants it.
    private func download(_ wanted: [(Int, WantedArtifact)]) throws -> [Int: VerifiedArtifact] {
        let groups = Dictionary(grouping: wanted, by: \.1.key).sorted { $0.key < $1.key }
        var verified: [Int: VerifiedArtifact] = [:]
        var requests: [([Int], WantedArtifact, DownloadRequest)] = []
        var locks: [FileLock] = []
        defer { withExtendedLifetime(locks) {} }
        for (key, members) in groups {
            let artifact = members[0].1
            let partial = try content.partialFile(key: key)
            locks.append(try lock(partial))
            let indices = members.map(\.0)
            // Another process may have fetched it while we waited.
            if let present = try existing(artifact) {
                for index in indices { verified[index] = present }
            } else {
                requests.append((indices, artifact, try request(artifact, partial)))
            }
        }
        let results = environment.http.download(requests.map(\.2)) { progress in
            report(progress, requests.map(\.1.title))
        }
        for ((indices, artifact, request), result) in zip(requests, results) {
            if case .failure = result { removeEmpty(request.destination) }
            let admitted = try admit(result, artifact, from: request.destination)
            for index in indices { verified[index] = admitted }
        }
        return verified
    }

    /// What arrived can be resumed; where nothing did, nothing stays.
    func removeEmpty(_ partial: AbsolutePath) {
        // The failed download is the error to report.
        let found = (try? Files.status(partial)) ?? nil
        if found?.size == 0 { try? Files.remove(partial) }
    }

    /// Locks are taken in the order of their names by every process, so that no two wait for each other.
    func lock(_ partial: AbsolutePath) throws -> FileLock {
        try FileLock.acquire(
            partial.parent.appending(partial.name + ".lock"),
            exclusive: true,
            holder: environment.holder,
            seconds: environment.lockTimeout
        )
    }

    func request(_ artifact: WantedArtifact, _ partial: AbsolutePath) throws
        -> DownloadRequest
    {
        guard let url = artifact.url else {
            throw PlaceError.badFile(path: artifact.title, why: "it has no URL")
        }
        var request = DownloadRequest(
            url: url,
            destination: partial,
            expectedSize: artifact.size,
            limit: KitLimits.artifact,
            digest: artifact.digest
        )
        request.computesSHA512 = artifact.integrity != nil
        return request
    }

    /// Verifies what arrived and gives it its place.
    func admit(
        _ result: Result<DownloadResult, TransportError>,
        _ artifact: WantedArtifact,
        from partial: AbsolutePath,
        isTold: Bool = true
    ) throws
        -> VerifiedArtifact
    {
        do {
            let result = try arrived(result, artifact)
            let facts = ArtifactFacts(
                digest: result.digest,
                size: ByteCount(result.size),
                sha512: result.sha512
            )
            let verified = try verify(facts, artifact)
            try content.admit(verified, from: partial)
            if isTold { reportEnd(artifact.title, result.size) }
            return verified
        } catch let error as TrustError {
            // Bytes that do not match are worth nothing for a resumed download either.
            try? Files.remove(partial)
            throw error
        }
    }

    /// What arrived; another number of bytes than was promised is other bytes, and no failure of the network.
    private func arrived(
        _ result: Result<DownloadResult, TransportError>,
        _ artifact: WantedArtifact
    ) throws -> DownloadResult {
        if case .failure(.wrongSize(_, let expected, let actual)) = result,
            artifact.size == expected
        {
            throw TrustError.sizeMismatch(
                what: artifact.title,
                expected: ByteCount(expected),
                actual: ByteCount(actual)
            )
        }
        return try result.get()
    }

    func verify(_ facts: ArtifactFacts, _ artifact: WantedArtifact) throws
        -> VerifiedArtifact
    {
        let verifier = DigestVerifier(of: artifact.title)
        let size = artifact.size.map { ByteCount($0) }
        // What is in the store under a digest that was promised was held against its integrity when it came.
        if let integrity = artifact.integrity, artifact.digest == nil || facts.sha512 != nil {
            let verified = try verifier.verify(
                facts,
                integrity: integrity,
                size: size,
                evidence: artifact.evidence
            )
            guard artifact.digest != nil else { return verified }
        }
        return try verifier.verify(
            facts,
            expected: artifact.digest ?? facts.digest,
            size: size,
            evidence: artifact.evidence
        )
    }

    func report(_ progress: DownloadProgress, _ titles: [String]) {
        let title = titles.count == 1 ? titles[0] : "\(titles.count) artifacts"
        environment.interaction.progress(
            Progress(
                title: title,
                done: ByteCount(progress.done),
                total: progress.total.map { ByteCount($0) },
                rate: ByteCount(progress.rate),
                isFinished: false
            )
        )
    }

    func reportEnd(_ title: String, _ size: Int) {
        let bytes = ByteCount(size)
        environment.interaction.progress(
            Progress(
                title: title,
                done: bytes,
                total: bytes,
                rate: ByteCount(0),
                isFinished: true
            )
        )
    }
}
