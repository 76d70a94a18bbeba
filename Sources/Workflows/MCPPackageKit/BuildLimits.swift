internal import Diagnostics

/// Bounds of what runs when a package is built.
enum BuildLimits {
    /// One step; the greatest real ones compile for minutes.
    static let step = Duration.seconds(900)
    /// What a step may print before it is no longer kept.
    static let output = 1 << 20
    /// Bytes of its last words that are shown.
    static let words = 2000
    /// What it tried that is shown.
    static let attempts = 20
    /// One file that a build makes.
    static let file = ByteCount.gibibytes(2)
    /// What a step answers in a file.
    static let answer = ByteCount.mebibytes(1)
    /// The largest file of a source.
    static let source = ByteCount.mebibytes(512)
    /// Everything that the scripts of one package may leave: it is held in memory.
    static let made = ByteCount.mebibytes(256)
    /// Files that the scripts of one package may leave, and directories within each other.
    static let madeFiles = 50_000
    static let depth = 64
    /// What a build may be made with.
    static let inputs = 500
}
