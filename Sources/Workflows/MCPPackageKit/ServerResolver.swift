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
    func resolve(_ source: SourceSpecification, locked: String? = nil) throws -> ResolvedServer {
        switch source {
        case .registry(let name, let request):
            return try resolve(name, request, locked: locked)
        case .documentFile(let text): return try resolveDocument(text, source)
        case .bundleFile(let text): return try resolveBundle(file: text, source)
        case .bundleURL(let address, let digest): return try resolveBundle(address, digest, source)
        case .remote(let address): return resolveRemote(address, source)
        case .search(let word): return try resolve(search(word), .newest, locked: nil)
        case .npm: throw unsupportedPackage(.npm)
        case .pypi: throw unsupportedPackage(.pypi)
        case .oci: throw unsupportedPackage(.oci)
        case .git, .directory:
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
        try require(environment.interaction.confirm(question), question)
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
        let path = try localPath(text)
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

    private func resolveRemote(_ address: WebAddress, _ source: SourceSpecification)
        -> ResolvedServer
    {
        let url = address.description
        return ResolvedServer(
            name: .local(kind: "remote", name: address.host + address.path),
            version: Digest(of: url.utf8).short,
            source: source,
            registry: nil,
            document: nil,
            offer: .remote(url: url, kind: "http"),
            notAfter: nil,
            notes: []
        )
    }

    private func resolveBundle(file text: String, _ source: SourceSpecification) throws
        -> ResolvedServer
    {
        let path = try localPath(text)
        guard try Files.status(path)?.kind == .file else {
            throw PlaceError.badFile(path: text, why: "there is no such file")
        }
        let artifact = WantedArtifact(
            title: path.name,
            url: nil,
            file: path,
            digest: nil,
            size: nil,
            evidence: .localDigest
        )
        return try resolve(artifact, source)
    }

    private func resolveBundle(
        _ address: WebAddress,
        _ digest: Digest?,
        _ source: SourceSpecification
    ) throws
        -> ResolvedServer
    {
        guard let digest else { throw ConsentError.digestNeeded(url: address.description) }
        let artifact = WantedArtifact(
            title: address.path.split(separator: "/").last.map(String.init) ?? address.host,
            url: environment.settings.mirrored(address.description),
            file: nil,
            digest: digest,
            size: nil,
            evidence: .localDigest
        )
        return try resolve(artifact, source)
    }

    /// Fetches a bundle that was named directly: only its own manifest says what it is.
    private func resolve(_ artifact: WantedArtifact, _ source: SourceSpecification) throws
        -> ResolvedServer
    {
        let verified = try ArtifactFetcher(environment: environment).fetch([artifact])[0]
        if artifact.file != nil { try askAboutFile(artifact, verified) }
        let manifest = try BundleReader(environment: environment).manifest(of: verified)
        let bundle = ResolvedServer.Bundle(
            url: artifact.url,
            file: artifact.file,
            digest: verified.digest,
            size: nil,
            platforms: [],
            evidence: .localDigest
        )
        return ResolvedServer(
            name: .local(kind: "mcpb", name: manifest.name),
            version: manifest.version,
            source: source,
            registry: nil,
            document: nil,
            offer: .bundles([bundle]),
            notAfter: nil,
            notes: manifest.warnings
        )
    }

    private func askAboutFile(_ artifact: WantedArtifact, _ verified: VerifiedArtifact) throws {
        let known = try Inspection.artifacts(environment).contains(verified.digest)
        if known { return }
        let question = "`\(printable(artifact.title))` has SHA-256 \(verified.digest). Install it?"
        environment.interaction.say("\(printable(artifact.title)): SHA-256 \(verified.digest)")
        try require(environment.interaction.confirm(question), question)
    }

    private func require(_ answer: Bool?, _ question: String) throws {
        switch answer {
        case true?: return
        case false?: throw ConsentError.declined
        case nil: throw ConsentError.unanswered(question: question)
        }
    }

    private func localPath(_ text: String) throws -> AbsolutePath {
        if text.hasPrefix("~/") {
            return try AbsolutePath(String(text.dropFirst(2)), below: environment.home)
        }
        return try AbsolutePath(text, below: directory)
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

    /// Chooses among what a document offers: bundles first, then an endpoint, else what it lacks is said.
    private func offer(
        _ document: ServerDocument,
        from source: SourceSpecification,
        registry: String,
        notes: [String]
    ) throws -> ResolvedServer {
        let published = document.packages.filter { $0.registryType == .mcpb }
        let offer: ResolvedServer.Offer
        if !published.isEmpty {
            let bundles = try published.compactMap { try bundle($0, registry) }
            guard !bundles.isEmpty else { throw noBundle(document, for: platforms) }
            offer = .bundles(bundles)
        } else if let package = document.packages.first, document.remotes.isEmpty {
            throw unsupportedPackage(package.registryType)
        } else {
            guard case .remote(let remote) = try PackageChoice(from: document, formats: []) else {
                preconditionFailure("without formats there is no package to choose")
            }
            offer = .remote(url: remote.url, kind: remote.kind.description)
        }
        return ResolvedServer(
            name: document.name,
            version: document.version,
            source: source,
            registry: Self.isLocal(registry) ? nil : registry,
            document: document,
            offer: offer,
            notAfter: notAfter?.description,
            notes: notes
        )
    }

    /// One bundle of a document; nil for one that names only platforms which the lock does not cover.
    private func bundle(_ package: ServerPackage, _ registry: String) throws
        -> ResolvedServer.Bundle?
    {
        let covered = covered(by: package.identifier)
        guard covered?.isEmpty != true else { return nil }
        guard let digest = package.fileSHA256 else {
            throw ModelError.document(
                kind: "registry document",
                path: "packages.fileSha256",
                why: "a bundle without a digest cannot be verified"
            )
        }
        let isAllowed = artifactIsAllowed(url: package.identifier, registry: registry)
        guard isAllowed else {
            throw PlaceError.artifactNotAllowed(url: package.identifier, registry: registry)
        }
        let file = filePath(package.identifier)
        return ResolvedServer.Bundle(
            url: package.identifier,
            file: file,
            digest: digest,
            // Other machines' bundles are not read here; theirs is the only length at hand.
            size: try file.flatMap { try Files.status($0) }.map { Int($0.size) },
            platforms: (covered ?? []).map(\.description),
            evidence: .registryDigest
        )
    }

    /// The platforms of the lock that a bundle's file name speaks for; nil for a name that speaks of none.
    private func covered(by identifier: String) -> [PlatformName]? {
        let fileName = identifier.split(separator: "/").last.map(String.init) ?? ""
        let isForAll = (PlatformName.standard + platforms).allSatisfy {
            $0.match(fileName: fileName) != .other
        }
        return isForAll ? nil : platforms.filter { $0.match(fileName: fileName) != .other }
    }
}

/// Says that nothing of a document is for these platforms.
func noBundle(_ document: ServerDocument, for platforms: [PlatformName]) -> ModelError {
    let names = platforms.map { "`\($0)`" }.joined(separator: ", ")
    return .unsupported(
        what: "`\(document.name)` \(document.version) has no bundle for \(names)",
        remedy: nil
    )
}

/// Says in one sentence that packages of a type cannot be installed.
func unsupportedPackage(_ type: RegistryType) -> ModelError {
    .unsupported(
        what:
            "packages of type `\(printable(type.description))` cannot be installed by this version of mcppkg",
        remedy: "choose a server that is published as a bundle (`mcpb`)"
    )
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
