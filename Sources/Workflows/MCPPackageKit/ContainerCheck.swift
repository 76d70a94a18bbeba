internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// Looks whether a server that is an image can still start here.
struct ContainerCheck {
    let environment: Environment
    /// Where engines are looked for beside PATH.
    var places = ContainerEngineSearch.usualPlaces

    private var search: ContainerEngineSearch {
        ContainerEngineSearch(environment: environment, places: places)
    }

    /// What `doctor` says of one installed version; nothing for a server that is no image.
    func findings(_ id: InstanceID, _ version: InstalledVersion) throws -> [Diagnose.Finding] {
        guard let facts = try ContainerFacts(prefix: version.prefix) else { return [] }
        do {
            let engine = try search.find()
            let images = ContainerImages(engine: engine, environment: environment)
            if try images.inspect(facts.image)?.digests.contains(facts.image) == true { return [] }
            return [missing(id, facts.image, engine)]
        } catch let error as ContainerError {
            return [
                Diagnose.Finding(
                    code: error.code,
                    category: error.category,
                    reason: "`\(id)`: \(error.reason)",
                    remedy: error.remedy ?? "run `mcppkg sync`"
                )
            ]
        }
    }

    private func missing(_ id: InstanceID, _ image: PinnedImage, _ engine: ContainerEngine)
        -> Diagnose.Finding
    {
        Diagnose.Finding(
            code: "container.image-missing",
            category: .environment,
            reason: "`\(id)` runs `\(image)`, which \(engine.kind.rawValue) no longer has",
            remedy: "run `mcppkg sync`, which fetches it again"
        )
    }

    /// What `verify` can say of an image.
    struct Verification {
        /// What differs; none when the engine has the image under its digest.
        let differences: [VerifyInstalled.Difference]
        /// What was looked at, and what was not.
        let statement: String
    }

    /// Asks the engine for the image of an installed version; nil for a server that is no image.
    ///
    /// Engines check digests when they fetch an image and have no way to check them again, so that this finds an image
    /// that is gone and not one whose files were changed in the engine's storage.
    func verification(_ version: InstalledVersion) throws -> Verification? {
        guard let facts = try ContainerFacts(prefix: version.prefix) else { return nil }
        let engine = try search.find()
        let images = ContainerImages(engine: engine, environment: environment)
        let found = try images.inspect(facts.image)
        let isThere = found?.digests.contains(facts.image) == true
        let changed = found.map { !startsAlike($0.configuration, facts.configuration) } ?? false
        var differences: [VerifyInstalled.Difference] = []
        if !isThere {
            differences.append(difference("container.image-missing", facts, "is missing"))
        }
        if changed {
            differences.append(difference("container.wrong-image", facts, "starts otherwise"))
        }
        return Verification(
            differences: differences,
            statement: "\(engine.description) has `\(facts.image)` under its digest; "
                + "its layers were checked when it was fetched and not re-hashed now"
        )
    }

    /// Another engine may spell the platform otherwise; how the image starts is the same in all of them.
    private func startsAlike(_ left: ImageConfiguration, _ right: ImageConfiguration) -> Bool {
        left.entrypoint == right.entrypoint && left.command == right.command
            && left.environment == right.environment && left.user == right.user
            && left.serverName == right.serverName
    }

    private func difference(_ code: String, _ facts: ContainerFacts, _ what: String)
        -> VerifyInstalled.Difference
    {
        .init(code: code, path: facts.image.description, reason: what)
    }
}
