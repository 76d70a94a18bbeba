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
@safe public struct WorkerThread {
    #if canImport(Darwin)
    private typealias Identifier = pthread_t?
    #else
    private typealias Identifier = pthread_t
    #endif

    private let identifier: Identifier

    private init(_ identifier: Identifier) { self.identifier = identifier }

    /// Starts the work; nil where the system has no thread left, and then nothing was done.
    public static func start(_ work: @escaping @Sendable () -> Void) -> WorkerThread? {
        let box = unsafe Unmanaged.passRetained(Work(work))
        var started: Identifier = Self.none
        // The box is released by the thread, which receives the only reference to it.
        guard unsafe pthread_create(&started, nil, runWork, box.toOpaque()) == 0 else {
            unsafe box.release()
            return nil
        }
        return WorkerThread(started)
    }

    /// Waits until the work is done; called once.
    public func join() {
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
