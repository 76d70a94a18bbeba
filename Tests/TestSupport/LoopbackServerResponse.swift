import Foundation

extension LoopbackServer {
    /// An answer: either a usual one, or bytes step by step.
    public struct Response: Sendable {
        /// What is done, in order; the connection is kept open only after a usual answer.
        public enum Step: Sendable {
            /// Sends these bytes as they are.
            case bytes([UInt8])
            /// Sends this text as it is.
            case text(String)
            /// Waits this many milliseconds.
            case pause(Int)
            /// Sends these bytes until the other side goes away, or 128 MiB have gone.
            case endless([UInt8])
            /// Says nothing more and keeps the connection.
            case hang
            /// Breaks the connection, so that the other side sees a reset.
            case reset
        }

        let steps: [Step]
        let keepsConnection: Bool

        /// A complete answer with `Content-Length`.
        public init(
            status: Int = 200,
            headers: [(name: String, value: String)] = [],
            body: [UInt8] = []
        ) {
            let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
            let length = "Content-Length: \(body.count)\r\n"
            steps = [.text("HTTP/1.1 \(status) Status\r\n\(lines)\(length)\r\n"), .bytes(body)]
            keepsConnection = true
        }

        /// Exactly these steps, status line included; then the connection is closed.
        public init(steps: [Step]) {
            self.steps = steps
            keepsConnection = false
        }

        /// A JSON answer.
        public static func json(_ text: String, status: Int = 200) -> Response {
            let type = (name: "Content-Type", value: "application/json")
            return Response(status: status, headers: [type], body: Array(text.utf8))
        }

        /// An answer with a plain text.
        public static func text(_ text: String, status: Int = 200) -> Response {
            let type = (name: "Content-Type", value: "text/plain")
            return Response(status: status, headers: [type], body: Array(text.utf8))
        }

        /// A redirect.
        public static func redirect(to place: String, status: Int = 302) -> Response {
            Response(status: status, headers: [(name: "Location", value: place)])
        }

        /// Nothing here.
        public static var notFound: Response { .text("not found", status: 404) }
    }
}

/// Writes one answer to a connection.
struct LoopbackWriter {
    let connection: Int32
    let isStopped: () -> Bool

    /// Performs every step; whether another request may follow.
    func write(_ response: LoopbackServer.Response) -> Bool {
        for step in response.steps {
            guard perform(step) else { return false }
        }
        return response.keepsConnection
    }

    private func perform(_ step: LoopbackServer.Response.Step) -> Bool {
        switch step {
        case .bytes(let bytes): return LoopbackSocket.write(connection, bytes)
        case .text(let text): return LoopbackSocket.write(connection, Array(text.utf8))
        case .pause(let milliseconds):
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            return true
        case .endless(let bytes):
            var left = (128 << 20) / max(1, bytes.count)
            while left > 0, !isStopped(), LoopbackSocket.write(connection, bytes) { left -= 1 }
            return false
        case .hang:
            while !isStopped(), !LoopbackSocket.hasEnded(connection) {}
            return false
        case .reset:
            LoopbackSocket.breakOff(connection)
            return false
        }
    }
}
