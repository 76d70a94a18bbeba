public import Cryptography
public import PackageModel
public import Paths

/// A kind of package that mcppkg can install: where its file is, and how what was unpacked starts.
///
/// An implementation must guarantee: a fetch plan always has a digest; the program of a plan is a file of the
/// package or a runtime, never a shell or a launcher that fetches; the same input gives the same plan; nothing of
/// the package is executed.
public protocol PackageFormat: Sendable {
    /// The kind as registry documents spell it.
    var registryType: RegistryType { get }

    /// Where the file of a package is, and what it must hash to.
    /// - Throws: `ModelError.document` when the document lacks something, `.unsupported` for what mcppkg cannot start.
    func artifact(of package: ServerPackage) throws(ModelError) -> ArtifactReference

    /// How the unpacked package starts on a system, and what it asks a person for.
    ///
    /// `package` is what the registry says of it; nil for a file that came without a registry.
    /// - Throws: `ModelError` with the rule that the package breaks.
    func plan(
        _ contents: BundleContents,
        package: ServerPackage?,
        platform: BundlePlatform
    ) throws(ModelError) -> BundlePlan
}

/// A file to download.
public struct ArtifactReference: Sendable, Equatable {
    /// Where it is; which schemes are allowed depends on where the document came from, so the caller decides.
    public let url: String
    /// What the whole file must hash to.
    public let digest: Digest
}

/// What a format reads of an unpacked package.
public struct BundleContents: Sendable {
    /// The bytes of `manifest.json`.
    public let manifest: [UInt8]
    /// Every regular file.
    public let files: Set<RelativePath>

    /// Takes manifest and files.
    public init(manifest: [UInt8], files: Set<RelativePath>) {
        self.manifest = manifest
        self.files = files
    }
}

/// Everything that an installation has to know about a package.
public struct BundlePlan: Sendable, Equatable {
    /// The manifest, for names and texts to show.
    public let manifest: BundleManifest
    /// How it starts on the system it was planned for.
    public let launch: LaunchSpecification
    /// The values it asks for there.
    public let inputs: [InputDeclaration]
    /// What a person may want to know.
    public let warnings: [String]
    /// What the lock pins as the way it starts, on all systems together.
    public let launchDigest: Digest
    /// What the lock pins as that which it asks for, on all systems together.
    public let asksDigest: Digest

    /// What it says it needs.
    public var compatibility: BundleCompatibility { manifest.compatibility }
}
