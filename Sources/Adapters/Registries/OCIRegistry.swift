public import Cryptography
internal import Diagnostics
internal import Documents
public import PackageModel
public import Transport

/// Pins container images: asks their registry and checks every byte that decides what will run.
///
/// Layers are not fetched; the manifest names them by digest, and the engine checks them when it pulls.
/// Source: OCI distribution specification 1.1, "Pulling manifests" and "Pulling blobs".
public struct OCIRegistry: Sendable {
    private let client: HTTPClient

    /// Asks through this client; nothing is sent yet.
    public init(client: HTTPClient) { self.client = client }

    /// Finds the manifest and configuration of an image for each of the platforms.
    ///
    /// A platform that the image is not made for is left out.
    /// - Throws: `OCIError.noPlatform` when it is made for none of them.
    public func pin(_ reference: ImageReference, platforms: [PlatformName]) throws(OCIError)
        -> ImagePin
    {
        var search = OCISearch(client: client, reference: reference)
        let (document, digest) = try search.document(reference.asked, reference.digest)
        let manifests: [PlatformName: ImagePin.Manifest]
        var indexDigest: Digest?
        switch document {
        case .manifest(let manifest):
            manifests = try search.manifests(of: manifest, digest, for: platforms)
        case .index(let index):
            indexDigest = digest
            manifests = try search.manifests(of: index, for: platforms)
        }
        guard !manifests.isEmpty else {
            throw .noPlatform(reference, wanted: platforms, offered: search.offered)
        }
        return ImagePin(reference: reference, indexDigest: indexDigest, manifests: manifests)
    }

    /// What the reference leads to now: the digest of an index or of a manifest.
    public func newestDigest(of reference: ImageReference) throws(OCIError) -> Digest {
        var search = OCISearch(client: client, reference: reference)
        return try search.document(reference.asked, reference.digest).digest
    }

    /// Makes sure that every image of a pin says that it is the server which a registry calls so.
    /// - Throws: `OCIError.serverLabel` for another name, and for none.
    /// Source: MCP registry, ownership validation of package type `oci`.
    public static func check(_ pin: ImagePin, isServer name: ServerName) throws(OCIError) {
        for (_, manifest) in pin.manifests.sorted(by: { $0.key < $1.key }) {
            let found = manifest.configuration.serverName
            guard isMutated("oci.server-label") || found == name.description else {
                throw .serverLabel(pin.reference, expected: name, found: found)
            }
        }
    }
}

/// One search for an image in its registry.
private struct OCISearch {
    let reference: ImageReference
    /// What the image is made for, for whoever finds nothing.
    private(set) var offered: [String] = []
    private var conversation: OCIConversation

    init(client: HTTPClient, reference: ImageReference) {
        self.reference = reference
        conversation = OCIConversation(client: client, repository: reference.repository)
    }

    /// Fetches a manifest or index; the digest is that of the bytes that came.
    mutating func document(_ asked: String, _ expected: Digest?) throws(OCIError)
        -> (document: OCIDocument, digest: Digest)
    {
        let response = try conversation.get(
            "/manifests/" + asked,
            accepting: OCIDocument.types,
            limit: OCILimits.manifest
        )
        if response.status == 404 { throw .unknownImage(reference) }
        guard response.status == 200 else { throw conversation.refusal(response) }
        let digest = Digest(of: response.body)
        let announced = response.header("docker-content-digest").flatMap(sha256)
        for expected in [expected, announced].compactMap(\.self) {
            try check(digest, expected, "the manifest of `\(reference)`")
        }
        let type = response.header("content-type")
        return (try OCIDocument(response.body, type: type, of: reference), digest)
    }

    /// One manifest: its configuration says what it is for.
    mutating func manifests(
        of manifest: OCIManifest,
        _ digest: Digest,
        for platforms: [PlatformName]
    ) throws(OCIError) -> [PlatformName: ImagePin.Manifest] {
        let configuration = try self.configuration(of: manifest)
        offered.append(configuration.platform.description)
        let pinned = ImagePin.Manifest(
            digest: digest,
            configuration: configuration,
            size: manifest.size
        )
        let fitting = platforms.filter(configuration.platform.suits)
        return Dictionary(fitting.map { ($0, pinned) }) { first, _ in first }
    }

    /// The first entry of an index for each platform; entries that name none are asked in turn.
    mutating func manifests(of index: OCIIndex, for platforms: [PlatformName]) throws(OCIError)
        -> [PlatformName: ImagePin.Manifest]
    {
        offered = index.entries.compactMap(\.platform?.description)
        var found: [PlatformName: ImagePin.Manifest] = [:]
        for entry in chosen(from: index, for: platforms) {
            let open = platforms.filter { platform in
                found[platform] == nil && (entry.platform?.suits(platform) ?? true)
            }
            guard !open.isEmpty else { continue }
            found.merge(try manifests(of: entry, for: open)) { first, _ in first }
        }
        return found
    }

    /// The first that names each platform, then a few that name none.
    private func chosen(from index: OCIIndex, for platforms: [PlatformName]) -> [OCIIndex.Entry] {
        var chosen: [OCIIndex.Entry] = []
        for platform in platforms {
            let entry = index.entries.first { $0.platform?.suits(platform) ?? false }
            guard let entry, !chosen.contains(where: { $0.descriptor == entry.descriptor }) else {
                continue
            }
            chosen.append(entry)
        }
        return chosen + index.entries.filter { $0.platform == nil }.prefix(OCILimits.unnamed)
    }

    private mutating func manifests(of entry: OCIIndex.Entry, for platforms: [PlatformName])
        throws(OCIError) -> [PlatformName: ImagePin.Manifest]
    {
        let digest = entry.descriptor.digest
        let (document, _) = try document("sha256:" + digest.hex, digest)
        guard case .manifest(let manifest) = document else {
            throw .malformed(what: "the index of `\(reference)`", why: "it leads to another index")
        }
        let pinned = ImagePin.Manifest(
            digest: digest,
            configuration: try configuration(of: manifest),
            size: manifest.size
        )
        // What the index says of a platform is what engines go by; without it the configuration decides.
        let named = entry.platform ?? pinned.configuration.platform
        let fitting = platforms.filter(named.suits)
        return Dictionary(fitting.map { ($0, pinned) }) { first, _ in first }
    }

    private mutating func configuration(of manifest: OCIManifest) throws(OCIError)
        -> ImageConfiguration
    {
        let descriptor = manifest.configuration
        guard OCIManifest.configurationTypes.contains(descriptor.type) else {
            throw .notAnImage(reference, kind: descriptor.type)
        }
        let what = "the configuration of `\(reference)`"
        guard descriptor.size <= OCILimits.configuration.bytes else {
            throw .malformed(what: what, why: "it is larger than \(OCILimits.configuration)")
        }
        let body = try blob(descriptor, what)
        do {
            return try ImageConfiguration(json: JSON(parsing: body))
        } catch let error as any UserFacingError {
            throw .malformed(what: what, why: error.reason)
        } catch {
            throw .malformed(what: what, why: "it cannot be read")
        }
    }

    private mutating func blob(_ descriptor: OCIDescriptor, _ what: String) throws(OCIError)
        -> [UInt8]
    {
        let path = "/blobs/sha256:" + descriptor.digest.hex
        let limit = OCILimits.configuration
        let response = try conversation.get(path, accepting: ["*/*"], limit: limit)
        guard response.status == 200 else { throw conversation.refusal(response) }
        guard isMutated("oci.blob-size") || response.body.count == descriptor.size else {
            let sizes = "\(response.body.count) bytes instead of \(descriptor.size)"
            throw .malformed(what: what, why: "it has \(sizes)")
        }
        try check(Digest(of: response.body), descriptor.digest, what)
        return response.body
    }

    private func check(_ actual: Digest, _ expected: Digest, _ what: String) throws(OCIError) {
        guard isMutated("oci.digest") || actual == expected else {
            throw .digestMismatch(what: what, expected: expected, actual: actual)
        }
    }
}

/// A digest as registries write it; nil for another algorithm.
private func sha256(_ text: String) -> Digest? {
    text.hasPrefix("sha256:") ? Digest(hex: String(text.dropFirst("sha256:".count))) : nil
}
