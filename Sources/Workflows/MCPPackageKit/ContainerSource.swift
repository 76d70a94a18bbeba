internal import Cryptography
internal import Diagnostics
internal import PackageFormats
internal import PackageModel
internal import Registries

/// An image that was found for the platforms of a lock.
struct ResolvedContainer {
    /// The server's name: that of the registry document, or one made of the image's.
    let name: ServerName
    /// The tag, or the beginning of the digest where there is no telling one.
    let version: String
    /// What the lock pins, one for each platform that the image is made for.
    let packages: [LockedPackage]
    /// What a person should know.
    let notes: [String]
    /// Everything that the registry said.
    let pin: ImagePin

    /// The image's own words for one platform; nil where it is not made for it.
    func configuration(for platform: PlatformName) -> ImageConfiguration? {
        pin.manifests[platform]?.configuration
    }
}

/// Resolves references to images; nothing is pulled.
struct ContainerSource {
    let environment: Environment

    private var registry: OCIRegistry { OCIRegistry(client: environment.http) }

    /// An image that was named directly, as `oci:ghcr.io/acme/weather:1.2`; its label is told and decides nothing.
    func resolve(_ source: OCISource, platforms: [PlatformName]) throws -> ResolvedContainer {
        let pin = try registry.pin(source.reference, platforms: platforms)
        let claimed = Set(pin.manifests.values.compactMap(\.configuration.serverName)).sorted()
        let notes = claimed.map { name in
            "the image says that it is `\(printable(String(name.prefix(200))))`, which nobody checked"
        }
        return ResolvedContainer(
            name: source.serverName,
            version: pin.version,
            packages: pin.packages,
            notes: notes + self.notes(on: pin, platforms),
            pin: pin
        )
    }

    /// The image of a registry document; it has to say by its label that it is this server.
    ///
    /// `location` is where the document came from: one from elsewhere cannot name a registry on this machine.
    /// - Throws: `OCIError.serverLabel`, `ContainerError.imageNotAllowed`, `ModelError` for what no image package has.
    func resolve(
        _ package: ServerPackage,
        of document: ServerDocument,
        from location: String,
        platforms: [PlatformName]
    ) throws -> ResolvedContainer {
        let reference = try OCIFormat().reference(of: package)
        guard artifactIsAllowed(url: reference.repository.apiBase, registry: location) else {
            throw ContainerError.imageNotAllowed(image: reference.description, registry: location)
        }
        let pin = try registry.pin(reference, platforms: platforms)
        try OCIRegistry.check(pin, isServer: document.name)
        return ResolvedContainer(
            name: document.name,
            version: document.version,
            packages: pin.packages,
            notes: notes(on: pin, platforms),
            pin: pin
        )
    }

    /// What the tag of a locked image leads to now, when that is something else; nil when it is current, or was locked
    /// by its digest alone.
    func newerDigest(than locked: LockedPackage) throws -> Digest? {
        guard let reference = locked.movableImage else { return nil }
        let newest = try registry.newestDigest(of: reference)
        return newest == locked.imageDigest ? nil : newest
    }

    private func notes(on pin: ImagePin, _ platforms: [PlatformName]) -> [String] {
        var notes: [String] = []
        if pin.reference.isMovable, pin.reference.tag == "latest" {
            notes.append("`\(pin.reference)` moves; the lock pins what it leads to now")
        }
        if pin.reference.tag != nil, pin.reference.digest != nil {
            notes.append("`\(pin.reference)` has a digest, so its tag says nothing")
        }
        let missing = platforms.filter { pin.manifests[$0] == nil }
        if !missing.isEmpty {
            let names = missing.map { "`\($0)`" }.joined(separator: ", ")
            notes.append("`\(pin.reference)` is not made for \(names)")
        }
        let odd = pin.manifests.filter { !$1.configuration.platform.suits($0) }
        for (platform, manifest) in odd.sorted(by: { $0.key < $1.key }) {
            let own = printable(manifest.configuration.platform.description)
            notes.append("the image for `\(platform)` calls itself one for `\(own)`")
        }
        if pin.manifests.values.contains(where: \.configuration.runsAsRoot) {
            notes.append("it runs as root inside of its container, with no capabilities")
        }
        return notes
    }
}
