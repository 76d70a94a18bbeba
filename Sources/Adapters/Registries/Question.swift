internal import Diagnostics
internal import Documents
internal import Transport

/// Requests that belong to one question and share its deadline.
struct Question {
    private let url: String
    private let client: HTTPClient
    private let end: Instant

    init(_ url: String, _ client: HTTPClient, until deadline: Duration) {
        self.url = url
        self.client = client
        end = Instant.systemNow().advanced(bySeconds: deadline.components.seconds)
    }

    /// Asks with these query items, already encoded; any status is an answer.
    func ask(_ query: [String]) throws(RegistryError) -> Answer {
        let left = (end.nanoseconds - Instant.systemNow().nanoseconds) / 1_000_000
        guard left > 0 else { throw .transport(.timedOut(url: url)) }
        let request = HTTPRequest(
            url: query.isEmpty ? url : url + "?" + query.joined(separator: "&"),
            headers: [("Accept", "application/json")],
            limit: RegistryLimits.page,
            deadline: min(TransportLimits.request, .milliseconds(left))
        )
        do throws(TransportError) {
            return Answer(response: try client.get(request), url: url)
        } catch {
            throw .transport(error)
        }
    }
}

/// What a registry answered to one request.
struct Answer {
    private let response: HTTPResponse
    /// The URL that was asked, without its query.
    let url: String

    init(response: HTTPResponse, url: String) {
        self.response = response
        self.url = url
    }

    var status: Int { response.status }

    /// The body of a success as JSON.
    /// - Throws: `RegistryError.refused` with the registry's words, or `.malformed`.
    func document() throws(RegistryError) -> JSON {
        guard (200..<300).contains(status) else {
            throw .refused(url: url, status: status, message: explanation)
        }
        do throws(JSONError) {
            return try JSON(parsing: response.body)
        } catch {
            throw .malformed(url: url, why: isPage ? pageHint : error.reason)
        }
    }

    /// `{"error": …}`, or title and detail of `application/problem+json` (RFC 9457).
    private var explanation: String? {
        if isPage { return pageHint }
        // An answer without words is an answer all the same.
        guard let body = try? JSON(parsing: response.body) else { return nil }
        let words = body["error"]?.string ?? body["detail"]?.string ?? body["title"]?.string
        return words.map { String($0.prefix(RegistryLimits.message)) }
    }

    private var isPage: Bool {
        let type = response.header("content-type")?.lowercased() ?? ""
        return type.hasPrefix("text/html")
            || response.body.first { $0 > 32 } == UInt8(ascii: "<")
    }

    private var pageHint: String { "a web page came instead of JSON, perhaps from a proxy" }
}
