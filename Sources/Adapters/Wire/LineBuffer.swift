internal import Diagnostics

/// Cuts a stream into lines without ever holding more than one message.
struct LineBuffer {
    private let limit: ByteCount
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0

    init(limit: ByteCount) { self.limit = limit }

    /// Appends what arrived; false when the current line is longer than the limit.
    mutating func append(_ more: [UInt8]) -> Bool {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes += more
        return bytes.count <= limit.bytes || bytes[searched...].contains(0x0A)
    }

    /// The next whole line without its end (LF or CRLF), or nil when none is there yet.
    mutating func next() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0x0A) else {
            searched = bytes.count
            return nil
        }
        var line = bytes[start..<end]
        if line.last == 0x0D { line.removeLast() }
        start = end + 1
        searched = start
        return Array(line)
    }

    /// What came after the last line end.
    var rest: [UInt8] { Array(bytes[start...]) }
}
