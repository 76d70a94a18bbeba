/// Fetches documents and files; every call blocks until it is done or its deadline has passed.
///
/// libcurl and its thread start with the first request, not before. A class, because it ends the
/// thread when the last user lets go. Any thread may call it.
public final class HTTPClient: Sendable {
    private let configuration: TransportConfiguration
    private let loop = Monitor<TransferLoop?>(nil)

    /// Remembers the rules; nothing starts.
    public init(configuration: TransportConfiguration = TransportConfiguration()) {
        self.configuration = configuration
    }

    deinit { loop.change { $0?.end() } }

    /// Fetches a document into memory.
    ///
    /// Redirects are followed by `RedirectRule`; connection failures, timeouts and the statuses
    /// 408, 429, 500, 502, 503 and 504 are repeated. Any other status is a response, not an error.
    public func get(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        let loop = try startedLoop(for: request.url)
        let address = try WebAddress(parsing: request.url)
        var course = Course(address, within: request.deadline, configuration)
        while true {
            let sink = MemorySink(url: course.current.description, limit: request.limit)
            let plan = course.plan(request.headers, isDecoded: true)
            let asked = course.current.description
            let result = try perform(plan, sink, on: loop)
            switch course.next(after: result) {
            case .failed(let error): throw error
            case .ask(let moment): try pause(until: moment)
            case .finished(let answer):
                return HTTPResponse(
                    status: answer.head.status,
                    headers: answer.head.fields,
                    body: sink.body,
                    url: asked
                )
            }
        }
    }

    /// Fetches files, the largest first, at most 8 from a host and 32 in all at a time.
    ///
    /// Requests for one destination or one digest share a fetch. `progress` is called on this
    /// thread a few times a second and once at the end, `ended` for each request as soon as it has
    /// ended; `isUnwanted` is asked a few times a second, and true gives up what is under way. The
    /// results are in the order of the requests.
    public func download(
        _ requests: [DownloadRequest],
        progress: (DownloadProgress) -> Void = { _ in },
        isUnwanted: @escaping () -> Bool = { false },
        ended: (Int, Result<DownloadResult, TransportError>) -> Void = { _, _ in }
    ) -> [Result<DownloadResult, TransportError>] {
        do throws(TransportError) {
            guard let first = requests.first else { return [] }
            let loop = try startedLoop(for: first.url)
            var downloads = DownloadSet(requests, on: loop, configuration)
            downloads.isUnwanted = isUnwanted
            return downloads.run(ended: ended, progress: progress)
        } catch {
            return requests.map { request in
                if case .offline = error { return .failure(.offline(url: request.url)) }
                return .failure(error)
            }
        }
    }

    private func startedLoop(for url: String) throws(TransportError) -> TransferLoop {
        guard !configuration.isOffline else { throw .offline(url: url) }
        return try loop.change { (loop: inout TransferLoop?) throws(TransportError) in
            if let loop { return loop }
            let started = try TransferLoop(configuration)
            loop = started
            return started
        }
    }

    private func perform(_ plan: Exchange.Plan, _ sink: MemorySink, on loop: TransferLoop)
        throws(TransportError) -> Result<Exchange.Answer, TransportError>
    {
        let finished = FinishedQueue([])
        let exchange = Exchange(plan: plan, sink: sink, finished: finished)
        loop.submit(exchange)
        var isCancelled = false
        while true {
            let ended = finished.wait(atMost: .milliseconds(100)) { $0.popLast() }
            if let result = ended?.result {
                guard !isCancelled else { throw .cancelled }
                return result
            }
            if !isCancelled, configuration.isCancelled() {
                isCancelled = true
                loop.cancel([exchange])
            }
        }
    }

    private func pause(until moment: Duration) throws(TransportError) {
        let nobody = Monitor<Void>(())
        while true {
            guard !configuration.isCancelled() else { throw .cancelled }
            let left = moment - .monotonic()
            guard left > .zero else { return }
            _ = nobody.wait(atMost: min(left, .milliseconds(100))) { _ in Bool?.none }
        }
    }
}
