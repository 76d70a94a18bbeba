internal import Cryptography
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

extension PrefixProvider {
    /// Makes the directory of a server that is an image: it holds what is known of the image and nothing else.
    func makeContainer(
        _ locked: LockedServer,
        _ package: LockedPackage,
        _ prepared: PreparedContainer,
        _ document: ServerDocument?
    ) throws -> PrefixContents {
        let facts = ContainerFacts(image: prepared.image, configuration: prepared.configuration)
        let staged = try PrefixStore(layout: environment.layout).stageFacts(
            [(PrefixFacts.fileName, facts.bytes(package, document))],
            staging: staging
        )
        return try place(staged, locked)
    }
}

/// What the sealed directory of an image's server holds.
struct ContainerFacts: Equatable {
    /// The image by its digest.
    let image: PinnedImage
    /// What it says of itself.
    let configuration: ImageConfiguration

    /// The facts as they are sealed, in the shape of every prefix: the manifest is the artifact.
    func bytes(_ package: LockedPackage, _ document: ServerDocument?) -> [UInt8] {
        let facts: JSON = [
            "factsVersion": 1,
            "artifact": .string(image.digest.hex),
            "verified": [.string(package.evidence)],
            "document": document?.json ?? .null,
            "image": [
                "reference": .string(image.description),
                "tag": package.version.map { .string($0) } ?? .null,
                "index": .string(package.imageDigest.hex),
                "size": package.size.map { JSON($0) } ?? .null,
                "configuration": configuration.json,
            ],
        ]
        return facts.bytes(.pretty(indent: 1)) + [0x0A]
    }

    init(image: PinnedImage, configuration: ImageConfiguration) {
        self.image = image
        self.configuration = configuration
    }

    /// Reads the facts of a sealed directory; nil when its server is no image.
    init?(prefix: AbsolutePath) throws {
        let place = prefix.appending(Seal.directoryName).appending(PrefixFacts.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.document),
            let own = try JSON(parsing: bytes)["image"],
            let text = own["reference"]?.string
        else { return nil }
        let reference = try ImageReference(parsing: text)
        guard let digest = reference.digest, let configuration = own["configuration"] else {
            throw StoreError.damaged(path: place)
        }
        image = PinnedImage(repository: reference.repository, digest: digest)
        self.configuration = try ImageConfiguration(json: configuration)
    }
}
