#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The signals by which a person ends a program: Ctrl-C, a closed terminal, `kill`.
public enum Interruptions {
    /// Runs `body` with interruptions kept waiting, so that it can put away what it made.
    ///
    /// One that came meanwhile takes effect right afterwards. Programs that `body` starts are not
    /// affected. For programs with one thread: others would still be interrupted.
    public static func held<Value, Failure: Error>(
        during body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var wanted = sigset_t()
        var previous = sigset_t()
        unsafe sigemptyset(&wanted)
        for signal in signals { unsafe sigaddset(&wanted, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &wanted, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
        return try body()
    }

    /// Whether one is waiting; whoever holds them should stop at the next good moment.
    public static var isWaiting: Bool {
        var pending = sigset_t()
        guard unsafe sigpending(&pending) == 0 else { return false }
        return signals.contains { unsafe sigismember(&pending, $0) == 1 }
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP]
}
