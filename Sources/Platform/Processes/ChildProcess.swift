internal import CSandbox
internal import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How a process ended.
public enum ExitState: Hashable, Sendable {
    /// It returned a status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)
}

/// A running program in its own process group, with pipes to its three standard streams.
///
/// A class, because a process has one owner that must reap it: with the last reference the whole
/// group is killed. Used by one thread.
public final class ChildProcess {
    /// The process id, also the id of its group.
    public let identifier: Int32
    /// The last 16 KiB of what it wrote to standard error, as far as it was read.
    public private(set) var errorText: [UInt8] = []

    private let input: PipeEnd
    private let output: PipeEnd
    private let errors: PipeEnd
    private let observation: Observation?
    private var errorsAreOpen = true
    private var state: ExitState?

    private static let keptErrorBytes = 16_384

    private init(identifier: Int32, streams: Streams, observation: Observation?) {
        self.identifier = identifier
        self.observation = observation
        input = streams.input.writing
        output = streams.output.reading
        errors = streams.errors.reading
    }

    deinit {
        guard state == nil else { return }
        kill(-identifier, SIGKILL)
        _ = wait(until: Deadline(after: .seconds(2)))
    }

    /// Starts a program; a failed exec is an error here, not an exit status later.
    ///
    /// With a sandbox it also has a session of its own, without a terminal. What it tries beyond its sandbox is written
    /// into `log`, where the kernel tells; `log.isObserving` says whether it does. From the first start on, writing to a
    /// closed pipe is an error in this process, not its end.
    /// - Throws: `ProcessError.notConfined` when the sandbox cannot be applied; nothing was executed then.
    public static func start(_ call: ProgramCall, observing log: AttemptLog? = nil)
        throws(ProcessError) -> ChildProcess
    {
        try call.check()
        ignoreBrokenPipes()
        let call = call.wrapped
        let streams = try Streams()
        var failure = csandbox_failure()
        var listener: Int32 = -1
        let identifier = unsafe withCompiled(call) { program in
            unsafe withCompiled(call.sandbox) { policy in
                unsafe csandbox_spawn(
                    program,
                    policy,
                    streams.theirs,
                    log == nil ? 0 : 1,
                    &listener,
                    &failure
                )
            }
        }
        guard identifier > 0 else { throw ProcessError(failure, of: call) }
        streams.stopBlocking()
        let observation = try observe(call, identifier, listener: listener, log: log)
        return ChildProcess(identifier: identifier, streams: streams, observation: observation)
    }

    private static func observe(
        _ call: ProgramCall,
        _ identifier: Int32,
        listener: Int32,
        log: AttemptLog?
    ) throws(ProcessError) -> Observation? {
        guard let log, let policy = call.sandbox, listener >= 0 else { return nil }
        do throws(ProcessError) {
            let home = call.environment.first { $0.name == "HOME" }?.value
            let judge = AttemptJudge(
                policy: policy,
                directory: call.directory,
                home: home.flatMap { try? AbsolutePath(parsing: $0) }
            )
            return try Observation(listener: listener, judge: judge, log: log)
        } catch {
            // Its calls would wait for a reader that there is not.
            kill(-identifier, SIGKILL)
            while waitpid(identifier, nil, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    /// Writes to its standard input.
    public func send(_ bytes: [UInt8], until deadline: Deadline) throws(ProcessError) {
        try input.write(bytes, until: deadline)
    }

    /// The next bytes of its standard output; none at the end.
    ///
    /// Standard error is read meanwhile, so that neither stream blocks the other.
    public func receive(until deadline: Deadline) throws(ProcessError) -> [UInt8] {
        while true {
            var wanted = [(descriptor: output.descriptor, events: Int16(POLLIN))]
            if errorsAreOpen { wanted.append((errors.descriptor, Int16(POLLIN))) }
            let ready = try waitUntilReady(wanted, until: deadline)
            if errorsAreOpen, ready[1] { try keepErrors() }
            if ready[0], let bytes = try output.readAvailable(limit: 65_536) { return bytes }
        }
    }

    private func keepErrors() throws(ProcessError) {
        guard let bytes = try errors.readAvailable(limit: Self.keptErrorBytes) else { return }
        errorsAreOpen = !bytes.isEmpty
        errorText = Array((errorText + bytes).suffix(Self.keptErrorBytes))
    }

    /// Reads what is left of its standard error, at most until the deadline.
    public func finishErrors(until deadline: Deadline) {
        let wanted = [(descriptor: errors.descriptor, events: Int16(POLLIN))]
        // Last words only; whoever asks has an error to report already.
        while errorsAreOpen, (try? waitUntilReady(wanted, until: deadline)) != nil,
            (try? keepErrors()) != nil
        {}
    }

    /// Says that no more input comes.
    public func closeInput() { input.close() }

    /// Waits for its end; nil when it still runs at the deadline.
    public func wait(until deadline: Deadline) -> ExitState? {
        var pause: UInt32 = 500
        while state == nil {
            var status: Int32 = 0
            let found = unsafe waitpid(identifier, &status, WNOHANG)
            if found == identifier { state = decode(status) }
            // Reaped by somebody else: its end is certain, its status lost.
            if found < 0, errno != EINTR { state = .exited(-1) }
            if state != nil || deadline.hasPassed { break }
            usleep(pause)
            pause = min(pause * 2, 20_000)
        }
        return state
    }

    /// Ends it in steps: end of input, SIGTERM, SIGKILL, each after the same patience.
    ///
    /// Signals go to its whole process group, so that what it started ends as well.
    @discardableResult
    public func stop(patience: Duration = .seconds(2)) -> ExitState {
        closeInput()
        if let ended = wait(until: Deadline(after: patience)) {
            kill(-identifier, SIGKILL)
            return ended
        }
        kill(-identifier, SIGTERM)
        let ended = wait(until: Deadline(after: patience))
        kill(-identifier, SIGKILL)
        return ended ?? wait(until: Deadline(after: .seconds(10))) ?? .signalled(SIGKILL)
    }
}

private func decode(_ status: Int32) -> ExitState {
    status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
}

/// Three pipes, each with an end for the program and one for whoever started it.
private struct Streams {
    let input: (reading: PipeEnd, writing: PipeEnd)
    let output: (reading: PipeEnd, writing: PipeEnd)
    let errors: (reading: PipeEnd, writing: PipeEnd)

    init() throws(ProcessError) {
        input = try PipeEnd.pair()
        output = try PipeEnd.pair()
        errors = try PipeEnd.pair()
    }

    /// What the program has as 0, 1 and 2.
    var theirs: [Int32] {
        [input.reading.descriptor, output.writing.descriptor, errors.writing.descriptor]
    }

    func stopBlocking() {
        for end in [input.writing, output.reading, errors.reading] { end.stopBlocking() }
    }
}
