internal import Diagnostics

/// Upper bounds of what a host file may be.
enum HostsLimits {
    /// Claude Code keeps its whole state in its file; the largest seen is below 10 MiB.
    static let file = ByteCount.mebibytes(32)
    /// Links followed for one path, as many as Linux follows.
    static let links = 40
}
