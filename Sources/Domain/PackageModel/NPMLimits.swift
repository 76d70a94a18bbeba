/// Upper bounds of what npm's documents may hold.
public enum NPMLimits {
    /// Bytes of a package name; npm's own bound.
    public static let name = 214
    /// Bytes of one packument; the largest of the public registry are near 40 MiB.
    public static let packument = 64 << 20
    /// Versions of one package; the public registry's longest list has some 7,000.
    public static let versions = 20_000
    /// Bytes of one `package-lock.json`.
    public static let lock = 32 << 20
    /// Entries of one lock; the largest lock of a server seen has 813.
    public static let entries = 20_000
    /// `node_modules` in each other.
    public static let depth = 64
    /// Dependencies of one package.
    public static let dependencies = 4096
    /// Bytes of one `package.json`.
    public static let manifest = 1 << 20
    /// Programs of one package.
    public static let bins = 1024
    /// Bytes of a script's command that are kept and shown.
    public static let command = 400
    /// Names listed in one error.
    public static let listed = 8
}
