#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Lines in, bytes out; no buffering on the way out, because a host waits for every answer.
enum StandardStreams {
    /// A host's message that is longer ends the server.
    private static let longestLine = 4 << 20

    /// The next line of standard input without its end, or nil at the end.
    static func nextLine() -> [UInt8]? {
        var line: [UInt8] = []
        while line.count < longestLine {
            let byte = getchar()
            if byte == EOF { return line.isEmpty ? nil : line }
            if byte == 0x0A { return line }
            line.append(UInt8(truncatingIfNeeded: byte))
        }
        return nil
    }

    /// Writes all bytes, or ends the process when nobody reads.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                // The buffer is read only during this call and its length is its own.
                unsafe systemWrite(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR { exit(1) }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// The whole of a small file, or nil when it cannot be read.
    static func read(file path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "rb") else { return nil }
        defer { unsafe fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        return unsafe ferror(file) == 0 ? Array(buffer.prefix(count)) : nil
    }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}
