internal import Paths
internal import Processes

/// Processes that still use a sealed directory, in words.
enum RunningServers {
    /// `process 71, process 80`; empty when none does.
    static func using(_ prefix: AbsolutePath) -> String {
        ProcessScan.using(prefix).map { "process \($0.identifier)" }.joined(separator: ", ")
    }
}
