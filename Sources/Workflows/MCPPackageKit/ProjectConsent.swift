internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths

/// What a project's manifest asks beyond installing its servers: permissions and exceptions.
///
/// Shown and asked once per content, because a stranger may have written it. Remembered on this machine, below the
/// scope, never in a file of the repository.
struct ProjectConsent {
    let environment: Environment
    let scope: Scope

    /// Goes on only when everything that the manifest asks was accepted.
    /// - Throws: `ConsentError.notAccepted` with the token of exactly this content.
    func require(for manifest: Manifest) throws {
        guard case .project = scope, let asked = asked(manifest) else { return }
        let digest = Digest(of: asked.bytes(.canonical))
        guard try !accepted().contains(digest.hex) else { return }
        for line in lines(manifest) { environment.interaction.say(line) }
        try environment.interaction.requireAcceptance(
            of: "the project asks for permissions of this machine",
            tokens: ["project:\(digest.short)"]
        )
        try remember(digest)
    }

    private func asked(_ manifest: Manifest) -> JSON? {
        let permissions = manifest.servers.compactMap { id, requirement in
            requirement.permissions.map { (id.description, $0) }
        }
        let exceptions = manifest.exceptions
        guard !permissions.isEmpty || !exceptions.isEmpty else { return nil }
        return ["permissions": .object(JSONObject(permissions)), "exceptions": .array(exceptions)]
    }

    private func lines(_ manifest: Manifest) -> [String] {
        let permissions = manifest.servers.compactMap { id, requirement in
            requirement.permissions.map {
                "\(id) may: " + printable(String(decoding: $0.bytes(.canonical), as: UTF8.self))
            }
        }
        let exceptions = manifest.exceptions.map {
            "exception: " + printable(String(decoding: $0.bytes(.canonical), as: UTF8.self))
        }
        return permissions + exceptions
    }

    private var place: AbsolutePath {
        environment.layout.instances(in: scope).appending("accepted.json")
    }

    private func accepted() throws -> [String] {
        guard let bytes = try Files.read(place, limit: KitLimits.document),
            let json = try? JSON(parsing: bytes)
        else { return [] }
        return (json["project"]?.array ?? []).compactMap(\.string)
    }

    /// Keeps the last contents, so that switching between branches asks nothing twice.
    private func remember(_ digest: Digest) throws {
        let kept = try (accepted() + [digest.hex]).suffix(64)
        _ = try Directory.create(place.parent)
        let json: JSON = ["project": .array(kept.map { .string($0) })]
        try Files.replace(place, with: json.bytes(.pretty(indent: 1)) + [0x0A])
    }
}
