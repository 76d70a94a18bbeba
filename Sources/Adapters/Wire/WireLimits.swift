public import Diagnostics

/// Upper bounds of what a peer on a pipe may send.
public enum WireLimits {
    /// One message; the largest tool lists seen are below 1 MiB.
    public static let message = ByteCount.mebibytes(16)
    /// The host's messages before its first request is found; an `initialize` is a few hundred bytes.
    public static let firstRequest = ByteCount.mebibytes(1)
    /// Messages that are no answer while one is awaited: banners, notifications, requests.
    public static let interruptions = 10_000
    /// Tools of one server, over all pages.
    public static let tools = 10_000
    /// Pages of one list.
    public static let pages = 1_000
}
