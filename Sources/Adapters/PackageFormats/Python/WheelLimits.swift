/// Upper bounds of what a wheel may say about itself.
///
/// Real ones stay far below: the longest RECORD of some hundred wheels has 200 kB, the longest METADATA 100 kB.
enum WheelLimits {
    /// Bytes of RECORD.
    static let record = 32 << 20
    /// Bytes from the start of METADATA in which its headers have to end.
    static let headers = 4 << 20
    /// Bytes of WHEEL.
    static let wheel = 256 << 10
    /// Bytes of `entry_points.txt`.
    static let entryPoints = 1 << 20
    /// Headers of one file that name requirements, extras or tags.
    static let headerCount = 16 << 10
    /// Bytes of a script that is rewritten.
    static let script = 4 << 20
    /// Bytes of a `.pth` file that are shown.
    static let startupFile = 64 << 10
    /// Bytes of the name of a command.
    static let command = 128
}
