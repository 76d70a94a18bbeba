internal import Cryptography
internal import Documents
internal import PackageModel
internal import Paths
internal import Trust

/// One server at one version, before anything of it is fetched.
struct ResolvedServer {
    /// Its name; sources without a registry name have a namespace of one word.
    let name: ServerName
    /// The version that was chosen.
    let version: String
    /// What the manifest will say.
    let source: SourceSpecification
    /// Where it was found; nil for a local source and for a registry on this machine.
    let registry: String?
    /// The registry's document; nil for a bundle or URL that was named directly.
    let document: ServerDocument?
    /// What can be installed or reached.
    let offer: Offer
    /// The bound of the resolution.
    let notAfter: String?
    /// What a person should know about the choice.
    let notes: [String]

    /// What a document offers, after the choice of a package type.
    enum Offer {
        /// Bundles, for all platforms together.
        case bundles([Bundle])
        /// A package of npm or PyPI, whose closure is chosen when it is known to be needed.
        case package(PackageRoot)
        /// A container image, pinned by its digest.
        case container(ResolvedContainer)
        /// An endpoint, pinned by its URL.
        case remote(url: String, kind: String)
    }

    /// One bundle of an offer.
    struct Bundle {
        /// Where it is fetched from; nil for a local file.
        let url: String?
        /// The local file; nil for a URL.
        let file: AbsolutePath?
        /// What its bytes must hash to.
        let digest: Digest
        /// Bytes, where they are known before it is fetched.
        let size: Int?
        /// The platforms it is for, by its file name; empty for all.
        let platforms: [String]
        /// How its origin is established.
        let evidence: Evidence
    }
}

extension ResolvedServer {
    /// The lock's entry before the artifacts were looked into.
    func locked(as id: InstanceID) -> LockedServer {
        var locked = LockedServer(
            id: id,
            name: name,
            version: version,
            source: lockText(of: source)
        )
        locked.registry = registry
        locked.document = document?.documentDigest
        locked.notAfter = notAfter
        switch offer {
        case .remote(let url, let kind): locked.remote = LockedRemote(type: kind, url: url)
        case .bundles(let bundles): locked.packages = bundles.map(\.locked)
        case .package(let root): locked.package = root.label
        case .container(let container): locked.packages = container.packages
        }
        return locked
    }
}

extension ResolvedServer.Bundle {
    fileprivate var locked: LockedPackage {
        var package = LockedPackage(
            type: "mcpb",
            platforms: platforms,
            sha256: digest,
            evidence: evidence.rawValue
        )
        // A file of this machine has no URL that means anything elsewhere; its digest pins it.
        package.size = size
        package.url = url.flatMap { $0.hasPrefix("file:") ? nil : $0 }
        return package
    }
}

extension ResolvedServer {
    /// The local file that a bundle of this offer can be copied from.
    var localFile: AbsolutePath? {
        guard case .bundles(let bundles) = offer else { return nil }
        return bundles.lazy.compactMap(\.file).first
    }
}
