internal import Cryptography
internal import Diagnostics
internal import Documents
internal import PackageModel

/// What a reference led to: an index of manifests, or one manifest.
///
/// Source: OCI image specification 1.1, image index and image manifest; Docker image manifest V2 schema 2.
enum OCIDocument {
    case index(OCIIndex)
    case manifest(OCIManifest)

    /// The types that are asked for, all that engines still run.
    static let types = indexTypes + manifestTypes
    private static let indexTypes = [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ]
    private static let manifestTypes = [
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]

    /// Reads a document whose bytes were verified.
    ///
    /// What it says of its own type has to agree with what the registry said, and an index may not look like a
    /// manifest as well: engines that read the other half would run something else.
    init(_ body: [UInt8], type: String?, of reference: ImageReference) throws(OCIError) {
        let what = "the manifest of `\(reference)`"
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: body) } catch {
            throw .malformed(what: what, why: error.reason)
        }
        let sent = type.map(Self.bare)
        let kind = json["mediaType"]?.string ?? sent ?? ""
        let isKnown = Self.types.contains(kind)
        guard isKnown || sent.map({ !Self.types.contains($0) }) ?? true else {
            throw .malformed(
                what: what,
                why: "it is sent as `\(sent ?? "")` and calls itself `\(kind)`"
            )
        }
        guard isKnown else { throw .notAnImage(reference, kind: kind) }
        guard isMutated("oci.media-type") || sent == nil || sent == kind else {
            throw .malformed(
                what: what,
                why: "it is sent as `\(sent ?? "")` and calls itself `\(kind)`"
            )
        }
        let isIndex = Self.indexTypes.contains(kind)
        let foreign = isIndex ? ["layers", "config", "fsLayers"] : ["manifests", "fsLayers"]
        if let key = foreign.first(where: { json[$0] != nil }) {
            throw .malformed(what: what, why: "`\(key)` does not belong into it")
        }
        let reader = OCIReader(what: what)
        self = isIndex ? .index(try reader.index(json)) : .manifest(try reader.manifest(json))
    }

    /// The type without parameters.
    private static func bare(_ type: String) -> String {
        let front = type.prefix { $0 != ";" }
        return String(front.split(separator: " ").joined()).lowercased()
    }
}

/// What one document says of another.
struct OCIDescriptor: Equatable {
    let type: String
    let digest: Digest
    let size: Int
}

/// Manifests for several platforms.
struct OCIIndex {
    struct Entry {
        let descriptor: OCIDescriptor
        /// What it is for; nil where that is left out.
        let platform: ImagePlatform?
    }

    /// Manifests of images; what only vouches for them is not among them.
    let entries: [Entry]
}

/// One image: its configuration and how large its layers are.
struct OCIManifest {
    let configuration: OCIDescriptor
    let size: Int

    /// The types of a configuration that belong to a container image.
    static let configurationTypes = [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
    ]
}

/// Takes documents apart and names the member that is wrong.
private struct OCIReader {
    let what: String

    func index(_ json: JSON) throws(OCIError) -> OCIIndex {
        guard let list = json["manifests"]?.array else { throw wrong("manifests", "not a list") }
        guard isMutated("oci.index-size") || list.count <= OCILimits.manifests else {
            throw wrong("manifests", "more than \(OCILimits.manifests)")
        }
        var entries: [OCIIndex.Entry] = []
        for item in list {
            let descriptor = try descriptor(item, "manifests")
            let platform = try platform(item["platform"])
            if isAttestation(item, platform) { continue }
            entries.append(.init(descriptor: descriptor, platform: platform))
        }
        return OCIIndex(entries: entries)
    }

    func manifest(_ json: JSON) throws(OCIError) -> OCIManifest {
        guard let config = json["config"] else { throw wrong("config", "missing") }
        guard let layers = json["layers"]?.array, layers.count <= OCILimits.layers else {
            throw wrong("layers", "not a list of at most \(OCILimits.layers)")
        }
        var size = 0
        for layer in layers {
            // Each is at most the limit, so that the sum of two cannot overflow.
            size += try descriptor(layer, "layers").size
            guard size <= OCILimits.image else { throw wrong("layers", "larger than any image") }
        }
        return OCIManifest(configuration: try descriptor(config, "config"), size: size)
    }

    private func descriptor(_ json: JSON, _ place: String) throws(OCIError) -> OCIDescriptor {
        guard let type = json["mediaType"]?.string, type.utf8.count <= 255 else {
            throw wrong(place + ".mediaType", "missing or very long")
        }
        guard let text = json["digest"]?.string, text.hasPrefix("sha256:"),
            let digest = Digest(hex: String(text.dropFirst("sha256:".count)))
        else { throw wrong(place + ".digest", "not `sha256:` with 64 lower-case digits") }
        guard let size = json["size"]?.integer, (0...OCILimits.image).contains(size) else {
            throw wrong(place + ".size", "not a number of bytes")
        }
        return OCIDescriptor(type: type, digest: digest, size: size)
    }

    private func platform(_ json: JSON?) throws(OCIError) -> ImagePlatform? {
        guard let json, json != .null else { return nil }
        guard let system = json["os"]?.string, let architecture = json["architecture"]?.string,
            system.utf8.count + architecture.utf8.count <= 255
        else { throw wrong("manifests.platform", "without `os` and `architecture`") }
        return ImagePlatform(
            system: system,
            architecture: architecture,
            variant: json["variant"]?.string
        )
    }

    private func isAttestation(_ json: JSON, _ platform: ImagePlatform?) -> Bool {
        json["annotations"]?["vnd.docker.reference.type"]?.string == "attestation-manifest"
            || platform?.system == "unknown"
    }

    private func wrong(_ place: String, _ why: String) -> OCIError {
        .malformed(what: what, why: "`\(place)` is \(why)")
    }
}
