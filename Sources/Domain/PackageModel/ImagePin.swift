public import Cryptography

/// An image with what its registry said, every digest checked: what a lock remembers of it.
public struct ImagePin: Sendable, Equatable {
    /// What runs on one platform.
    public struct Manifest: Sendable, Equatable {
        /// What the bytes of the manifest hash to; it names configuration and layers.
        public let digest: Digest
        /// What the image says of itself.
        public let configuration: ImageConfiguration
        /// Bytes of all layers as they are fetched.
        public let size: Int

        /// Takes every fact.
        public init(digest: Digest, configuration: ImageConfiguration, size: Int) {
            self.digest = digest
            self.configuration = configuration
            self.size = size
        }
    }

    /// What was asked for.
    public let reference: ImageReference
    /// What the bytes of the index hash to; nil where the reference led to a manifest.
    public let indexDigest: Digest?
    /// One manifest for each platform that there is one for.
    public let manifests: [PlatformName: Manifest]

    /// Takes every fact.
    public init(
        reference: ImageReference,
        indexDigest: Digest?,
        manifests: [PlatformName: Manifest]
    ) {
        self.reference = reference
        self.indexDigest = indexDigest
        self.manifests = manifests
    }

    /// The version that people see: the tag, or the beginning of the digest where the tag says nothing.
    public var version: String {
        if let tag = reference.tag, tag != "latest" { return tag }
        let first = manifests.min { $0.key < $1.key }?.value.digest
        return (indexDigest ?? first ?? reference.digest).map { "sha256-" + $0.short } ?? "latest"
    }

    /// What the lock holds: one package for each platform.
    public var packages: [LockedPackage] {
        manifests.sorted { $0.key < $1.key }.map { platform, manifest in
            var package = LockedPackage(
                type: "oci",
                platforms: [platform.description],
                sha256: manifest.digest,
                evidence: "registry-digest"
            )
            package.name = reference.repository.description
            package.version = reference.tag ?? reference.asked
            package.size = manifest.size
            package.integrity = indexDigest.map { indexLabel + $0.hex }
            return package
        }
    }
}

private let indexLabel = "index sha256:"

/// One image by the digest of its manifest: the only form that an engine is ever given.
public struct PinnedImage: Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public let repository: ImageRepository
    /// What its manifest hashes to.
    public let digest: Digest

    /// Takes both.
    public init(repository: ImageRepository, digest: Digest) {
        self.repository = repository
        self.digest = digest
    }

    /// Reads the package of a lock.
    /// - Throws: `ModelError.document` for one that is no image, or names none.
    public init(_ package: LockedPackage) throws(ModelError) {
        let refusal = ModelError.document(
            kind: "lock",
            path: "packages.name",
            why: "not the whole name of an image's repository"
        )
        guard package.type == "oci", let name = package.name,
            let reference = try? ImageReference(parsing: name),
            reference.repository.description == name
        else { throw refusal }
        self.init(repository: reference.repository, digest: package.sha256)
    }

    /// `ghcr.io/acme/weather@sha256:…`.
    public var description: String { "\(repository)@sha256:\(digest.hex)" }
}

extension LockedPackage {
    /// What an image's tag led to when it was locked: the index, or the manifest where there was none.
    public var imageDigest: Digest {
        guard let integrity, integrity.hasPrefix(indexLabel) else { return sha256 }
        return Digest(hex: String(integrity.dropFirst(indexLabel.count))) ?? sha256
    }

    /// The reference that is asked again for a newer image; nil for what was locked by its digest alone.
    public var movableImage: ImageReference? {
        guard type == "oci", let name, let version, !version.hasPrefix("sha256:") else {
            return nil
        }
        return try? ImageReference(parsing: name + ":" + version)
    }
}
