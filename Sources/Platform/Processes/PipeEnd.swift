#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// One end of a pipe.
///
/// A class, because one descriptor has one owner. Used by one thread.
public final class PipeEnd {
    /// Closed by `close`, or with this object.
    let descriptor: Int32
    private let isOwned: Bool
    private var isOpen = true

    private init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
    }

    deinit { close() }

    /// What this process reads from its parent; never closed here.
    public static func standardInput() -> PipeEnd { PipeEnd(descriptor: 0, isOwned: false) }

    /// What this process writes to its parent; never closed here.
    public static func standardOutput() -> PipeEnd { PipeEnd(descriptor: 1, isOwned: false) }

    /// A new pipe, closed on exec.
    static func pair() throws(ProcessError) -> (reading: PipeEnd, writing: PipeEnd) {
        var descriptors: [Int32] = [-1, -1]
        guard unsafe pipe(&descriptors) == 0 else { throw .pipe(number: errno) }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (
            PipeEnd(descriptor: descriptors[0], isOwned: true),
            PipeEnd(descriptor: descriptors[1], isOwned: true)
        )
    }

    /// Makes a full pipe an answer instead of a wait, so that deadlines hold.
    func stopBlocking() { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    /// The next bytes, at most `limit`; none at the end.
    /// - Throws: `ProcessError.timedOut` past the deadline.
    public func read(limit: Int = 65_536, until deadline: Deadline) throws(ProcessError) -> [UInt8]
    {
        while true {
            _ = try waitUntilReady([(descriptor, Int16(POLLIN))], until: deadline)
            if let bytes = try readAvailable(limit: limit) { return bytes }
        }
    }

    /// What is there without waiting: nil when nothing is yet, no bytes at the end.
    func readAvailable(limit: Int) throws(ProcessError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe systemRead(descriptor, &buffer, limit)
        if count >= 0 { return Array(buffer.prefix(count)) }
        guard errno == EINTR || errno == EAGAIN else { throw .pipe(number: errno) }
        return nil
    }

    /// Writes all bytes.
    /// - Throws: `ProcessError.timedOut` past the deadline; `.pipe` when nobody reads.
    public func write(_ bytes: [UInt8], until deadline: Deadline) throws(ProcessError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            _ = try waitUntilReady([(descriptor, Int16(POLLOUT))], until: deadline)
            let count = unsafe rest.withUnsafeBytes { buffer in
                // The buffer is read only during this call and its length is its own.
                unsafe systemWrite(descriptor, buffer.baseAddress, buffer.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR, errno != EAGAIN {
                throw .pipe(number: errno)
            }
        }
    }

    /// Closes the descriptor; the second time nothing happens.
    public func close() {
        guard isOwned, isOpen else { return }
        isOpen = false
        _ = systemClose(descriptor)
    }
}

/// Waits until one of the descriptors is ready or closed; the answer has one entry for each.
func waitUntilReady(_ wanted: [(descriptor: Int32, events: Int16)], until deadline: Deadline)
    throws(ProcessError) -> [Bool]
{
    var entries = wanted.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    while true {
        let count = unsafe poll(&entries, nfds_t(entries.count), deadline.milliseconds)
        if count > 0 { return entries.map { $0.revents != 0 } }
        if count < 0, errno != EINTR { throw .pipe(number: errno) }
        if deadline.hasPassed { throw .timedOut }
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int
{
    unsafe read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// From here on, writing where nobody reads is an error, not the end of this process.
public func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
