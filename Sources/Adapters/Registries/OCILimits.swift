public import Diagnostics

/// Bounds of what a registry of images may send.
public enum OCILimits {
    /// An index or a manifest; what the distribution specification tells registries to accept.
    public static let manifest = ByteCount.mebibytes(4)
    /// A configuration; real ones hold a few kilobytes of history.
    public static let configuration = ByteCount.mebibytes(4)
    /// The answer of a token service.
    public static let tokenAnswer = ByteCount.kibibytes(64)
    /// Characters of a token; the longest of the large registries have some 4,000.
    public static let token = 16 << 10
    /// Characters of one `WWW-Authenticate` line.
    public static let challenge = 8 << 10
    /// Manifests of one index; real ones have a dozen.
    public static let manifests = 512
    /// Layers of one manifest; engines refuse more than 127.
    public static let layers = 512
    /// Configurations that are fetched to learn what manifests without a platform are for.
    public static let unnamed = 4
    /// Bytes of all layers; no engine could store more.
    public static let image = 1 << 44
    /// Characters of a registry's own explanation that are shown.
    public static let message = 300
}
