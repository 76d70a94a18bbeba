internal import Cryptography
internal import Filesystem
public import Paths

/// A small HTTP/1.1 server on 127.0.0.1 for one local program, such as a resolver that may reach nothing else.
///
/// GET and HEAD only, with ranges and kept connections, within `LoopbackLimits`. Every path begins with a random
/// component, without which other users of the machine get nothing. A class, because it listens until it is
/// stopped or the last user lets go.
public final class LoopbackService: Sendable {
    /// Decides the answer to a request; called on several threads at a time.
    public typealias Handler = @Sendable (Request) -> Response

    /// The port on 127.0.0.1.
    public let port: Int
    /// `http://127.0.0.1:PORT/SECRET`, without a final slash; the paths of requests follow it.
    public let baseURL: String

    private let listener: LoopbackListener

    /// Starts to listen on a free port; the handler is asked from now on.
    /// - Throws: `TransportError.cannotListen`.
    public init(handler: @escaping Handler) throws(TransportError) {
        let secret = hexadecimal(randomBytes(LoopbackLimits.secret))
        listener = try LoopbackListener(secret: secret, handler: handler)
        port = listener.port
        baseURL = "http://127.0.0.1:\(port)/\(secret)"
    }

    deinit { stop() }

    /// Closes the port and ends every connection; a handler that is at work ends unheard.
    public func stop() { listener.stop() }

    /// How many requests have come so far, refused ones included.
    public var requestCount: Int { listener.requestCount }

    /// One request, without the secret.
    public struct Request: Sendable {
        /// What may be asked.
        public enum Method: String, Sendable {
            case get = "GET"
            case head = "HEAD"
        }

        /// Whether the body is wanted; the service leaves it out of an answer to HEAD by itself.
        public let method: Method
        /// What follows the base URL, as sent: begins with `/`, not decoded, without the query.
        public let path: String
        /// The query as sent; nil without one.
        public let query: String?
        /// Header lines, names in lower case.
        public let headers: [(name: String, value: String)]

        /// The value of the first header line of that name, given in lower case.
        public subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    /// An answer; length, range and connection headers are the service's own.
    public struct Response: Sendable {
        /// Where the content is.
        public enum Body: Sendable {
            case bytes([UInt8])
            case file(AbsolutePath)
        }

        /// The status; 200 becomes 206 or 416 where a range was asked for.
        public var status: Int
        /// Further header lines.
        public var headers: [(name: String, value: String)]
        /// The content.
        public var body: Body

        /// Takes every fact.
        public init(
            status: Int = 200,
            headers: [(name: String, value: String)] = [],
            body: Body = .bytes([])
        ) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// A short text, for refusals.
        public static func text(_ text: String, status: Int) -> Response {
            Response(
                status: status,
                headers: [("Content-Type", "text/plain; charset=utf-8")],
                body: .bytes(Array(text.utf8))
            )
        }
    }
}
