internal import CSystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// State behind a mutex, with a condition to wait for its change.
///
/// A class, because mutex and condition have one address for life. `@unchecked Sendable`: `state`
/// is touched only by the thread that holds the mutex.
@safe package final class Monitor<State>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// Takes the first state.
    package init(_ state: State) {
        self.state = state
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        // With default attributes these fail only without memory.
        let isMade =
            unsafe pthread_mutex_init(mutex, nil) == 0
            && pthread_cond_init(condition, nil) == 0
        precondition(isMade, "a mutex and a condition can be made")
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` alone and wakes whoever waits.
    @discardableResult
    package func change<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result)
        throws(Failure) -> Result
    {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        defer { unsafe pthread_cond_broadcast(condition) }
        return try body(&state)
    }

    /// Waits until `ready` has a value, or at most `time`.
    package func wait<Result>(atMost time: Duration, _ ready: (inout State) -> Result?) -> Result? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        let end = csystem_monotonic() + time.inNanoseconds
        while true {
            if let result = ready(&state) { return result }
            let left = end - csystem_monotonic()
            guard left > 0 else { return nil }
            var until = wallClock(in: left)
            // A spurious or early return is harmless: the monotonic clock decides.
            unsafe pthread_cond_timedwait(condition, mutex, &until)
        }
    }
}

private func wallClock(in nanoseconds: Int64) -> timespec {
    let moment = csystem_now() + nanoseconds
    return timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
}

extension Duration {
    /// Nanoseconds, at most about 292 years.
    var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 9_000_000_000 else { return .max / 2 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// Whole milliseconds, at least one, for libcurl, where zero means for ever.
    var inMilliseconds: Int { max(1, Int(min(inNanoseconds, 1 << 50) / 1_000_000)) }

    /// Whole seconds, rounded up, at least one.
    var inSeconds: Int { max(1, (inMilliseconds + 999) / 1000) }

    /// Time since some start that never goes back.
    static func monotonic() -> Duration { .nanoseconds(csystem_monotonic()) }
}
