internal import Diagnostics
public import Paths

/// What a client is allowed to do and how long it waits.
public struct TransportConfiguration: Sendable {
    /// Every request fails at once, without touching the network.
    public var isOffline = false
    /// Certificates to accept instead of the system's store.
    public var certificateFile: AbsolutePath?
    /// A hashed directory of certificates to accept instead of the system's store.
    public var certificateDirectory: AbsolutePath?
    /// Whether `~/.netrc` is asked for the credentials of a host; a redirect to another never is.
    public var usesNetrc = true
    /// Another netrc file than the person's own.
    public var netrcFile: AbsolutePath?
    /// The `User-Agent` header.
    public var userAgent = "mcppkg"

    /// Deadlines; see `TransportLimits` for the reasons of the defaults.
    public var connectTimeout = TransportLimits.connect
    /// How long a transfer may be slower than `stallRate`; whole seconds.
    public var stallTimeout = TransportLimits.stall
    /// Bytes per second.
    public var stallRate = TransportLimits.stallRate
    /// One download with its redirects and repetitions.
    public var downloadDeadline = TransportLimits.download
    /// Pauses before each further try; empty means one try only.
    public var retryPauses = TransportLimits.retryPauses
    /// The longest `Retry-After` that is obeyed.
    public var retryAfterLimit = TransportLimits.retryAfter

    /// Asked several times a second on the caller's thread; true ends what is under way.
    public var isCancelled: @Sendable () -> Bool = { false }

    /// The defaults, whatever the environment says.
    public init() {}

    /// The defaults with `MCPPKG_OFFLINE`, `SSL_CERT_FILE` and `SSL_CERT_DIR` of this process.
    ///
    /// Proxy variables (`https_proxy`, `all_proxy`, `no_proxy`, …) are read by libcurl itself.
    /// - Throws: `PathError.notAbsolute` for a certificate variable that is no absolute path.
    public static func fromEnvironment() throws(PathError) -> TransportConfiguration {
        var configuration = TransportConfiguration()
        configuration.isOffline = EnvironmentVariable.offline.value == "1"
        if let file = EnvironmentVariable.certificateFile.value {
            configuration.certificateFile = try AbsolutePath(parsing: file)
        }
        if let directory = EnvironmentVariable.certificateDirectory.value {
            configuration.certificateDirectory = try AbsolutePath(parsing: directory)
        }
        return configuration
    }
}
