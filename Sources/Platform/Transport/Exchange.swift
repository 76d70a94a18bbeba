internal import Diagnostics

/// One request to one address and its answer; no redirects, no repetitions.
///
/// A class, because libcurl's callbacks need an address. `@unchecked Sendable`: the submitting
/// thread owns it before `TransferLoop.submit` and after it came out of its `Finished` queue, the
/// loop's thread in between.
final class Exchange: @unchecked Sendable {
    /// What to ask, fixed before it is submitted.
    struct Plan: Sendable {
        var address: WebAddress
        var headers: [(name: String, value: String)]
        /// Whether the credentials of netrc may be sent.
        var mayAuthenticate: Bool
        /// Whether a compressed body is asked for and decoded.
        var isDecoded: Bool
        var deadline: Duration
    }

    /// What became of it.
    struct Answer: Sendable {
        let head: ResponseHead
        /// Where a redirect leads, as an absolute URL.
        let redirect: String?
    }

    let plan: Plan
    let sink: any BodySink
    let finished: FinishedQueue

    /// The sink's own refusal, which libcurl reports as a failed write.
    private(set) var refusal: TransportError?
    private(set) var head = ResponseHead()
    var result: Result<Answer, TransportError>?

    init(plan: Plan, sink: any BodySink, finished: FinishedQueue) {
        self.plan = plan
        self.sink = sink
        self.finished = finished
    }

    /// Takes one header line; false ends the transfer.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        let wasComplete = head.isComplete
        guard unsafe head.take(line) else {
            refusal = .tooLarge(url: plan.address.description, limit: TransportLimits.head)
            return false
        }
        guard head.isComplete, !wasComplete else { return true }
        return attempt { () throws(TransportError) in try sink.begin(head) }
    }

    /// Takes a piece of the body; false ends the transfer.
    func takeBody(_ block: UnsafeRawBufferPointer) -> Bool {
        attempt { () throws(TransportError) in try unsafe sink.receive(block) }
    }

    private func attempt(_ body: () throws(TransportError) -> Void) -> Bool {
        do throws(TransportError) {
            try body()
            return true
        } catch {
            refusal = error
            return false
        }
    }
}

/// Exchanges that have ended, waiting for the thread that submitted them.
typealias FinishedQueue = Monitor<[Exchange]>
