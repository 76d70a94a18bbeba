internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths

extension StoreLayout {
    /// One small file for each image that mcppkg had an engine fetch: `data/images/<digest>.json`.
    var images: AbsolutePath { data.appending("images") }
}

/// Remembers which images an engine fetched for mcppkg; the person's own are never removed.
struct ContainerRecords {
    let environment: Environment

    private static let limit = ByteCount.kibibytes(64)

    /// One image with the engine that has it.
    struct Record {
        let image: PinnedImage
        let engine: AbsolutePath
        let fetchedAt: Instant
    }

    /// Writes down that an image is about to be fetched: a fetch that is cut short leaves layers behind.
    func remember(_ image: PinnedImage, in engine: ContainerEngine) throws {
        _ = try Directory.create(environment.layout.images)
        let record: JSON = [
            "imageVersion": 1,
            "image": .string(image.description),
            "engine": .string(engine.program.description),
            "fetchedAt": .string(environment.now().description),
        ]
        try Files.replace(path(image.digest), with: record.bytes() + [0x0A])
    }

    /// Every record that can be read.
    func all() throws -> [Record] {
        guard try Files.status(environment.layout.images)?.kind == .directory else { return [] }
        return try Directory.open(environment.layout.images).names().sorted().compactMap { name in
            guard name.hasSuffix(".json") else { return nil }
            let place = environment.layout.images.appending(name)
            return try Files.read(place, limit: Self.limit).flatMap(record)
        }
    }

    /// Drops the record of an image; nothing there is fine.
    func forget(_ image: PinnedImage) throws { try Files.remove(path(image.digest)) }

    private func path(_ digest: Digest) -> AbsolutePath {
        environment.layout.images.appending(digest.hex + ".json")
    }

    private func record(_ bytes: [UInt8]) -> Record? {
        // One that cannot be read keeps its image, which costs space and nothing else.
        guard let json = try? JSON(parsing: bytes),
            let reference = try? json["image"]?.string.map(ImageReference.init(parsing:)),
            let digest = reference.digest,
            let engine = try? json["engine"]?.string.map(AbsolutePath.init(parsing:)),
            let fetched = json["fetchedAt"]?.string.flatMap(Instant.init(rfc3339:))
        else { return nil }
        let image = PinnedImage(repository: reference.repository, digest: digest)
        return Record(image: image, engine: engine, fetchedAt: fetched)
    }
}

/// Removes images that mcppkg fetched and that nothing needs any more.
struct ContainerPrune {
    let environment: Environment

    /// Removes what was fetched before `instant` and is not among the digests that are kept.
    ///
    /// An image that somebody tagged, or that came from another registry as well, is the person's own by now. One that
    /// a container still uses stays until the next time. Returns the images that are gone.
    func run(keeping digests: Set<Digest>, fetchedBefore instant: Instant) throws -> [String] {
        let records = ContainerRecords(environment: environment)
        var removed: [String] = []
        for record in try records.all()
        where !digests.contains(record.image.digest) && record.fetchedAt < instant {
            let search = ContainerEngineSearch(environment: environment)
            // Nobody can say what an engine that is gone has kept.
            guard let engine = search.engine(at: record.engine) else { continue }
            let images = ContainerImages(engine: engine, environment: environment)
            guard let found = try images.inspect(record.image) else {
                try records.forget(record.image)
                continue
            }
            let isOurs = found.tags.isEmpty && found.digests.allSatisfy { isSamePlace($0, record) }
            if isOurs {
                guard try images.remove(record.image) else { continue }
                removed.append(record.image.description)
            }
            try records.forget(record.image)
        }
        return removed
    }

    private func isSamePlace(_ image: PinnedImage, _ record: ContainerRecords.Record) -> Bool {
        image.repository == record.image.repository
    }
}
