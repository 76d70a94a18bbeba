public import Diagnostics

/// What the one local client of a `LoopbackService` may take.
public enum LoopbackLimits {
    /// Request line and header lines together; a resolver sends less than one KiB.
    public static let head = ByteCount.kibibytes(16)
    /// Connections at a time; further ones wait in the kernel, and resolvers open up to 50.
    public static let connections = 64
    /// From here on an answer ends its connection, so that those who wait get their turn.
    static let connectionsKept = 48
    /// Requests of one service in all; a closure of a thousand packages needs about 3,000.
    public static let requests = 100_000
    /// How long a connection may lie idle, or take for one request head.
    public static let idle = Duration.seconds(120)
    /// How long the client may refuse to take more of an answer.
    public static let stall = Duration.seconds(30)
    /// Random bytes of the secret in every path.
    static let secret = 16
    /// What is read from a file and written to the socket at once.
    static let block = 64 << 10
    /// Stack of a connection's thread, on which the handler runs and parses documents.
    static let stack = 2 << 20
}
