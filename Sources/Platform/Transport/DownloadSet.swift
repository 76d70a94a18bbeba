internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Paths

/// A set of downloads under way: the scheduler, on the thread of whoever asked for them.
///
/// The loop's thread moves bytes; this decides what starts when, what is tried again and what is
/// done.
struct DownloadSet {
    private let loop: TransferLoop
    private let configuration: TransportConfiguration
    private let finished = FinishedQueue([])
    /// For each request the download that serves it.
    private var shares: [Int] = []
    private var downloads: [Download] = []
    /// Downloads that have not ended, the largest first.
    private var open: [Download] = []
    private var meter = RateMeter()
    /// Asked again and again; true gives up everything.
    var isUnwanted: () -> Bool = { false }

    init(
        _ requests: [DownloadRequest],
        on loop: TransferLoop,
        _ configuration: TransportConfiguration
    ) {
        self.loop = loop
        self.configuration = configuration
        var byPath: [AbsolutePath: Int] = [:]
        var byDigest: [Digest: Int] = [:]
        for request in requests {
            let known = byPath[request.destination] ?? request.digest.flatMap { byDigest[$0] }
            let index = known ?? downloads.count
            if known == nil { downloads.append(Download(request, configuration)) }
            shares.append(index)
            byPath[request.destination] = index
            if let digest = request.digest { byDigest[digest] = index }
        }
        open = downloads.sorted { $0.weight > $1.weight }
    }

    /// Runs until every download has ended.
    mutating func run(
        ended: (Int, Result<DownloadResult, TransportError>) -> Void,
        progress: (DownloadProgress) -> Void
    ) -> [Result<DownloadResult, TransportError>] {
        var lastReport = Duration.zero
        while true {
            tellEnded(ended)
            open.removeAll { $0.result != nil }
            if open.isEmpty { break }
            if configuration.isCancelled() || isUnwanted() { cancel() }
            startWhatMay()
            for exchange in collect() { settle(exchange) }
            let now = Duration.monotonic()
            guard now - lastReport >= TransportLimits.progress else { continue }
            lastReport = now
            progress(report(at: now))
        }
        progress(report(at: .monotonic()))
        return shares.map { downloads[$0].result ?? .failure(.cancelled) }
    }

    private func tellEnded(_ ended: (Int, Result<DownloadResult, TransportError>) -> Void) {
        for download in open {
            guard let result = download.result else { continue }
            for (request, share) in shares.enumerated() where downloads[share] === download {
                ended(request, result)
            }
        }
    }

    private func startWhatMay() {
        let active = open.filter { $0.exchange != nil }
        var room = TransportLimits.total - active.count
        var perHost: [String: Int] = [:]
        for download in active { perHost[download.origin, default: 0] += 1 }
        let now = Duration.monotonic()
        for download in open where room > 0 && download.isReady(at: now) {
            guard perHost[download.origin, default: 0] < TransportLimits.perHost else { continue }
            guard let exchange = download.start(finished) else { continue }
            perHost[download.origin, default: 0] += 1
            room -= 1
            loop.submit(exchange)
        }
    }

    private func collect() -> [Exchange] {
        let isAnyActive = open.contains { $0.exchange != nil }
        // Without anything under way only a pause is left to wait for.
        let time = isAnyActive ? TransportLimits.progress : .milliseconds(20)
        return finished.wait(atMost: time) { queue in
            defer { queue = [] }
            return queue.isEmpty ? nil : queue
        } ?? []
    }

    private func settle(_ exchange: Exchange) {
        open.first { $0.exchange === exchange }?.settle(exchange)
    }

    private func cancel() {
        loop.cancel(open.compactMap { $0.exchange })
        for download in open { download.giveUp() }
        // Until it comes back, an exchange still writes into its file.
        while open.contains(where: { $0.exchange != nil }) {
            for exchange in collect() { settle(exchange) }
        }
    }

    private mutating func report(at now: Duration) -> DownloadProgress {
        let counts = downloads.map(\.count)
        let done = counts.reduce(0) { $0 + $1.done }
        let totals = counts.compactMap(\.total)
        return DownloadProgress(
            done: done,
            total: totals.count == counts.count ? totals.reduce(0, +) : nil,
            rate: meter.rate(done, at: now),
            finished: downloads.count { $0.result != nil },
            count: downloads.count
        )
    }
}

/// Bytes per second, smoothed so that the number can be read.
private struct RateMeter {
    private var last: (done: Int, moment: Duration)?
    private var smoothed = 0.0

    mutating func rate(_ done: Int, at moment: Duration) -> Int {
        defer { last = (done, moment) }
        guard let last else { return 0 }
        let seconds = Double((moment - last.moment).inNanoseconds) / 1e9
        guard seconds > 0 else { return Int(smoothed) }
        // A download that starts over takes bytes back.
        let current = Double(max(0, done - last.done)) / seconds
        smoothed = smoothed == 0 ? current : smoothed * 0.7 + current * 0.3
        return Int(smoothed)
    }
}
