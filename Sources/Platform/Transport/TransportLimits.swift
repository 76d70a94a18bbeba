public import Diagnostics

/// Bounds of what a peer on the network may take: time, bytes, redirects, connections.
public enum TransportLimits {
    /// From the first packet to the end of the TLS handshake; beyond it nobody is there.
    public static let connect = Duration.seconds(15)
    /// How long a transfer may stay below `stallRate` before it counts as dead.
    public static let stall = Duration.seconds(30)
    /// Bytes per second below which a transfer stalls; a working modem is fifty times faster.
    public static let stallRate = 100
    /// One metadata request with its redirects and repetitions.
    public static let request = Duration.seconds(60)
    /// One download with its redirects and repetitions; the last resort against a slow peer.
    public static let download = Duration.seconds(3600)

    /// Pauses before the second and the third try, before jitter.
    public static let retryPauses: [Duration] = [.milliseconds(300), .seconds(1)]
    /// The longest `Retry-After` that is obeyed; a person is waiting.
    public static let retryAfter = Duration.seconds(10)

    /// Redirects of one request; browsers take 20, registries need 2.
    public static let redirects = 10
    /// All header lines of one response.
    public static let head = ByteCount.kibibytes(256)
    /// The body of an answer that is not a success, kept to explain it.
    public static let errorBody = ByteCount.mebibytes(1)

    /// Transfers with one host at a time; registries throttle beyond.
    public static let perHost = 8
    /// Transfers in all.
    public static let total = 32
    /// Between two progress reports.
    public static let progress = Duration.milliseconds(200)
    /// What the thread asks of libcurl for one read; measured best between 128 and 512 KiB.
    static let buffer = ByteCount.kibibytes(256)
}
