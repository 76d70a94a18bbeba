internal import CCurl
internal import CSystem

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The one thread that owns libcurl's multi handle and every easy handle in it.
///
/// `@unchecked Sendable`: `multi` and `active` belong to that thread from `start` on; everybody
/// else puts letters into `mail` and wakes it, which is the one libcurl call allowed from any
/// thread.
@safe final class TransferLoop: @unchecked Sendable {
    private struct Mail {
        var submitted: [Exchange] = []
        var cancelled: [Exchange] = []
        var mustEnd = false
        var hasEnded = false
    }

    private let configuration: TransportConfiguration
    private let multi: UnsafeMutableRawPointer
    private let mail = Monitor(Mail())
    private var active: [UnsafeMutableRawPointer: EasyHandle] = unsafe [:]

    private static let library = ccurl_global_init()

    /// Starts libcurl and the thread; `end` must be called, because the thread keeps this object.
    init(_ configuration: TransportConfiguration) throws(TransportError) {
        guard Self.library == CURLE_OK else {
            throw .library(why: unsafe String(cString: ccurl_describe(Self.library)))
        }
        guard let multi = unsafe ccurl_multi_new() else { throw .library(why: "out of memory") }
        unsafe self.multi = multi
        self.configuration = configuration
        unsafe ccurl_multi_set_long(
            multi,
            CURLMOPT_MAX_HOST_CONNECTIONS,
            TransportLimits.perHost
        )
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, TransportLimits.total)
        guard startThread() else {
            unsafe ccurl_multi_free(multi)
            throw .library(why: "no thread could be started")
        }
    }

    /// Hands over an exchange; it comes back through its `finished` queue, always.
    func submit(_ exchange: Exchange) { post { $0.submitted.append(exchange) } }

    /// Ends exchanges early; they come back as cancelled unless they were already done.
    func cancel(_ exchanges: [Exchange]) { post { $0.cancelled += exchanges } }

    /// Ends the thread and waits for it; what is under way comes back as cancelled.
    func end() {
        post { $0.mustEnd = true }
        while mail.wait(atMost: .seconds(1), { $0.hasEnded ? true : nil }) == nil {}
    }

    private func post(_ body: (inout Mail) -> Void) {
        mail.change { mail in
            body(&mail)
            // After the end the handle is gone, and nobody would read the letter.
            if mail.hasEnded {
                mail.submitted.forEach { deliver($0, .failure(.cancelled)) }
                mail.submitted = []
            } else {
                unsafe ccurl_multi_wakeup(multi)
            }
        }
    }

    // MARK: The thread

    private func startThread() -> Bool {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let result = unsafe pthread_create(&thread, nil, runTransferLoop, context)
        guard result == 0 else {
            unsafe Unmanaged<TransferLoop>.fromOpaque(context).release()
            return false
        }
        #if canImport(Darwin)
        if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
        pthread_detach(thread)
        #endif
        return true
    }

    fileprivate func run() {
        blockSignals()
        while takeMail() {
            unsafe ccurl_multi_perform(multi)
            collect()
            // A letter that came after `takeMail` has woken this call in advance.
            unsafe ccurl_multi_wait(multi, active.isEmpty ? 60_000 : 1_000)
        }
        for handle in handles { finish(handle, .failure(.cancelled)) }
        mail.change { mail in
            mail.submitted.forEach { deliver($0, .failure(.cancelled)) }
            mail.submitted = []
            mail.hasEnded = true
            unsafe ccurl_multi_free(multi)
        }
    }

    /// Signals belong to the program's own threads, and a broken pipe is an error code here.
    private func blockSignals() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
    }

    private func takeMail() -> Bool {
        let letters = mail.change { mail in
            let letters = mail
            mail.submitted = []
            mail.cancelled = []
            return letters
        }
        guard !letters.mustEnd else {
            letters.submitted.forEach { deliver($0, .failure(.cancelled)) }
            return false
        }
        letters.submitted.forEach(start)
        for handle in handles
        where letters.cancelled.contains(where: { $0 === handle.exchange }) {
            finish(handle, .failure(.cancelled))
        }
        return true
    }

    /// What is under way, as a copy that may be finished one by one.
    private var handles: [EasyHandle] { unsafe Array(active.values) }

    private func start(_ exchange: Exchange) {
        do throws(TransportError) {
            let handle = try EasyHandle(exchange, configuration)
            guard unsafe ccurl_multi_add(multi, handle.raw) == CURLM_OK else {
                throw .library(why: "a transfer could not be added")
            }
            unsafe active[handle.raw] = handle
        } catch {
            deliver(exchange, .failure(error))
        }
    }

    private func collect() {
        var code = CURLE_OK
        while let raw = unsafe ccurl_multi_next_finished(multi, &code) {
            if let handle = unsafe active[raw] { finish(handle, handle.result(code)) }
        }
    }

    private func finish(_ handle: EasyHandle, _ result: Result<Exchange.Answer, TransportError>) {
        unsafe ccurl_multi_remove(multi, handle.raw)
        unsafe active[handle.raw] = nil
        deliver(handle.exchange, result)
    }

    private func deliver(
        _ exchange: Exchange,
        _ result: Result<Exchange.Answer, TransportError>
    ) {
        exchange.result = result
        exchange.finished.change { $0.append(exchange) }
    }
}

#if canImport(Darwin)
private func runTransferLoop(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#else
private func runTransferLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#endif
