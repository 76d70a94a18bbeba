internal import CSystem

/// A moment, on the clock that never goes back, by which something must have happened.
public struct Deadline: Sendable {
    private let nanoseconds: Int64

    /// The moment `duration` from now; at most eleven days, at least now.
    public init(after duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let whole = min(max(seconds, 0), 1_000_000) * 1_000_000_000
        nanoseconds = csystem_monotonic() + whole + max(attoseconds, 0) / 1_000_000_000
    }

    /// Whether the moment is over.
    public var hasPassed: Bool { csystem_monotonic() >= nanoseconds }

    /// Milliseconds left, rounded up, as `poll` wants them; 0 when over.
    var milliseconds: Int32 {
        let left = nanoseconds - csystem_monotonic()
        return left <= 0 ? 0 : Int32(min(left / 1_000_000 + 1, Int64(Int32.max)))
    }
}
