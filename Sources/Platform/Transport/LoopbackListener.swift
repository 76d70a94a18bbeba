/// The listening socket of a `LoopbackService` and the threads that serve its connections.
///
/// A class, because its threads share it; it does not keep the service, whose end stops it.
final class LoopbackListener: Sendable {
    /// What the threads count together.
    private struct Count {
        var connections = 0
        var requests = 0
    }

    let port: Int
    private let socket: LoopbackSocket
    private let wake: LoopbackWake
    private let secret: [UInt8]
    private let handler: LoopbackService.Handler
    private let count = Monitor(Count())

    init(secret: String, handler: @escaping LoopbackService.Handler) throws(TransportError) {
        wake = try LoopbackWake()
        socket = try LoopbackSocket.listening()
        port = try socket.port()
        self.secret = Array(secret.utf8)
        self.handler = handler
        guard startLoopbackThread({ [self] in accept() }) else {
            throw .cannotListen(why: "no thread could be started")
        }
    }

    var requestCount: Int { count.change { $0.requests } }

    /// Wakes every thread for its end.
    func stop() { wake.stop() }

    private func accept() {
        while waitForRoom(), socket.waitUntilReadable(orStopped: wake, atMost: nil) {
            guard let connection = socket.accept() else { continue }
            count.change { $0.connections += 1 }
            let isStarted = startLoopbackThread { [self] in
                serve(connection)
                count.change { $0.connections -= 1 }
            }
            if !isStarted { count.change { $0.connections -= 1 } }
        }
        // From here on nobody is let in, even while a connection still keeps this object.
        socket.close()
    }

    /// False when the service has stopped.
    private func waitForRoom() -> Bool {
        while !wake.hasStopped {
            let hasRoom = count.wait(atMost: .milliseconds(200)) { count in
                count.connections < LoopbackLimits.connections ? true : nil
            }
            if hasRoom != nil { return true }
        }
        return false
    }

    private func serve(_ socket: LoopbackSocket) {
        var connection = LoopbackConnection(socket, wake)
        defer { socket.close() }
        while let head = connection.nextHead() {
            let now = count.change { count in
                count.requests += 1
                return count
            }
            let isLast = now.connections > LoopbackLimits.connectionsKept
            var exchange = LoopbackExchange(head, secret: secret, isLast: isLast)
            let response = exchange.answer(handler, request: now.requests)
            guard connection.send(response, for: exchange), !exchange.isLast else { return }
        }
    }
}
