internal import Diagnostics

/// Upper bounds of the files that workflows read.
enum KitLimits {
    /// Manifests, locks, settings and host files.
    static let document = ByteCount.mebibytes(32)
    /// A seal of 100,000 files with long paths.
    static let record = ByteCount.mebibytes(64)
    /// One artifact; more than any archive may unpack to.
    static let artifact = ByteCount.gibibytes(2)
    /// A bundle's own manifest.
    static let bundleManifest = ByteCount.mebibytes(4)
    /// Seconds to wait for another mcppkg.
    static let lockTimeout = 120
    /// What `cache prune` keeps: versions an instance, and days.
    static let keptVersions = 2
    static let keptDays = 30
    /// All byte code of one prefix; a slow machine takes seconds.
    static let compilation = Duration.seconds(300)
    /// Files of byte code of one prefix, and directories within each other.
    static let bytecodeFiles = 200_000
    static let bytecodeDepth = 128
    /// How long the source of a runtime may take to say that it is there.
    static let reach = Duration.seconds(3)
    /// The first bytes of an artifact, or as much as a source sends that does not know parts.
    static let reachBody = ByteCount.kibibytes(64)
}
