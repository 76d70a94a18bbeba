import Cryptography
import Foundation
import PackageModel
import Registries
import TestSupport
import Transport

/// The documents of one image, and a registry on this machine that serves them, well or badly.
struct ImageFixture {
    static let indexType = "application/vnd.oci.image.index.v1+json"
    static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    static let configurationType = "application/vnd.oci.image.config.v1+json"

    /// Bodies by what is asked for below `/v2/acme/weather/`, with their type.
    fileprivate(set) var documents: [String: (type: String, body: String)] = [:]

    /// Adds a configuration, and a manifest of it with two layers; returns the manifest's digest.
    mutating func addImage(
        system: String = "linux",
        architecture: String = "amd64",
        label: String? = "io.github.acme/weather",
        layers: String = #"{"mediaType":"l","digest":"sha256:\#(zeros)","size":30}"#
    ) -> Digest {
        let labels = label.map { "\"io.modelcontextprotocol.server.name\":\"\($0)\"" } ?? ""
        let configuration = """
            {"os":"\(system)","architecture":"\(architecture)","config":{"Entrypoint":["/s"],"Labels":{\(labels)}}}
            """
        return addManifest(configuration: configuration, layers: layers)
    }

    mutating func addManifest(
        configuration: String,
        layers: String,
        type: String = configurationType
    )
        -> Digest
    {
        let digest = Digest(of: configuration.utf8)
        documents["blobs/sha256:\(digest.hex)"] = ("application/octet-stream", configuration)
        let size = configuration.utf8.count
        return add(
            """
            {"schemaVersion":2,"mediaType":"\(Self.manifestType)",
             "config":{"mediaType":"\(type)","digest":"sha256:\(digest.hex)","size":\(size)},
             "layers":[\(layers)]}
            """,
            as: nil,
            type: Self.manifestType
        )
    }

    /// Adds an index under a tag; entries are `(digest, platform)`, the platform as JSON or nil.
    mutating func addIndex(_ entries: [(Digest, String?)], tag: String) -> Digest {
        let items = entries.map { digest, platform in
            """
            {"mediaType":"\(Self.manifestType)","digest":"sha256:\(digest.hex)","size":1\
            \(platform.map { ",\"platform\":" + $0 } ?? "")}
            """
        }
        let text = """
            {"schemaVersion":2,"mediaType":"\(Self.indexType)","manifests":[\(items.joined(separator: ","))]}
            """
        return add(text, as: tag, type: Self.indexType)
    }

    /// Serves a text under its digest and a tag.
    @discardableResult
    mutating func add(_ text: String, as tag: String?, type: String) -> Digest {
        let digest = Digest(of: text.utf8)
        documents["manifests/sha256:\(digest.hex)"] = (type, text)
        if let tag { documents["manifests/\(tag)"] = (type, text) }
        return digest
    }

    /// Gives an answered digest a tag.
    mutating func tag(_ digest: Digest, _ tag: String) {
        documents["manifests/\(tag)"] = documents["manifests/sha256:\(digest.hex)"]
    }

    /// Answers as a registry does.
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        let beginning = "/v2/acme/weather/"
        guard request.path.hasPrefix(beginning),
            let found = documents[String(request.path.dropFirst(beginning.count))]
        else {
            return .json(#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no"}]}"#, status: 404)
        }
        return LoopbackServer.Response(
            headers: [(name: "Content-Type", value: found.type)],
            body: Array(found.body.utf8)
        )
    }

    func serve() throws -> LoopbackServer {
        let copy = self
        return try LoopbackServer { copy.answer($0) }
    }
}

private let zeros = String(repeating: "0", count: 64)

/// `127.0.0.1:PORT/acme/weather` with what follows.
func image(_ server: LoopbackServer, _ rest: String) throws -> ImageReference {
    try ImageReference(parsing: server.baseURL.dropFirst("http://".count) + "/acme/weather" + rest)
}

let x86 = try? PlatformName(parsing: "linux-x86_64-gnu")
let musl = try? PlatformName(parsing: "linux-x86_64-musl")
let arm = try? PlatformName(parsing: "linux-aarch64-gnu")
let mac = try? PlatformName(parsing: "macos-aarch64")

func pin(_ server: LoopbackServer, _ rest: String = ":1", _ platforms: [PlatformName?] = [x86])
    throws
    -> ImagePin
{
    try OCIRegistry(client: quickClient()).pin(
        image(server, rest),
        platforms: platforms.compactMap(\.self)
    )
}

/// The code of an error, for comparison.
func ociCode(_ error: any Error) -> String {
    (error as? OCIError)?.code.description ?? "\(error)"
}
