internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Registries
internal import Resolution
internal import Trust

/// Turns a source into one server at one version.
struct ServerResolver {
    let environment: Environment
    /// The directory that relative paths start from.
    let directory: AbsolutePath
    /// How long a version must have been out before a range may choose it.
    let cooldown: Cooldown
    /// Nothing published later is there; nil for no bound.
    let notAfter: Instant?
    /// The platforms that the lock covers.
    let platforms: [PlatformName]

    private var direct: DirectSource {
        DirectSource(environment: environment, directory: directory)
    }

    /// The same for a server that has platforms of its own.
    func covering(_ own: [PlatformName]?) -> ServerResolver {
        guard let own else { return self }
        return ServerResolver(
            environment: environment,
            directory: directory,
            cooldown: cooldown,
            notAfter: notAfter,
            platforms: own
        )
    }

    /// Chooses a version, keeping the locked one while it fits.
    ///
    /// `place` decides what a bare version of a package means.
    func resolve(
        _ source: SourceSpecification,
        in place: VersionRequest.Place = .manifest,
        locked: String? = nil
    ) throws -> ResolvedServer {
        switch source {
        case .registry(let name, let request):
            return try resolve(name, request, locked: locked)
        case .documentFile(let text): return try resolveDocument(text, source)
        case .bundleFile(let text): return try direct.bundle(file: text, source)
        case .bundleURL(let address, let digest): return try direct.bundle(address, digest, source)
        case .remote(let address): return direct.remote(address, source)
        case .search(let word): return try resolve(search(word), .newest, locked: nil)
        case .npm(let text): return try resolve(npm: text, in: place, locked: locked)
        case .pypi(let text): return try resolve(pypi: text, in: place, locked: locked)
        case .oci(let text): return try resolve(image: text)
        case .git(let text): return try resolve(git: text)
        case .directory:
            throw ModelError.unsupported(
                what:
                    "`\(source)` would have to be built, which this version of mcppkg does not do",
                remedy: "install a bundle (`.mcpb`) of it"
            )
        }
    }

    /// The registry's document of exactly one version, for a lock that was made elsewhere.
    func document(of locked: LockedServer) throws -> ServerDocument? {
        guard let expected = locked.document else { return nil }
        let entry: RegistryEntry
        if case .documentFile(let text)? = try? SourceSpecification(
            parsing: locked.source,
            in: .manifest
        ) {
            return try checked(ServerDocument(json: try documentFile(text).json), expected, locked)
        } else {
            entry = try versions(of: locked.name, only: locked.version).entries[0]
        }
        if entry.status == .deleted {
            throw ConsentError.versionRefused(
                name: locked.name.description,
                version: locked.version,
                why: "its registry took it down"
                    + (entry.statusMessage.map { ": \(printable($0))" } ?? "")
            )
        }
        return try checked(ServerDocument(json: entry.document), expected, locked)
    }

    /// Every version of a server, with the registry that knows it.
    func candidates(of name: ServerName) throws -> (registry: String, candidates: [Candidate]) {
        let found = try versions(of: name)
        return (found.registry, found.entries.compactMap(candidate))
    }

    /// Whether releases of this registry without a date count as old enough.
    static func isLocal(_ registry: String) -> Bool {
        registry.hasPrefix("file:") || registry.hasPrefix("http:")
    }

    /// The rule of choice against a registry.
    func resolver(for registry: String) -> Resolver {
        Resolver(
            now: notAfter ?? environment.now(),
            cooldown: cooldown,
            notAfter: notAfter,
            undatedIsOld: Self.isLocal(registry)
        )
    }

    private func resolve(_ name: ServerName, _ request: VersionRequest, locked: String?) throws
        -> ResolvedServer
    {
        let found = try versions(of: name)
        let selection = try resolver(for: found.registry).select(
            name,
            from: found.entries.compactMap(candidate),
            request: request,
            locked: try? locked.map(VersionText.init(parsing:))
        )
        if selection.isYoungerThanCooldown { try askAboutAge(name, selection) }
        guard
            let entry = found.entries.first(where: { $0.version == selection.version.description })
        else {
            preconditionFailure("a selection is one of its candidates")
        }
        let range = request.manifestRange(choosing: selection.version)
        return try offer(
            ServerDocument(json: entry.document),
            from: .registry(name, .range(range)),
            registry: found.registry,
            notes: selection.notes.map(\.description)
        )
    }

    private func askAboutAge(_ name: ServerName, _ selection: Selection) throws {
        let question =
            "`\(name)` \(printable(selection.version.description)) is younger than the cooldown. Take it?"
        try environment.interaction.require(question)
    }

    /// Asks the registries in order; the first that knows the name answers.
    private func versions(of name: ServerName, only version: String? = nil) throws
        -> (registry: String, entries: [RegistryEntry])
    {
        var last: RegistryError?
        for registry in environment.settings.registries {
            do throws(RegistryError) {
                let client = try registryClient(
                    location: registry.location,
                    client: environment.http
                )
                guard let version else { return (registry.location, try client.versions(of: name)) }
                return (registry.location, [try client.version(version, of: name)])
            } catch {
                guard error.category == .notFound else { throw error }
                last = error
            }
        }
        throw last ?? KitError.candidates(word: name.description, names: [])
    }

    /// A word that is no source: a picker where somebody can choose, the candidates elsewhere.
    private func search(_ word: String) throws -> ServerName {
        let names = try Search(environment: environment).run(word, limit: 20).map(\.name)
        let prompt = Prompt(
            title: "Which one",
            help: "Several servers may be meant:",
            choices: names
        )
        guard !names.isEmpty, let chosen = environment.interaction.ask(prompt), !chosen.isEmpty
        else {
            throw KitError.candidates(word: word, names: names)
        }
        return try ServerName(parsing: chosen)
    }

    private func resolveDocument(_ text: String, _ source: SourceSpecification) throws
        -> ResolvedServer
    {
        let (json, path) = try documentFile(text)
        return try offer(
            ServerDocument(json: json),
            from: source,
            registry: fileURL(path.parent),
            notes: []
        )
    }

    private func documentFile(_ text: String) throws -> (json: JSON, path: AbsolutePath) {
        let path = try direct.path(text)
        guard let bytes = try Files.read(path, limit: KitLimits.bundleManifest) else {
            throw PlaceError.badFile(path: text, why: "there is no such file")
        }
        do throws(JSONError) {
            let json = try JSON(parsing: bytes)
            return (json["server"] ?? json, path)
        } catch {
            throw ModelError.document(
                kind: "registry document",
                path: path.description,
                why: error.reason
            )
        }
    }

    private func checked(_ document: ServerDocument, _ expected: Digest, _ locked: LockedServer)
        throws
        -> ServerDocument
    {
        guard isMutated("lock.document") || document.documentDigest == expected else {
            throw TrustError.digestMismatch(
                what: "registry document of \(locked.name) \(locked.version)",
                expected: expected,
                actual: document.documentDigest
            )
        }
        return document
    }

    /// The server that a document describes, as the lock wants it.
    private func offer(
        _ document: ServerDocument,
        from source: SourceSpecification,
        registry: String,
        notes: [String]
    ) throws -> ResolvedServer {
        var notes = notes
        return ResolvedServer(
            name: document.name,
            version: document.version,
            source: source,
            registry: Self.isLocal(registry) ? nil : registry,
            document: document,
            offer: try choose(from: document, registry, &notes),
            notAfter: notAfter?.description,
            notes: notes
        )
    }

    /// Bundles come first, then the first package of a kind that can be installed, then an endpoint.
    private func choose(
        from document: ServerDocument,
        _ registry: String,
        _ notes: inout [String]
    ) throws -> ResolvedServer.Offer {
        let kinds = document.packages.map(\.registryType)
        let package = document.packages.first { [.npm, .pypi, .oci].contains($0.registryType) }
        guard !kinds.contains(.mcpb), let package else {
            return try DocumentOffer(platforms: platforms, registry: registry).choose(
                from: document
            )
        }
        guard package.transport.kind == .stdio else { throw notOverPipes(document) }
        guard package.registryType == .oci else { return .package(try root(of: package)) }
        let container = try ContainerSource(environment: environment).resolve(
            package,
            of: document,
            from: registry,
            platforms: platforms
        )
        notes += container.notes
        return .container(container)
    }

    private func notOverPipes(_ document: ServerDocument) -> ModelError {
        .unsupported(
            what: "`\(document.name)` does not speak over standard input and output",
            remedy: nil
        )
    }

    private func resolve(image text: String) throws -> ResolvedServer {
        let source = try OCISource(parsing: text)
        let container = try ContainerSource(environment: environment).resolve(
            source,
            platforms: platforms
        )
        return ResolvedServer(
            name: container.name,
            version: container.version,
            source: .oci(text),
            registry: nil,
            document: nil,
            offer: .container(container),
            notAfter: notAfter?.description,
            notes: container.notes
        )
    }
}

/// A registry's entry as something that could be chosen; nil for a version that breaks the grammar.
func candidate(_ entry: RegistryEntry) -> Candidate? {
    // Such a version cannot be named and so cannot be chosen.
    guard let version = try? VersionText(parsing: entry.version) else { return nil }
    return Candidate(
        version: version,
        status: Candidate.Status(rawValue: entry.status.rawValue) ?? .active,
        statusMessage: entry.statusMessage,
        publishedAt: entry.publishedAt
    )
}

extension ServerResolver {
    /// The lock's entry of a server, with everything that it needs.
    ///
    /// `previous` is what the lock says now; its versions stay where they can.
    func complete(
        _ resolved: ResolvedServer,
        as id: InstanceID,
        _ requirement: ServerRequirement,
        previous: LockedServer?
    ) throws -> LockedServer {
        var locked = resolved.locked(as: id)
        locked.source = lockText(of: requirement.source)
        let resolver = covering(requirement.platforms)
        switch resolved.offer {
        case .package(let root):
            return try ClosureLocking(environment: environment, resolver: resolver)
                .complete(locked, root, requirement, previous: previous)
        case .bundles:
            return try BundleClosureLocking(environment: environment, resolver: resolver)
                .complete(locked, resolved, requirement, previous: previous)
        case .container, .remote: return locked
        }
    }
}
