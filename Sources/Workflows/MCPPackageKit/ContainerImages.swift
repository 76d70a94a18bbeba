internal import Cryptography
internal import Diagnostics
internal import Documents
internal import PackageModel
internal import Paths

/// What an engine says of an image that it has.
struct EngineImage: Equatable {
    /// How it starts.
    let configuration: ImageConfiguration
    /// The names under which it was tagged by somebody.
    let tags: [String]
    /// The digests that its registries know it by.
    let digests: [PinnedImage]

    /// Reads the first element of what `image inspect` prints.
    init(json: JSON) throws {
        configuration = try ImageConfiguration(json: json)
        tags = (json["RepoTags"]?.array ?? []).compactMap(\.string)
        digests = (json["RepoDigests"]?.array ?? []).compactMap(\.string).compactMap { text in
            // What is no reference in our grammar is none that was pulled for a lock.
            guard let reference = try? ImageReference(parsing: text), let digest = reference.digest
            else { return nil }
            return PinnedImage(repository: reference.repository, digest: digest)
        }
    }
}

/// The images of one engine, by digest only.
struct ContainerImages {
    let engine: ContainerEngine
    let environment: Environment

    /// A large image on a slow line; afterwards the engine continues where it was.
    private static let pullPatience = Duration.seconds(3600)
    private static let patience = Duration.seconds(60)

    /// What the engine knows of an image; nil when it does not have it.
    /// - Throws: `ContainerError.engineFailed` when it cannot tell.
    func inspect(_ image: PinnedImage) throws -> EngineImage? {
        let answer = try command.run(
            ["image", "inspect", image.description],
            patience: Self.patience
        )
        guard answer.status == 0 else {
            if isAbsence(answer.errors) { return nil }
            throw failure("look for `\(image)`", answer)
        }
        guard let json = try? JSON(parsing: answer.output), let first = json.array?.first else {
            throw ContainerError.engineFailed(
                engine: engine.program.description,
                action: "look for `\(image)`",
                why: "its answer is not JSON"
            )
        }
        return try EngineImage(json: first)
    }

    /// Fetches an image; the engine checks manifest and layers against the digest.
    func pull(_ image: PinnedImage) throws {
        // The engine's own rule for registries of this machine, which docker has and podman has not.
        let plain = engine.kind == .podman && image.repository.isLoopback
        let answer = try command.run(
            ["pull", "--quiet"] + (plain ? ["--tls-verify=false"] : []) + [image.description],
            patience: Self.pullPatience,
            isFetching: true
        )
        guard answer.status == 0 else { throw failure("fetch `\(image)`", answer) }
    }

    /// Removes an image that nobody tagged; whether it is gone.
    func remove(_ image: PinnedImage) throws -> Bool {
        let answer = try command.run(["image", "rm", image.description], patience: Self.patience)
        return answer.status == 0
    }

    private var command: ContainerCommand {
        ContainerCommand(program: engine.program, environment: environment)
    }

    private func failure(_ action: String, _ answer: ContainerCommand.Answer) -> ContainerError {
        .engineFailed(
            engine: engine.program.description,
            action: action,
            why: answer.lastWords
        )
    }
}

/// podman: `image not known`; docker: `No such image`; both have said `no such object`.
private func isAbsence(_ errors: String) -> Bool {
    let text = errors.lowercased()
    return ["image not known", "no such image", "no such object"].contains { text.contains($0) }
}
