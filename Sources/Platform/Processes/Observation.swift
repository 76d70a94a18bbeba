internal import CSandbox

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A thread that reads what the kernel tells of one program and writes it into a log.
///
/// The thread ends with the last process of the program, or with this object. Nobody waits for it: it looks at paths
/// of the program's choosing, and a dead network file system may keep it.
final class Observation {
    private let waker: PipeEnd

    /// Takes over the listener.
    init(listener: Int32, judge: AttemptJudge, log: AttemptLog) throws(ProcessError) {
        let wake: (reading: PipeEnd, writing: PipeEnd)
        do throws(ProcessError) {
            wake = try PipeEnd.pair()
        } catch {
            _ = close(listener)
            throw error
        }
        waker = wake.writing
        let reader = NoticeReader(
            listener: listener,
            wake: wake.reading,
            judge: judge,
            log: log
        )
        guard reader.startThread() else {
            _ = close(listener)
            throw .pipe(number: EAGAIN)
        }
        log.begin()
    }
}

/// What the thread owns.
///
/// A class, because C carries a pointer to it into the thread. Unchecked, because it is used by that thread alone.
private final class NoticeReader: @unchecked Sendable {
    private let listener: Int32
    private let wake: PipeEnd
    private let judge: AttemptJudge
    private let log: AttemptLog

    init(listener: Int32, wake: PipeEnd, judge: AttemptJudge, log: AttemptLog) {
        self.listener = listener
        self.wake = wake
        self.judge = judge
        self.log = log
    }

    func startThread() -> Bool {
        // The box is released by the thread, which receives the only reference to it.
        let box = unsafe Unmanaged.passRetained(self)
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let status = unsafe pthread_create(&thread, nil, runReader, box.toOpaque())
        if status != 0 { unsafe box.release() }
        return status == 0
    }

    func run() {
        // Nobody waits for this thread, so what the system keeps of it goes with its end.
        _ = pthread_detach(pthread_self())
        var notice = csandbox_notice()
        while true {
            let found = unsafe csandbox_next_notice(listener, wake.descriptor, &notice)
            if found < 0 { break }
            if found == 0 { continue }
            if let (kind, target) = judge.attempt(Notice(notice)) { log.add(kind, target) }
            // Last, so that whatever a program did before its end is in the log then.
            unsafe csandbox_answer_notice(listener, &notice)
        }
        // From now on a call that would be told of fails as unknown to the kernel.
        _ = close(listener)
    }
}

#if canImport(Darwin)
private func runReader(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<NoticeReader>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#else
private func runReader(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<NoticeReader>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#endif

/// One call of an observed process, in Swift's words.
struct Notice {
    let process: Int32
    let kind: Int32
    let creates: Bool
    let family: Int32
    let type: Int32
    let port: Int32
    let base: String
    let path: String

    init(_ notice: csandbox_notice) {
        process = notice.process
        kind = notice.kind
        creates = notice.creates != 0
        family = notice.family
        type = notice.type
        port = notice.port
        base = text(of: notice.base)
        path = text(of: notice.path)
    }
}

/// The bytes before the NUL of a C array.
private func text<Field>(of field: Field) -> String {
    unsafe withUnsafeBytes(of: field) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
