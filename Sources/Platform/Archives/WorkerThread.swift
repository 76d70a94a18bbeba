#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// One operating-system thread that runs one closure.
///
/// Not a task: unpacking blocks on the disk and must not occupy a thread of the concurrency runtime.
@safe struct WorkerThread {
    #if canImport(Darwin)
    private typealias Identifier = pthread_t?
    #else
    private typealias Identifier = pthread_t
    #endif

    /// Nil when no thread could be started and the work is done already.
    private let identifier: Identifier?

    /// Starts the work; where the system has no thread left it is done at once, on this one.
    init(_ work: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Work(work))
        var started: Identifier = Self.none
        // The box is released by the thread, which receives the only reference to it.
        let status = unsafe pthread_create(&started, nil, runWork, box.toOpaque())
        if status == 0 {
            identifier = started
        } else {
            identifier = nil
            unsafe box.takeRetainedValue().body()
        }
    }

    /// Waits until the work is done; called once.
    func join() {
        guard let identifier else { return }
        #if canImport(Darwin)
        guard let identifier = unsafe identifier else { return }
        _ = unsafe pthread_join(identifier, nil)
        #else
        _ = pthread_join(identifier, nil)
        #endif
    }

    #if canImport(Darwin)
    private static var none: Identifier { nil }
    #else
    private static var none: Identifier { 0 }
    #endif
}

/// A class, because C carries a pointer to it into the new thread.
private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

#if canImport(Darwin)
private func runWork(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
#else
private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
#endif

/// What several workers have done so far.
///
/// Unchecked, because a mutex of the system guards the array: each worker writes its own place, all of them read
/// `hasFailed`, and the thread that started them reads the rest after joining.
@safe final class WorkerResults: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var outcomes: [ExtractionWorker.Outcome]
    private var failed = false

    init(count: Int) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        _ = unsafe pthread_mutex_init(mutex, nil)
        outcomes = Array(repeating: .init(), count: count)
    }

    deinit {
        _ = unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Whether any worker has failed.
    var hasFailed: Bool { locked { failed } }

    /// What all workers did, in their order.
    var all: [ExtractionWorker.Outcome] { locked { outcomes } }

    func set(_ outcome: ExtractionWorker.Outcome, at index: Int) {
        locked {
            outcomes[index] = outcome
            if outcome.failure != nil { failed = true }
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        _ = unsafe pthread_mutex_lock(mutex)
        defer { _ = unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
