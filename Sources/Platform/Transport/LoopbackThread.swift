internal import CSystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Starts a thread that nobody waits for and that no signal interrupts; false when the system has none left.
func startLoopbackThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let box = unsafe Unmanaged.passRetained(LoopbackWork(body))
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Some systems give a thread as little as 128 KiB, and the handler parses documents on it.
    unsafe pthread_attr_setstacksize(&attributes, LoopbackLimits.stack)
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    // The thread receives the only reference to the box and releases it.
    let result = unsafe pthread_create(&thread, &attributes, runLoopbackWork, box.toOpaque())
    if result != 0 { unsafe box.release() }
    return result == 0
}

/// A class, because C carries a pointer to it into the new thread.
private final class LoopbackWork: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func run() {
        // Signals belong to the program's own threads.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        body()
    }
}

#if canImport(Darwin)
private func runLoopbackWork(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<LoopbackWork>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#else
private func runLoopbackWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<LoopbackWork>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#endif
