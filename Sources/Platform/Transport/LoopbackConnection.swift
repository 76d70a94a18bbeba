internal import Diagnostics
internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Reads requests from one connection and writes their answers.
struct LoopbackConnection {
    private let socket: LoopbackSocket
    private let wake: LoopbackWake
    private var pending: [UInt8] = []

    init(_ socket: LoopbackSocket, _ wake: LoopbackWake) {
        self.socket = socket
        self.wake = wake
    }

    /// The next request up to its empty line; nil when there is none, or when it is too long or too slow.
    mutating func nextHead() -> ArraySlice<UInt8>? {
        let end = Duration.monotonic() + LoopbackLimits.idle
        var searched = 0
        while true {
            if let head = takeHead(from: searched) { return head }
            guard pending.count <= LoopbackLimits.head.bytes else { return nil }
            searched = max(0, pending.count - 3)
            let left = end - .monotonic()
            guard left > .zero, socket.waitUntilReadable(orStopped: wake, atMost: left),
                let block = socket.read(), !block.isEmpty
            else { return nil }
            pending += block
        }
    }

    private mutating func takeHead(from start: Int) -> ArraySlice<UInt8>? {
        let end: [UInt8] = [13, 10, 13, 10]
        var index = start
        while index + 4 <= pending.count {
            if pending[index..<index + 4].elementsEqual(end) {
                let head = pending[..<index]
                pending = Array(pending[(index + 4)...])
                return head
            }
            index += 1
        }
        return nil
    }

    /// Writes an answer; false when the connection is of no further use.
    func send(_ response: LoopbackService.Response, for exchange: LoopbackExchange) -> Bool {
        switch response.body {
        case .bytes(let bytes):
            return send(response, exchange, size: bytes.count) { range in
                write(bytes[range])
            }
        case .file(let path):
            // The reason would help nobody at the other end; the handler has chosen the file.
            guard let file = try? OpenFile.reading(path), let status = try? file.status(),
                status.kind == .file, let size = Int(exactly: status.size)
            else {
                return send(.text("the file is gone", status: 500), for: exchange)
            }
            return send(response, exchange, size: size) { range in write(file, range) }
        }
    }

    private func send(
        _ response: LoopbackService.Response,
        _ exchange: LoopbackExchange,
        size: Int,
        _ body: (Range<Int>) -> Bool
    ) -> Bool {
        let range = LoopbackRange(response.status == 200 ? exchange.range : nil, size: size)
        var head = LoopbackHead(response.headers)
        var part = 0..<size
        switch range {
        case .whole: head.status = response.status
        case .part(let wanted):
            head.status = 206
            head.add("Content-Range", "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(size)")
            part = wanted
        case .unsatisfiable:
            head.status = 416
            head.add("Content-Range", "bytes */\(size)")
            part = 0..<0
        }
        head.add("Accept-Ranges", "bytes")
        head.add("Content-Length", "\(part.count)")
        head.add("Connection", exchange.isLast ? "close" : "keep-alive")
        guard write(head.bytes[...]) else { return false }
        return exchange.isHead || body(part)
    }

    private func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            guard socket.waitUntilWritable(orStopped: wake, atMost: LoopbackLimits.stall),
                let count = socket.write(rest.prefix(LoopbackLimits.block))
            else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func write(_ file: OpenFile, _ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        var buffer = [UInt8](repeating: 0, count: LoopbackLimits.block)
        while position < range.upperBound {
            let wanted = min(buffer.count, range.upperBound - position)
            // The buffer holds at least `wanted` bytes, and the descriptor is the file's own.
            let count = unsafe pread(file.descriptor, &buffer, wanted, off_t(position))
            if count < 0, errno == EINTR { continue }
            // A file that has become shorter breaks the promise of the head, so the connection ends.
            guard count > 0, write(buffer[..<count]) else { return false }
            position += count
        }
        return true
    }
}

/// The head of an answer.
struct LoopbackHead {
    var status = 200
    private var lines: [(name: String, value: String)] = []

    /// Leaves out what would end its line and begin another.
    init(_ headers: [(name: String, value: String)]) {
        for (name, value) in headers { add(name, value) }
    }

    mutating func add(_ name: String, _ value: String) {
        let bytes = (name + value).utf8
        guard !name.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return }
        lines.append((name, value))
    }

    var bytes: [UInt8] {
        let text = lines.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) \(word)\r\n\(text)\r\n".utf8)
    }

    private var word: String {
        switch status {
        case 200: "OK"
        case 206: "Partial Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 416: "Range Not Satisfiable"
        case 429: "Too Many Requests"
        case 500..<600: "Server Error"
        default: "Answer"
        }
    }
}
