public import Diagnostics
public import PackageModel

/// Where the documents and tarballs come from that npm is shown; the caller's registry in practice.
///
/// Both are called on several threads at a time.
public struct NPMSupply: Sendable {
    /// Everything about one package; an error of the category not-found where there is none.
    public var packument: @Sendable (NPMName) -> Result<NPMPackument, NPMSupplyFailure>
    /// The bytes of a tarball, already compared with its hash.
    public var tarball: @Sendable (String, NPMIntegrity) -> Result<[UInt8], NPMSupplyFailure>
    /// Whether tarballs may be on this machine, because the registry is.
    public var isLoopback: Bool

    /// Takes the parts.
    public init(
        packument: @escaping @Sendable (NPMName) -> Result<NPMPackument, NPMSupplyFailure>,
        tarball: @escaping @Sendable (String, NPMIntegrity) -> Result<[UInt8], NPMSupplyFailure>,
        isLoopback: Bool
    ) {
        self.packument = packument
        self.tarball = tarball
        self.isLoopback = isLoopback
    }
}

/// A failure of the registry, with its own words.
public struct NPMSupplyFailure: Error, Sendable {
    /// What went wrong.
    public let cause: any UserFacingError

    /// Wraps an error.
    public init(_ cause: any UserFacingError) { self.cause = cause }
}

/// Which versions npm is not shown.
public struct NPMBound: Sendable {
    /// Nothing published later is there; nil for no bound.
    public let cutoff: Instant?
    /// Whether a version without a time counts as old.
    public let undatedIsOld: Bool

    /// Takes both.
    public init(cutoff: Instant?, undatedIsOld: Bool = false) {
        self.cutoff = cutoff
        self.undatedIsOld = undatedIsOld
    }

    /// Whether npm may choose the release.
    func admits(_ release: NPMRelease) -> Bool {
        guard let cutoff, !isMutated("npm.cutoff") else { return true }
        return release.publishedAt.map { $0 <= cutoff } ?? undatedIsOld
    }
}

/// One package with the version that was chosen for it.
public struct NPMRoot: Hashable, Sendable {
    /// The package.
    public let name: NPMName
    /// The version; it is shown to npm whatever its age.
    public let version: VersionText

    /// Takes both.
    public init(name: NPMName, version: VersionText) {
        self.name = name
        self.version = version
    }
}
