internal import Diagnostics

/// The way of one request through redirects and repetitions; pure apart from the dice of `jitter`.
struct Course {
    /// What comes after an exchange.
    enum Step {
        /// The answer stands.
        case finished(Exchange.Answer)
        /// Ask `current` (again), not before this moment.
        case ask(notBefore: Duration)
        /// There is nothing left to try.
        case failed(TransportError)
    }

    /// Where the request was addressed to.
    let origin: WebAddress
    /// Where it has been led.
    private(set) var current: WebAddress
    /// The moment, on the monotonic clock, when everything must be over.
    let end: Duration
    private let configuration: TransportConfiguration
    private var redirects = 0
    private var failures = 0

    init(_ origin: WebAddress, within time: Duration, _ configuration: TransportConfiguration) {
        self.origin = origin
        self.configuration = configuration
        current = origin
        end = .monotonic() + time
    }

    /// What to send to `current`, with the caller's headers where they may go.
    func plan(_ headers: [(name: String, value: String)], isDecoded: Bool) -> Exchange.Plan {
        let isHome = current.origin == origin.origin || isMutated("transport.credentials")
        return Exchange.Plan(
            address: current,
            headers: isHome ? headers : headers.filter { isHarmless($0.name) },
            mayAuthenticate: isHome,
            isDecoded: isDecoded,
            deadline: end - .monotonic()
        )
    }

    /// Judges an exchange and moves on.
    mutating func next(after result: Result<Exchange.Answer, TransportError>) -> Step {
        switch result {
        case .failure(let error):
            guard error.isTransient, let pause = pause(atLeast: .zero) else {
                return .failed(error)
            }
            return restart(after: pause)
        case .success(let answer):
            if RedirectRule.statuses.contains(answer.head.status), let target = answer.redirect {
                return redirect(to: target)
            }
            guard isWorthRepeating(answer.head.status),
                let pause = pause(atLeast: answer.head.retryAfter ?? .zero)
            else { return .finished(answer) }
            return restart(after: pause)
        }
    }

    private mutating func redirect(to target: String) -> Step {
        guard isMutated("transport.redirect-count") || redirects < TransportLimits.redirects else {
            return .failed(.tooManyRedirects(url: origin.description))
        }
        do throws(TransportError) {
            current = try RedirectRule.next(from: current, to: target)
        } catch {
            return .failed(error)
        }
        redirects += 1
        return .ask(notBefore: .zero)
    }

    /// From the beginning: addresses that a redirect hands out may have expired.
    private mutating func restart(after pause: Duration) -> Step {
        failures += 1
        redirects = 0
        current = origin
        return .ask(notBefore: .monotonic() + pause)
    }

    /// How long to wait before another try; nil when tries or time are used up.
    private func pause(atLeast demanded: Duration) -> Duration? {
        guard failures < configuration.retryPauses.count else { return nil }
        let own = configuration.retryPauses[failures] * Double.random(in: 0.75...1.25)
        let pause = max(own, min(demanded, configuration.retryAfterLimit))
        return .monotonic() + pause < end ? pause : nil
    }
}

private func isWorthRepeating(_ status: Int) -> Bool {
    [408, 429, 500, 502, 503, 504].contains(status)
}

/// Headers that say nothing about who asks.
private func isHarmless(_ name: String) -> Bool {
    ["accept", "range", "if-range"].contains(name.lowercased())
}
