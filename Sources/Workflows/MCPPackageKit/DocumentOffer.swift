internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Registries
internal import Trust

/// What a registry document offers for the platforms of a lock.
struct DocumentOffer {
    /// The platforms that the lock covers.
    let platforms: [PlatformName]
    /// Where the document comes from, which decides what artifacts it may name.
    let registry: String

    /// Chooses among what is offered: bundles first, then an endpoint, else what it lacks is said.
    func choose(from document: ServerDocument) throws -> ResolvedServer.Offer {
        let published = document.packages.filter { $0.registryType == .mcpb }
        if !published.isEmpty {
            let bundles = try published.compactMap(bundle)
            guard !bundles.isEmpty else { throw noBundle(document, for: platforms) }
            return .bundles(bundles)
        }
        if let package = document.packages.first, document.remotes.isEmpty {
            throw unsupportedPackage(package.registryType)
        }
        guard case .remote(let remote) = try PackageChoice(from: document, formats: []) else {
            preconditionFailure("without formats there is no package to choose")
        }
        return .remote(url: remote.url, kind: remote.kind.description)
    }

    /// One bundle of a document; nil for one that names only platforms which the lock does not cover.
    private func bundle(_ package: ServerPackage) throws -> ResolvedServer.Bundle? {
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
