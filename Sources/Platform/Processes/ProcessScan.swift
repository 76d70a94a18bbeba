internal import Filesystem
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Finds processes of this user that still need a directory.
public enum ProcessScan {
    /// One process that uses something below the path that was asked for.
    public struct Use: Hashable, Sendable {
        /// Its process id.
        public let identifier: Int32
        /// The path of its program, or its id in words where the system does not say.
        public let program: String
    }

    /// Own processes whose program, working directory, arguments or mapped files lie below `path`.
    ///
    /// The calling process is left out. A process that ends meanwhile is left out too.
    public static func using(_ path: AbsolutePath) -> [Use] {
        let own = getpid()
        return ownProcesses().compactMap { identifier in
            guard identifier != own else { return nil }
            let process = ProcessFacts(identifier: identifier)
            guard
                process.places.contains(where: { lies($0, below: path) })
                    || process.texts.contains(where: { mentions($0, path) })
            else { return nil }
            return Use(
                identifier: identifier,
                program: process.places.first ?? "process \(identifier)"
            )
        }
    }
}

private func lies(_ place: String, below path: AbsolutePath) -> Bool {
    place == path.description || place.hasPrefix(path.description + "/")
}

/// Whether `content` names `path` or something below it, as a whole name.
func mentions(_ content: [UInt8], _ path: AbsolutePath) -> Bool {
    // NUL separates arguments and would end the search; as a line end it is a boundary instead.
    var text = content.map { $0 == 0 ? 10 : CChar(bitPattern: $0) }
    text.append(0)
    let length = path.description.utf8.count
    return unsafe text.withUnsafeBufferPointer { buffer in
        var rest = buffer.baseAddress
        while let start = unsafe rest, let found = unsafe strstr(start, path.description) {
            // The search stops at the NUL, so the byte after a find is still in the buffer.
            if unsafe isBoundary(UInt8(bitPattern: found[length])) { return true }
            unsafe rest = UnsafePointer(found + 1)
        }
        return false
    }
}

private func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, 10, 32, UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: ";"),
        UInt8(ascii: "\""), UInt8(ascii: "'"):
        true
    default: false
    }
}
