public import Diagnostics
public import Filesystem

/// Why something could not be fetched.
///
/// URLs are shown without their query, which may hold tokens.
public enum TransportError: UserFacingError, Equatable {
    /// The network is switched off.
    case offline(url: String)
    /// Not an address that can be asked, or a header that cannot be sent.
    case malformed(url: String, why: String)
    /// Neither https nor http to this machine.
    case refusedScheme(url: String)
    /// A redirect that leaves https, or leads to this machine from elsewhere.
    case refusedRedirect(from: String, to: String)
    /// More redirects than `TransportLimits.redirects`.
    case tooManyRedirects(url: String)
    /// An answer other than success.
    case status(url: String, code: Int)
    /// More bytes than are ever expected there.
    case tooLarge(url: String, limit: ByteCount)
    /// Nothing, or almost nothing, came for too long.
    case timedOut(url: String)
    /// No connection, or a broken one; `why` in libcurl's words.
    case unreachable(url: String, why: String)
    /// The other side could not prove who it is.
    case tls(url: String, why: String)
    /// Fewer or more bytes than announced.
    case wrongSize(url: String, expected: Int, received: Int)
    /// The person or the program gave up.
    case cancelled
    /// What arrived could not be written.
    case file(FilesystemError)
    /// No port could be opened on this machine for a program that mcppkg starts.
    case cannotListen(why: String)
    /// libcurl could not be set up.
    case library(why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .offline: "network.offline"
        case .malformed: "network.malformed-url"
        case .refusedScheme: "network.refused-scheme"
        case .refusedRedirect: "network.refused-redirect"
        case .tooManyRedirects: "network.too-many-redirects"
        case .status: "network.status"
        case .tooLarge: "network.too-large"
        case .timedOut: "network.timed-out"
        case .unreachable: "network.unreachable"
        case .tls: "network.tls"
        case .wrongSize: "network.wrong-size"
        case .cancelled: "network.cancelled"
        case .file(let error): error.code
        case .cannotListen: "network.cannot-listen"
        case .library: "network.library"
        }
    }

    /// Everything here is the network's, except for the file system's own failures.
    public var category: ErrorCategory {
        if case .file(let error) = self { return error.category }
        return .network
    }

    /// Names the URL and what happened.
    public var reason: String {
        switch self {
        case .offline(let url): "`\(shown(url))` is needed, and mcppkg is offline"
        case .malformed(let url, let why): "`\(shown(url))` cannot be asked: \(printable(why))"
        case .refusedScheme(let url):
            "`\(shown(url))` is neither https nor http on a loopback address"
        case .refusedRedirect(let from, let to):
            "`\(shown(from))` redirects to `\(shown(to))`, which is not followed"
        case .tooManyRedirects(let url):
            "`\(shown(url))` redirects more than \(TransportLimits.redirects) times"
        case .status(let url, let code): "`\(shown(url))` answered with status \(code)"
        case .tooLarge(let url, let limit): "`\(shown(url))` is larger than \(limit)"
        case .timedOut(let url): "`\(shown(url))` did not answer in time"
        case .unreachable(let url, let why): "`\(shown(url))`: \(printable(why))"
        case .tls(let url, let why): "the certificate or TLS of `\(shown(url))`: \(printable(why))"
        case .wrongSize(let url, let expected, let received):
            "`\(shown(url))` has \(received) bytes instead of \(expected)"
        case .cancelled: "the transfer was cancelled"
        case .file(let error): error.reason
        case .cannotListen(let why):
            "no port could be opened on 127.0.0.1: \(printable(why))"
        case .library(let why): "libcurl cannot be used: \(printable(why))"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .offline: "leave out `--offline` and unset MCPPKG_OFFLINE"
        case .timedOut, .wrongSize: "run the command again"
        case .unreachable:
            "check the network and the proxy variables (`https_proxy`, `no_proxy`), then run the "
                + "command again"
        case .tls:
            "if your network has a certificate of its own, set SSL_CERT_FILE to a file that holds it"
        case .status(_, 401), .status(_, 403):
            "put the credentials of that host into `~/.netrc`"
        case .file(let error): error.remedy
        default: nil
        }
    }

    /// The file system's failure underneath.
    public var cause: (any UserFacingError)? {
        if case .file(let error) = self { return error }
        return nil
    }
}

extension TransportError {
    /// Whether the same request may succeed a moment later.
    var isTransient: Bool {
        switch self {
        case .timedOut, .unreachable: true
        case .wrongSize(_, let expected, let received): received < expected
        default: false
        }
    }
}

/// The URL without what may be a secret: user and password, query, fragment.
private func shown(_ url: String) -> String {
    var visible = String(url.prefix { $0 != "?" && $0 != "#" })
    let parts = visible.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    if parts.count >= 3, let at = parts[2].lastIndex(of: "@") {
        let rest = parts.dropFirst(3).map { "/" + $0 }.joined()
        visible = parts[0] + "//" + parts[2][parts[2].index(after: at)...] + rest
    }
    return printable(visible.count > 300 ? visible.prefix(300) + "…" : visible)
}
