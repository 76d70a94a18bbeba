internal import Diagnostics

/// One request to a `LoopbackService` and the rules that it must keep before the handler sees it.
struct LoopbackExchange {
    /// Why a request is refused before anybody looks at it.
    private struct Refusal: Error {
        let status: Int
        let why: String
    }

    /// Whether the connection ends with the answer.
    private(set) var isLast: Bool
    /// Whether only the head of the answer is sent.
    private(set) var isHead = false
    /// The value of `Range`, unless `If-Range` makes it conditional on something that is not known here.
    private(set) var range: String?

    private let head: ArraySlice<UInt8>
    private let secret: [UInt8]

    /// Takes the bytes up to the empty line, which is not included.
    init(_ head: ArraySlice<UInt8>, secret: [UInt8], isLast: Bool) {
        self.head = head
        self.secret = secret
        self.isLast = isLast
    }

    /// The handler's answer, or the refusal of a request that breaks a rule, which ends the connection.
    mutating func answer(_ handler: LoopbackService.Handler, request number: Int)
        -> LoopbackService.Response
    {
        do throws(Refusal) {
            guard isMutated("loopback.requests") || number <= LoopbackLimits.requests else {
                throw Refusal(status: 429, why: "too many requests")
            }
            return handler(try request())
        } catch {
            isLast = true
            return .text(error.why, status: error.status)
        }
    }

    private mutating func request() throws(Refusal) -> LoopbackService.Request {
        guard head.allSatisfy({ $0 == 9 || $0 == 10 || $0 == 13 || (0x20..<0x7F).contains($0) })
        else { throw Refusal(status: 400, why: "bytes that no request has") }
        // By bytes: as characters, CR and LF together are one.
        let lines = split(head)
        let words = lines[0].split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, text(words[2]).hasPrefix("HTTP/1.") else {
            throw Refusal(status: 400, why: "not a request of HTTP/1.1")
        }
        let headers = try fields(lines.dropFirst())
        if text(words[2]) != "HTTP/1.1" { isLast = true }
        guard let method = LoopbackService.Request.Method(rawValue: text(words[0])) else {
            throw Refusal(status: 405, why: "only GET and HEAD are answered")
        }
        isHead = method == .head
        try apply(headers)
        let (path, query) = try place(words[1])
        return LoopbackService.Request(method: method, path: path, query: query, headers: headers)
    }

    private func split(_ head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        head.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
    }

    private func fields(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(Refusal)
        -> [(name: String, value: String)]
    {
        var fields: [(name: String, value: String)] = []
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy({ $0 > 0x20 }), !line.contains(0x0D)
            else { throw Refusal(status: 400, why: "a line that is no header") }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 9 }
            let end = value.lastIndex { $0 != 0x20 && $0 != 9 }.map { $0 + 1 } ?? value.startIndex
            fields.append((text(line[..<colon]).lowercased(), text(value[..<end])))
        }
        return fields
    }

    private mutating func apply(_ headers: [(name: String, value: String)]) throws(Refusal) {
        for (name, value) in headers {
            switch name {
            case "connection":
                if value.lowercased().contains("close") { isLast = true }
            case "transfer-encoding":
                throw Refusal(status: 400, why: "a request with a body")
            case "content-length":
                guard value == "0" else { throw Refusal(status: 400, why: "a request with a body") }
            case "range": range = value
            default: break
            }
        }
        if headers.contains(where: { $0.name == "if-range" }) { range = nil }
    }

    private func place(_ target: ArraySlice<UInt8>) throws(Refusal) -> (String, String?) {
        guard target.first == slash else {
            throw Refusal(status: 400, why: "the target is no path")
        }
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let given = path.dropFirst().prefix { $0 != slash }
        guard isMutated("loopback.secret") || isSame(given, secret) else {
            throw Refusal(status: 404, why: "nothing is here")
        }
        let rest = path[given.endIndex...]
        let query = target[path.endIndex...].dropFirst()
        let hasQuery = path.endIndex < target.endIndex
        return (rest.isEmpty ? "/" : text(rest), hasQuery ? text(query) : nil)
    }

    /// Takes as long for a nearly right secret as for a wrong one.
    private func isSame(_ left: ArraySlice<UInt8>, _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}

private let slash = UInt8(ascii: "/")
