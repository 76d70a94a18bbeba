import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Services of this machine that a confined program may want to reach.
///
/// The kernel takes connections for them.
final class Peers {
    private var descriptors: [Int32] = []
    let granted: UInt16
    let other: UInt16
    let udp: UInt16

    init(directory: String) throws {
        var ports: [UInt16] = []
        let stream = Int32(SOCK_STREAM.rawValue)
        let datagram = Int32(SOCK_DGRAM.rawValue)
        for type in [stream, stream, datagram] {
            let descriptor = socket(AF_INET, type, 0)
            descriptors.append(descriptor)
            ports.append(try Self.bindLoopback(descriptor))
            if type == stream { _ = listen(descriptor, 16) }
        }
        (granted, other, udp) = (ports[0], ports[1], ports[2])
        for (name, type) in [("stream", stream), ("datagram", datagram)] {
            let descriptor = socket(AF_UNIX, type, 0)
            descriptors.append(descriptor)
            try Self.bindLocal(descriptor, to: directory + "/" + name)
            if type == stream { _ = listen(descriptor, 16) }
        }
    }

    deinit { for descriptor in descriptors { _ = close(descriptor) } }

    func variables(_ directory: String) -> [String: String] {
        [
            "GRANTED": "\(granted)", "OTHER": "\(other)", "UDP": "\(udp)",
            "LOCAL": directory,
        ]
    }

    private static func bindLoopback(_ descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                unsafe bind(descriptor, plain, length) == 0
                    && getsockname(descriptor, plain, &length) == 0
            }
        }
        guard result else { throw CocoaError(.fileWriteUnknown) }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func bindLocal(_ descriptor: Int32, to path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { space in
            for (index, byte) in path.utf8.prefix(space.count - 1).enumerated() {
                unsafe space[index] = byte
            }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                unsafe bind(descriptor, plain, length)
            }
        }
        guard result == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
