internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Trust

/// Sources that no registry describes: a bundle named directly, or an endpoint.
struct DirectSource {
    let environment: Environment
    /// The directory that relative paths start from.
    let directory: AbsolutePath

    /// A server that runs elsewhere, known by its URL alone.
    func remote(_ address: WebAddress, _ source: SourceSpecification)
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

    /// A bundle on this machine.
    func bundle(file text: String, _ source: SourceSpecification) throws
        -> ResolvedServer
    {
        let path = try path(text)
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

    /// A bundle at a URL, with the digest that was named.
    func bundle(
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
        try environment.interaction.require(question)
    }

    /// A path as typed or as a manifest has it.
    func path(_ text: String) throws -> AbsolutePath {
        if text.hasPrefix("~/") {
            return try AbsolutePath(String(text.dropFirst(2)), below: environment.home)
        }
        return try AbsolutePath(text, below: directory)
    }
}
