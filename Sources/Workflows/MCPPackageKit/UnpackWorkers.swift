internal import Archives

/// A few threads that do work as it comes, the heaviest first.
///
/// Threads of the system and not tasks: each unpacks, and blocks on the disk.
final class UnpackWorkers<Output: Sendable>: Sendable {
    /// One piece of work.
    struct Job: Sendable {
        /// By which its result is found.
        let index: Int
        /// The heavier goes first.
        let weight: Int
        let work: @Sendable () throws -> Output
    }

    private struct State: Sendable {
        var waiting: [Job] = []
        var results: [Int: Result<Output, any Error>] = [:]
        var isClosed = false
        var hasFailed = false
    }

    private let state = Guarded(State())
    private let count: Int

    /// Starts nothing yet.
    init(threads count: Int) { self.count = count }

    /// Whether a piece of work failed, so that no other is worth doing.
    var hasFailed: Bool { state.read(\.hasFailed) }

    /// Hands over work.
    func add(_ job: Job) {
        state.change { state in
            let place = state.waiting.firstIndex { $0.weight >= job.weight }
            state.waiting.insert(job, at: place ?? state.waiting.count)
        }
    }

    /// Lets the threads work while `body` hands over more, and returns when all is done.
    ///
    /// Every piece of work has a result then, but for those that came after one had failed.
    func run(_ body: () throws -> Void) throws -> [Int: Result<Output, any Error>] {
        let threads = (0..<count).compactMap { _ in WorkerThread.start { self.work() } }
        let outcome = Result { try body() }
        state.change { state in
            state.isClosed = true
            if case .failure = outcome { state.hasFailed = true }
        }
        // Where no thread could be had there is still this one.
        if threads.isEmpty { work() }
        for thread in threads { thread.join() }
        try outcome.get()
        return state.read(\.results)
    }

    private func work() {
        while let job = next() {
            let result = Result { try job.work() }
            state.change { state in
                state.results[job.index] = result
                if case .failure = result { state.hasFailed = true }
            }
        }
    }

    private func next() -> Job? {
        state.wait { state -> Job?? in
            if state.hasFailed { state.waiting = [] }
            if let job = state.waiting.popLast() { return .some(job) }
            return state.isClosed ? .some(nil) : nil
        }
    }
}
