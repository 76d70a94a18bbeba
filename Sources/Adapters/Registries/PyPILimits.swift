public import Diagnostics

/// Bounds of what an index of Python packages may send.
public enum PyPILimits {
    /// The page of one project; the largest real ones are near 30 MiB.
    public static let page = ByteCount.mebibytes(48)
    /// Files of one project; the largest real ones are near 20,000.
    public static let files = 100_000
    /// Metadata of one file, which holds its long description.
    public static let metadata = ByteCount.mebibytes(8)
    /// One wheel; the greatest real ones are below 3 GiB.
    public static let wheel = ByteCount.gibibytes(4)
    /// Attributes of one HTML tag.
    static let attributes = 64
    /// Bytes of one attribute of an HTML tag.
    static let attribute = 16 << 10
    /// Characters of a reason that are shown: why a file was yanked, why a project was closed.
    static let reason = 300
}
