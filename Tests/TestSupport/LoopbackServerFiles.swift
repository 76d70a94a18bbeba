import Foundation

/// Serves a directory or a table of bodies, with `Range` and `If-Range`.
public struct StaticFiles: Sendable {
    private let body: @Sendable (String) -> [UInt8]?

    /// Serves the files below a directory; a path is percent-decoded first.
    public init(directory: String) {
        body = { path in
            guard let decoded = path.removingPercentEncoding, !decoded.contains("..") else {
                return nil
            }
            return FileManager.default.contents(atPath: directory + decoded).map { Array($0) }
        }
    }

    /// Serves these bodies under exactly these paths.
    public init(_ bodies: [String: [UInt8]]) { body = { bodies[$0] } }

    /// The answer to a request; the entity tag is made of the content.
    public func respond(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        guard let body = body(request.path) else { return .notFound }
        let tag = Self.tag(of: body)
        let headers = [(name: "ETag", value: tag), (name: "Accept-Ranges", value: "bytes")]
        let isSame = request["if-range"].map { $0 == tag } ?? true
        guard isSame, let first = request["range"].flatMap(Self.firstByte) else {
            return LoopbackServer.Response(headers: headers, body: body)
        }
        guard first < body.count else {
            let size = (name: "Content-Range", value: "bytes */\(body.count)")
            return LoopbackServer.Response(status: 416, headers: [size])
        }
        let range = "bytes \(first)-\(body.count - 1)/\(body.count)"
        return LoopbackServer.Response(
            status: 206,
            headers: headers + [(name: "Content-Range", value: range)],
            body: Array(body[first...])
        )
    }

    /// The entity tag of a content.
    public static func tag(of body: [UInt8]) -> String {
        let sum = body.reduce(UInt64(body.count)) { ($0 &* 31) &+ UInt64($1) }
        return "\"\(String(sum, radix: 16))\""
    }

    /// The number in `bytes=N-`; other forms are not asked by anybody here.
    public static func firstByte(_ range: String) -> Int? {
        guard range.hasPrefix("bytes="), range.hasSuffix("-") else { return nil }
        return Int(range.dropFirst(6).dropLast())
    }
}
