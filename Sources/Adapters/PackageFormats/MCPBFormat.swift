internal import Cryptography
internal import Documents
public import PackageModel

/// Bundles: a zip with a `manifest.json`, once called DXT.
///
/// Source: MCPB manifest 0.1 to 0.4; server.json schema 2025-12-11, package type `mcpb`.
public struct MCPBFormat: PackageFormat {
    /// There is nothing to configure.
    public init() {}

    /// `mcpb`.
    public var registryType: RegistryType { .mcpb }

    /// The identifier is the URL; the digest is required for this type alone.
    public func artifact(of package: ServerPackage) throws(ModelError) -> ArtifactReference {
        guard let digest = package.fileSHA256 else {
            throw .document(
                kind: "server document",
                path: "fileSha256",
                why: "missing, and nothing else pins a bundle"
            )
        }
        return ArtifactReference(url: package.identifier, digest: digest)
    }

    /// Reads the manifest and checks everything that decides what will run.
    public func plan(
        _ contents: BundleContents,
        package: ServerPackage?,
        platform: BundlePlatform
    ) throws(ModelError) -> BundlePlan {
        let manifest = try BundleManifest(parsing: contents.manifest)
        try requireCompatibility(of: manifest, with: platform)
        try requireStandardStreams(package)
        let launch = try BundleLaunch(
            manifest: manifest,
            package: package,
            files: contents.files,
            platform: platform
        )
        let everywhere = launches(of: manifest, package, contents)
        return BundlePlan(
            manifest: manifest,
            launch: launch.specification,
            inputs: launch.inputs,
            warnings: manifest.warnings + versionWarning(manifest, package),
            launchDigest: digest(everywhere) { $0.specification.digest },
            asksDigest: digest(everywhere) { $0.inputs.digest }
        )
    }
}

private func requireCompatibility(of manifest: BundleManifest, with platform: BundlePlatform)
    throws(ModelError)
{
    guard manifest.compatibility.includes(platform) else {
        let platforms = manifest.compatibility.platforms.prefix(8).joined(separator: ", ")
        throw .unsupported(
            what: "the bundle `\(manifest.name)` is made for \(platforms), "
                + "not for \(platform.rawValue)",
            remedy: nil
        )
    }
}

private func requireStandardStreams(_ package: ServerPackage?) throws(ModelError) {
    guard let kind = package?.transport.kind, kind != .stdio else { return }
    throw .unsupported(
        what: "a bundle that speaks `\(kind)` instead of standard input and output "
            + "cannot be installed by this version of mcppkg",
        remedy: nil
    )
}

private func versionWarning(_ manifest: BundleManifest, _ package: ServerPackage?) -> [String] {
    guard let version = package?.version, version != manifest.version else { return [] }
    return [
        "the registry calls the bundle version `\(version)`, "
            + "its own manifest says `\(manifest.version)`"
    ]
}

/// One lock serves every system, so what it pins may not depend on the one that wrote it.
private func launches(
    of manifest: BundleManifest,
    _ package: ServerPackage?,
    _ contents: BundleContents
) -> [(platform: BundlePlatform, launch: BundleLaunch?)] {
    [BundlePlatform.darwin, .linux].filter { manifest.compatibility.includes($0) }.map { platform in
        do throws(ModelError) {
            let launch = try BundleLaunch(
                manifest: manifest,
                package: package,
                files: contents.files,
                platform: platform
            )
            return (platform, launch)
        } catch {
            // Refused there; whoever installs there is told why.
            return (platform, nil)
        }
    }
}

private func digest(
    _ launches: [(platform: BundlePlatform, launch: BundleLaunch?)],
    of part: (BundleLaunch) -> Digest
) -> Digest {
    let members = launches.map { platform, launch in
        (platform.rawValue, launch.map { JSON.string(part($0).hex) } ?? .null)
    }
    return Digest(of: JSON.object(JSONObject(members)).bytes(.canonical))
}
