public import Diagnostics

/// Bounds of what a registry may send.
public enum RegistryLimits {
    /// One answer; 10,000 versions of a usual document are about 12 MiB.
    public static let page = ByteCount.mebibytes(16)
    /// Versions of one server; the official registry has the same bound.
    public static let versions = 10_000
    /// Pages of one question; real ones are answered in one to three.
    public static let pages = 200
    /// Characters of a version, as in the schema of server.json.
    public static let versionLength = 255
    /// Entries of one page that are asked for; the most that the official registry gives.
    public static let pageSize = 100
    /// One question with all of its pages.
    public static let deadline = Duration.seconds(120)
    /// Directories that a listing of a registry directory opens.
    public static let directories = 20_000
    /// Characters of a registry's own explanation that are shown.
    public static let message = 300
}
