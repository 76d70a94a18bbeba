internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Paths

/// An image that the engine has, as the lock wants it.
struct PreparedContainer {
    /// What will run it.
    let engine: ContainerEngine
    /// What the engine is given.
    let image: PinnedImage
    /// What the image says of itself, in the engine's words.
    let configuration: ImageConfiguration
}

/// Brings a locked image into the engine of this machine.
struct ContainerPreparation {
    let environment: Environment

    /// Has the engine fetch the image by its digest, unless it is there.
    ///
    /// `server` is the name that the image's label has to hold, for a server of a registry document; the lock could
    /// have been edited since the label was last checked.
    /// - Throws: `ContainerError`; `.imageMissing` without network.
    func prepare(_ package: LockedPackage, server: ServerName?) throws -> PreparedContainer {
        let image = try PinnedImage(package)
        let engine = try ContainerEngineSearch(environment: environment).find()
        let images = ContainerImages(engine: engine, environment: environment)
        let found = try images.inspect(image) ?? fetched(image, images)
        try check(found, image, engine)
        try check(found.configuration, of: image, is: server)
        return PreparedContainer(engine: engine, image: image, configuration: found.configuration)
    }

    private func fetched(_ image: PinnedImage, _ images: ContainerImages) throws -> EngineImage {
        let engine = images.engine
        let missing = ContainerError.imageMissing(
            image: image.description,
            engine: engine.program.description
        )
        guard !environment.isOffline else { throw missing }
        environment.interaction.say("fetching \(image) with \(engine.description)")
        try ContainerRecords(environment: environment).remember(image, in: engine)
        try images.pull(image)
        guard let found = try images.inspect(image) else { throw missing }
        return found
    }

    /// The engine may know the image by another name as well, but this digest has to be among them.
    private func check(_ found: EngineImage, _ image: PinnedImage, _ engine: ContainerEngine) throws
    {
        guard isMutated("oci.engine-digest") || found.digests.contains(image) else {
            throw ContainerError.wrongImage(
                image: image.description,
                engine: engine.program.description
            )
        }
    }

    private func check(
        _ configuration: ImageConfiguration,
        of image: PinnedImage,
        is server: ServerName?
    ) throws {
        guard let server else { return }
        let found = configuration.serverName
        guard isMutated("oci.engine-label") || found == server.description else {
            throw ContainerError.wrongServer(
                image: image.description,
                expected: server.description,
                found: found
            )
        }
    }
}
