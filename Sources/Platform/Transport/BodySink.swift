internal import Diagnostics

/// Where the bytes of one response go.
///
/// Called on the loop's thread, one call at a time. Throwing ends the exchange at once with that
/// error.
protocol BodySink: AnyObject {
    /// The head is complete; the body, if any, follows.
    func begin(_ head: ResponseHead) throws(TransportError)
    /// Bytes of the body, valid during the call.
    func receive(_ block: UnsafeRawBufferPointer) throws(TransportError)
}

/// Keeps a body in memory, up to a limit.
final class MemorySink: BodySink {
    private let url: String
    private let limit: ByteCount
    private var allowed: ByteCount
    private(set) var body: [UInt8] = []

    init(url: String, limit: ByteCount) {
        self.url = url
        self.limit = limit
        allowed = limit
    }

    func begin(_ head: ResponseHead) throws(TransportError) {
        allowed = (200..<300).contains(head.status) ? limit : TransportLimits.errorBody
        try refuse(head.contentLength ?? 0)
    }

    func receive(_ block: UnsafeRawBufferPointer) throws(TransportError) {
        try refuse(body.count + block.count)
        unsafe body.append(contentsOf: block)
    }

    private func refuse(_ size: Int) throws(TransportError) {
        guard isMutated("transport.size-limit") || size <= allowed.bytes else {
            throw .tooLarge(url: url, limit: allowed)
        }
    }
}
