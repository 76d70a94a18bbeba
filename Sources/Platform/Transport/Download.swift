internal import Diagnostics
internal import Filesystem

/// One file on its way, with its course and its sink.
///
/// A class, because the set shares it; one thread uses it.
final class Download {
    private let request: DownloadRequest
    private let configuration: TransportConfiguration
    private var course: Course?
    private var sink: FileSink?
    private var notBefore = Duration.zero
    private var hasGivenUp = false

    /// What is under way with the loop; nil between exchanges.
    private(set) var exchange: Exchange?
    /// How it ended; nil until then.
    private(set) var result: Result<DownloadResult, TransportError>?

    init(_ request: DownloadRequest, _ configuration: TransportConfiguration) {
        self.request = request
        self.configuration = configuration
        do throws(TransportError) {
            let address = try WebAddress(parsing: request.url)
            course = Course(address, within: configuration.downloadDeadline, configuration)
        } catch {
            result = .failure(error)
        }
    }

    /// Decides who starts first; a file of unknown size may be as large as allowed.
    var weight: Int { request.expectedSize ?? request.limit.bytes }

    /// The host it is about to ask.
    var origin: String { course?.current.origin ?? "" }

    /// Bytes so far and in all.
    var count: FileSink.Count { sink?.count ?? FileSink.Count(total: request.expectedSize) }

    /// Whether the next exchange may start.
    func isReady(at now: Duration) -> Bool {
        result == nil && exchange == nil && !hasGivenUp && notBefore <= now
    }

    /// The next exchange; nil when the download ended instead.
    func start(_ finished: FinishedQueue) -> Exchange? {
        guard let course, let sink = openSink() else { return nil }
        let plan = course.plan(sink.headers, isDecoded: false)
        let exchange = Exchange(plan: plan, sink: sink, finished: finished)
        self.exchange = exchange
        return exchange
    }

    /// Takes the exchange back from the loop and moves on.
    func settle(_ exchange: Exchange) {
        self.exchange = nil
        guard !hasGivenUp, let outcome = exchange.result else {
            return result = .failure(.cancelled)
        }
        take(outcome)
    }

    /// Ends without a further exchange; one under way is still awaited.
    func giveUp() {
        hasGivenUp = true
        if exchange == nil { result = .failure(.cancelled) }
    }

    private func take(_ outcome: Result<Exchange.Answer, TransportError>) {
        guard let step = course?.next(after: outcome) else { return }
        switch step {
        case .failed(let error): result = .failure(error)
        case .ask(let moment):
            notBefore = moment
            do throws(FilesystemError) {
                try sink?.prepareRetry()
            } catch {
                result = .failure(.file(error))
            }
        case .finished(let answer): conclude(answer)
        }
    }

    private func conclude(_ answer: Exchange.Answer) {
        guard let sink else { return }
        do throws(TransportError) {
            result = .success(try sink.finish(answer.head))
        } catch {
            // Judged once more: it may be worth another try.
            take(.failure(error))
        }
    }

    private func openSink() -> FileSink? {
        if let sink { return sink }
        do throws(FilesystemError) {
            let opened = try FileSink(request)
            sink = opened
            if let complete = opened.alreadyComplete {
                result = .success(complete)
                return nil
            }
            return opened
        } catch {
            result = .failure(.file(error))
            return nil
        }
    }
}
