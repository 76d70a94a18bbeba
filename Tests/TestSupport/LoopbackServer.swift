import Foundation

/// A small HTTP/1.1 server on 127.0.0.1 that answers as a test says, well or badly.
///
/// Each connection has a thread. It answers until `stop`, or until the test process ends.
public final class LoopbackServer: Sendable {
    /// Decides the answer to a request; called on the connection's thread.
    public typealias Handler = @Sendable (Request) -> Response

    private let listener: Int32
    private let log = RequestLog()

    /// `http://127.0.0.1:PORT`, without a final slash.
    public let baseURL: String

    /// Starts to listen on a free port.
    public init(handler: @escaping Handler) throws {
        let (listener, port) = try LoopbackSocket.listen()
        self.listener = listener
        baseURL = "http://127.0.0.1:\(port)"
        let log = log
        Thread.detachNewThread { accept(on: listener, log, handler) }
    }

    /// Everything that was asked so far, in the order in which it came.
    public var requests: [Request] { log.requests }

    /// The paths of `requests` with their queries.
    public var targets: [String] { requests.map(\.target) }

    /// Closes the port and ends every connection.
    public func stop() { log.stop() }

    /// One request as it came.
    public struct Request: Sendable {
        /// `GET` and so on.
        public let method: String
        /// Path and query exactly as sent.
        public let target: String
        /// Header lines, names in lower case.
        public let headers: [(name: String, value: String)]

        /// The path exactly as sent, without the query.
        public var path: String { String(target.prefix { $0 != "?" }) }
        /// The query exactly as sent, without the question mark; nil without one.
        public var query: String? {
            target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
        }
        /// The value of the first header line of that name, given in lower case.
        public subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
    }
}

private func accept(
    on listener: Int32,
    _ log: RequestLog,
    _ handler: @escaping LoopbackServer.Handler
) {
    while !log.isStopped {
        guard LoopbackSocket.isReadable(listener, milliseconds: 50) else { continue }
        guard let connection = LoopbackSocket.accept(listener) else { continue }
        Thread.detachNewThread {
            serve(connection, log, handler)
            LoopbackSocket.close(connection)
        }
    }
    LoopbackSocket.close(listener)
}

private func serve(_ connection: Int32, _ log: RequestLog, _ handler: LoopbackServer.Handler) {
    var pending: [UInt8] = []
    while !log.isStopped, let request = readRequest(connection, &pending, log) {
        log.append(request)
        let writer = LoopbackWriter(connection: connection, isStopped: { log.isStopped })
        guard writer.write(handler(request)) else { return }
    }
}

private func readRequest(_ connection: Int32, _ pending: inout [UInt8], _ log: RequestLog)
    -> LoopbackServer.Request?
{
    let end = Array("\r\n\r\n".utf8)
    while pending.firstRange(of: end) == nil {
        if log.isStopped { return nil }
        guard LoopbackSocket.isReadable(connection, milliseconds: 50) else { continue }
        guard let block = LoopbackSocket.read(connection), !block.isEmpty else { return nil }
        pending += block
    }
    guard let range = pending.firstRange(of: end) else { return nil }
    let head = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
    pending.removeSubrange(..<range.upperBound)
    return parse(head.components(separatedBy: "\r\n"))
}

private func parse(_ lines: [String]) -> LoopbackServer.Request? {
    let first = lines[0].split(separator: " ")
    guard first.count == 3 else { return nil }
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        return (line[..<colon].lowercased(), value)
    }
    return LoopbackServer.Request(
        method: String(first[0]),
        target: String(first[1]),
        headers: headers
    )
}

/// What the threads of one server share.
private final class RequestLog: @unchecked Sendable {
    // Guarded by `lock`.
    private var stored: [LoopbackServer.Request] = []
    private var ended = false
    private let lock = NSLock()

    var requests: [LoopbackServer.Request] { lock.withLock { stored } }
    var isStopped: Bool { lock.withLock { ended } }
    func append(_ request: LoopbackServer.Request) { lock.withLock { stored.append(request) } }
    func stop() { lock.withLock { ended = true } }
}
