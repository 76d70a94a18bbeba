import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The few socket calls that the loopback server needs.
enum LoopbackSocket {
    struct Failure: Error { let call: String }

    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        #if os(Linux)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw Failure(call: "socket") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                let bound = unsafe bind(descriptor, raw, length)
                return unsafe bound == 0 && systemListen(descriptor) == 0
                    && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard result else {
            close(descriptor)
            throw Failure(call: "bind")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func accept(_ listener: Int32) -> Int32? {
        let connection = systemAccept(listener)
        guard connection >= 0 else { return nil }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        #if !os(Linux)
        set(SO_NOSIGPIPE, of: connection, to: Int32(1))
        #endif
        return connection
    }

    static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    static func read(_ connection: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = unsafe recv(connection, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        #if os(Linux)
        let flags = Int32(MSG_NOSIGNAL)
        #else
        let flags: Int32 = 0
        #endif
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { block in
                unsafe send(connection, block.baseAddress, block.count, flags)
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits a moment; whether the other side has closed the connection.
    static func hasEnded(_ connection: Int32) -> Bool {
        guard isReadable(connection, milliseconds: 50) else { return false }
        return read(connection)?.isEmpty ?? true
    }

    /// Makes the coming `close` send a reset instead of an orderly end.
    static func breakOff(_ connection: Int32) {
        set(SO_LINGER, of: connection, to: linger(l_onoff: 1, l_linger: 0))
    }

    static func close(_ descriptor: Int32) { _ = systemClose(descriptor) }

    private static func set<Value: BitwiseCopyable>(
        _ option: Int32,
        of connection: Int32,
        to value: Value
    ) {
        var value = value
        let size = socklen_t(MemoryLayout<Value>.size)
        unsafe setsockopt(connection, SOL_SOCKET, option, &value, size)
    }
}

private func systemListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 64) }

private func systemAccept(_ listener: Int32) -> Int32 { accept(listener, nil, nil) }

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
