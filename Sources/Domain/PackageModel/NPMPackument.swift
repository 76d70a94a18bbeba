public import Diagnostics
public import Documents

/// Everything that a registry says about one npm package.
///
/// Only what resolving and installing need is kept: these documents have megabytes.
/// Source: npm registry API, "package metadata", full form.
public struct NPMPackument: Sendable {
    /// The package.
    public let name: NPMName
    /// Its versions in the order of the document; those that cannot be installed by anybody are left out.
    public let releases: [NPMRelease]
    /// What the tags point to.
    public let tags: [(name: String, version: String)]

    /// Reads at most `NPMLimits.packument` bytes.
    /// - Throws: `ModelError.document` when it is not about the package, or is no packument.
    public init(parsing bytes: [UInt8], of name: NPMName) throws(ModelError) {
        let malformed = { (why: String) in
            ModelError.document(kind: "registry's document of `\(name)`", path: "", why: why)
        }
        guard bytes.count <= NPMLimits.packument else { throw malformed("it is too large") }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw malformed(error.reason)
        }
        guard isMutated("npm.packument-name") || json["name"]?.string == name.description else {
            throw malformed("it is about `\(json["name"]?.string ?? "")`")
        }
        let versions = json["versions"]?.object?.members ?? []
        guard versions.count <= NPMLimits.versions else {
            throw malformed("more than \(NPMLimits.versions) versions")
        }
        let times = Dictionary(
            (json["time"]?.object?.members ?? []).map { ($0.key, $0.value.string) },
            uniquingKeysWith: { first, _ in first }
        )
        self.name = name
        releases = versions.compactMap { member in
            NPMRelease(
                member.value,
                of: name,
                version: member.key,
                publishedAt: times[member.key].flatMap { $0.flatMap(instant) }
            )
        }
        tags = (json["dist-tags"]?.object?.members ?? []).prefix(NPMLimits.listed * 64)
            .compactMap { tag in tag.value.string.map { (tag.key, $0) } }
    }

    /// What `latest` points to, where it is a version that is offered.
    public var latest: NPMRelease? {
        let version = tags.first { $0.name == "latest" }?.version
        return version.flatMap(release)
    }

    /// The release of that version.
    public func release(_ version: String) -> NPMRelease? {
        releases.first { $0.version.description == version }
    }
}

/// One version of an npm package.
public struct NPMRelease: Sendable {
    /// The version.
    public let version: VersionText
    /// When it was published; nil where the registry does not say.
    public let publishedAt: Instant?
    /// Why its publisher advises against it.
    public let deprecated: String?
    /// Where its tarball is.
    public let tarball: String
    /// What its tarball hashes to; nil where the registry has only SHA-1.
    public let integrity: NPMIntegrity?
    /// The SHA-1 of its tarball in hexadecimal, which is never enough.
    public let shasum: String?
    /// Programs, scripts, Node range, platforms.
    public let facts: NPMManifest
    /// What decides which versions fit each other, as npm reads it; without platforms and scripts.
    public let manifest: JSON

    /// Whether npm would run something while installing it.
    public var hasInstallScript: Bool { !facts.scripts.isEmpty || claimsInstallScript }
    private let claimsInstallScript: Bool

    fileprivate init?(_ json: JSON, of name: NPMName, version: String, publishedAt: Instant?) {
        guard SemanticVersion(version) != nil, let text = try? VersionText(parsing: version),
            json["name"]?.string == name.description, json["version"]?.string == version,
            let tarball = json["dist"]?["tarball"]?.string, tarball.utf8.count <= 4096
        else { return nil }
        self.version = text
        self.publishedAt = publishedAt
        self.tarball = tarball
        integrity = json["dist"]?["integrity"]?.string.flatMap(NPMIntegrity.init)
        shasum = json["dist"]?["shasum"]?.string
        deprecated = json["deprecated"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        facts = NPMManifest(json)
        claimsInstallScript = json["hasInstallScript"]?.bool ?? false
        manifest = .object(JSONObject(Self.kept.compactMap { key in json[key].map { (key, $0) } }))
    }

    private static let kept = [
        "name", "version", "dependencies", "optionalDependencies", "peerDependencies",
        "peerDependenciesMeta", "bundleDependencies", "bundledDependencies", "acceptDependencies",
        "engines", "bin", "deprecated", "hasInstallScript", "_hasShrinkwrap",
    ]
}

/// A time of this or the next century; arithmetic with others would leave its range.
private func instant(_ text: String) -> Instant? {
    guard text.hasPrefix("20") || text.hasPrefix("21") else { return nil }
    return Instant(rfc3339: text)
}
