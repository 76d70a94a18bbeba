public import Diagnostics

/// A GET for a document that fits into memory.
public struct HTTPRequest: Sendable {
    /// An https URL, or http on a loopback address.
    public var url: String
    /// Further header lines; a redirect to another host is followed without all but `Accept`.
    public var headers: [(name: String, value: String)]
    /// The most the decoded body may hold.
    public var limit: ByteCount
    /// Time for everything: connecting, redirects, repetitions.
    public var deadline: Duration

    /// Describes a request; nothing is sent.
    public init(
        url: String,
        headers: [(name: String, value: String)] = [],
        limit: ByteCount,
        deadline: Duration = TransportLimits.request
    ) {
        self.url = url
        self.headers = headers
        self.limit = limit
        self.deadline = deadline
    }
}

/// What a server answered, whatever its status.
public struct HTTPResponse: Sendable {
    /// The status of the last answer, after redirects and repetitions.
    public let status: Int
    /// Header lines of the last answer, names in lower case.
    public let headers: [(name: String, value: String)]
    /// The decoded body.
    public let body: [UInt8]
    /// Where the answer came from, after redirects.
    public let url: String

    /// The value of the first header line of that name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name.lowercased() }?.value
    }

    /// The body of a success.
    /// - Throws: `TransportError.status` for a status outside 200 to 299.
    public func successfulBody() throws(TransportError) -> [UInt8] {
        guard (200..<300).contains(status) else { throw .status(url: url, code: status) }
        return body
    }
}
