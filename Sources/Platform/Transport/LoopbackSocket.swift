internal import Filesystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A TCP socket on 127.0.0.1, listening or connected.
///
/// A class, because one descriptor has one owner. The descriptor is taken out by `close`, which only the thread that
/// reads and writes calls.
final class LoopbackSocket: Sendable {
    private let descriptor: Monitor<Int32?>

    private init(_ descriptor: Int32) { self.descriptor = Monitor(descriptor) }

    deinit { close() }

    private var number: Int32 { descriptor.change { $0 } ?? -1 }

    /// Binds a free port of 127.0.0.1 and listens.
    static func listening() throws(TransportError) -> LoopbackSocket {
        let created = systemSocket()
        guard created >= 0 else { throw .cannotListen(why: describeErrno(errno)) }
        let socket = LoopbackSocket(created)
        _ = fcntl(created, F_SETFD, FD_CLOEXEC)
        // A client that goes away between `poll` and `accept` must not block the thread.
        _ = fcntl(created, F_SETFL, O_NONBLOCK)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address outlives the call and has the length that is passed.
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe bind(created, raw, length)
            }
        }
        guard bound == 0, systemListen(created) == 0 else {
            throw .cannotListen(why: describeErrno(errno))
        }
        return socket
    }

    /// The port that the kernel has chosen.
    func port() throws(TransportError) -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = number
        // The kernel writes at most `length` bytes into the address.
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe getsockname(descriptor, raw, &length)
            }
        }
        guard result == 0 else { throw .cannotListen(why: describeErrno(errno)) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection; nil when the client has gone again.
    func accept() -> LoopbackSocket? {
        let connection = systemAccept(number)
        guard connection >= 0 else {
            // Out of descriptors the connection stays ready, and trying at once would only burn time.
            if errno == EMFILE || errno == ENFILE { usleep(10_000) }
            return nil
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        prepare(connection)
        return LoopbackSocket(connection)
    }

    /// Whether bytes or connections can be taken; false when the time is over or the service has stopped.
    func waitUntilReadable(orStopped wake: LoopbackWake, atMost time: Duration?) -> Bool {
        wake.wait(for: number, Int16(POLLIN), atMost: time)
    }

    /// Whether bytes can be written; false when the time is over or the service has stopped.
    func waitUntilWritable(orStopped wake: LoopbackWake, atMost time: Duration) -> Bool {
        wake.wait(for: number, Int16(POLLOUT), atMost: time)
    }

    /// The bytes that are there; none at the end, nil for a broken connection.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(number, &buffer, buffer.count, sendFlags)
        if count < 0 { return nil }
        return Array(buffer.prefix(count))
    }

    /// How many bytes were taken; nil for a broken connection.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let descriptor = number
        // The buffer is read only during the call and its length is its own.
        let count = unsafe bytes.withUnsafeBytes { block in
            unsafe send(descriptor, block.baseAddress, block.count, sendFlags)
        }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Ends it; what comes after is an error, not another descriptor.
    func close() {
        descriptor.change { descriptor in
            if let open = descriptor { systemClose(open) }
            descriptor = nil
        }
    }
}

/// Ends the waiting of every thread of a service at once.
///
/// A pipe whose writing end is closed is readable to all who wait for it, now and later.
final class LoopbackWake: Sendable {
    private let reading: Int32
    private let writing: Monitor<Int32?>

    init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .cannotListen(why: describeErrno(errno)) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = ends[0]
        writing = Monitor(ends[1])
    }

    deinit {
        stop()
        systemClose(reading)
    }

    var hasStopped: Bool { writing.change { $0 == nil } }

    func stop() {
        writing.change { writing in
            if let open = writing { systemClose(open) }
            writing = nil
        }
    }

    func wait(for descriptor: Int32, _ events: Int16, atMost time: Duration?) -> Bool {
        var entries = [
            pollfd(fd: descriptor, events: events, revents: 0),
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let limit = time.map { Int32(clamping: $0.inMilliseconds) } ?? -1
            let count = unsafe poll(&entries, 2, limit)
            if count < 0, errno == EINTR { continue }
            return count > 0 && entries[1].revents == 0 && entries[0].revents != 0
        }
    }
}

#if canImport(Darwin)
private let sendFlags = Int32(MSG_DONTWAIT)

private func systemSocket() -> Int32 { socket(AF_INET, SOCK_STREAM, 0) }

private func prepare(_ connection: Int32) {
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &yes, size)
    _ = unsafe setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, size)
}
#else
private let sendFlags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)

private func systemSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }

private func prepare(_ connection: Int32) {
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
}
#endif

private func systemListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 128) }

private func systemAccept(_ descriptor: Int32) -> Int32 { accept(descriptor, nil, nil) }

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
