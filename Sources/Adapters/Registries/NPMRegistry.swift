internal import Cryptography
internal import Diagnostics
public import Documents
public import PackageModel
public import Transport

/// Bounds of what an npm registry may send.
enum NPMRegistryLimits {
    /// One packument.
    static let packument = ByteCount(NPMLimits.packument)
    /// The manifest of one version.
    static let manifest = ByteCount.mebibytes(4)
    /// One tarball that is fetched into memory; larger ones are downloaded to files.
    static let tarball = ByteCount.mebibytes(64)
    /// One question.
    static let deadline = Duration.seconds(120)
}

/// The HTTP API of the npm registry.
///
/// Source: npm registry API, "package endpoints".
public struct NPMRegistry: Sendable {
    /// The base URL as configured.
    public let location: String
    /// Whether the registry is this machine itself, so that its tarballs may be as well.
    public let isLoopback: Bool
    private let base: String
    private let client: HTTPClient

    /// The registry that npm asks when nobody says otherwise.
    public static let standardLocation = "https://registry.npmjs.org"

    /// Accepts an https URL, or http on a loopback address, with or without a path.
    /// - Throws: `NPMRegistryError.badLocation` for another scheme, or a query.
    public init(location: String, client: HTTPClient) throws(NPMRegistryError) {
        // Which rule is broken is in the error's own sentence.
        guard let address = try? Transport.WebAddress(parsing: location),
            !address.target.contains("?")
        else { throw .badLocation(location) }
        var base = address.description
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.location = location
        self.client = client
        isLoopback = address.isLoopback
    }

    /// Everything about one package, with the times of its versions.
    public func packument(of name: NPMName) throws(NPMRegistryError) -> NPMPackument {
        let url = address(of: name)
        let response = try ask(url, limit: NPMRegistryLimits.packument)
        if response.status == 404 { throw .unknownPackage(name, registry: location) }
        guard response.status == 200 else { throw .refused(url: url, status: response.status) }
        do throws(ModelError) {
            return try NPMPackument(parsing: response.body, of: name)
        } catch { throw .malformed(url: url, why: error.reason) }
    }

    /// The whole manifest of one version, which names more than installing needs, such as `mcpName`.
    public func manifest(of name: NPMName, version: String) throws(NPMRegistryError) -> JSON {
        let url = address(of: name) + "/" + percentEncoded(version)
        let response = try ask(url, limit: NPMRegistryLimits.manifest)
        if response.status == 404 { throw .unknownVersion(version, of: name, registry: location) }
        guard response.status == 200 else { throw .refused(url: url, status: response.status) }
        let manifest: JSON
        do throws(JSONError) { manifest = try JSON(parsing: response.body) } catch {
            throw .malformed(url: url, why: error.reason)
        }
        let isRight =
            manifest["name"]?.string == name.description && manifest["version"]?.string == version
        guard isMutated("npm.manifest-name") || isRight else {
            throw .malformed(url: url, why: "it is about another package or version")
        }
        return manifest
    }

    /// The bytes of a tarball, which have the hash that was announced.
    public func tarball(_ url: String, expecting integrity: NPMIntegrity) throws(NPMRegistryError)
        -> [UInt8]
    {
        guard mayFetch(url) else { throw .tarballAddress(url) }
        let response = try ask(url, limit: NPMRegistryLimits.tarball, accept: "*/*")
        guard response.status == 200 else { throw .refused(url: url, status: response.status) }
        let digest = LongDigest(of: response.body)
        guard integrity.accepts(digest) else {
            throw .wrongTarball(url: url, expected: integrity.description, actual: digest)
        }
        return response.body
    }

    /// Whether a tarball may be fetched from there: https, or this machine where the registry is it too.
    public func mayFetch(_ url: String) -> Bool {
        // What is no address cannot be fetched.
        guard let address = try? Transport.WebAddress(parsing: url) else { return false }
        return isMutated("npm.tarball-address") || isLoopback
            || (address.scheme == "https" && !address.isLocal)
    }

    private func address(of name: NPMName) -> String {
        guard let scope = name.scope else { return base + "/" + percentEncoded(name.base) }
        return base + "/@" + percentEncoded(scope) + "%2F" + percentEncoded(name.base)
    }

    private func ask(_ url: String, limit: ByteCount, accept: String = "application/json")
        throws(NPMRegistryError) -> HTTPResponse
    {
        let request = HTTPRequest(
            url: url,
            headers: [("Accept", accept)],
            limit: limit,
            deadline: NPMRegistryLimits.deadline
        )
        do throws(TransportError) { return try client.get(request) } catch {
            throw .transport(error)
        }
    }
}
