internal import CSystem
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
    private var errorsAreOpen = true
    private var state: ExitState?

    private static let keptErrorBytes = 16_384

    private init(identifier: Int32, input: PipeEnd, output: PipeEnd, errors: PipeEnd) {
        self.identifier = identifier
        self.input = input
        self.output = output
        self.errors = errors
    }

    deinit {
        guard state == nil else { return }
        kill(-identifier, SIGKILL)
        _ = wait(until: Deadline(after: .seconds(2)))
    }

    /// Starts a program; a failed exec is an error here, not an exit status later.
    ///
    /// From the first start on, writing to a closed pipe is an error in this process, not its end.
    public static func start(_ call: ProgramCall) throws(ProcessError) -> ChildProcess {
        try call.check()
        ignoreBrokenPipes()
        let input = try PipeEnd.pair()
        let output = try PipeEnd.pair()
        let errors = try PipeEnd.pair()
        var identifier: Int32 = 0
        let result = unsafe withVector(call.vector) { arguments in
            unsafe withVector(call.variables) { variables in
                unsafe csystem_spawn(
                    call.program.description,
                    arguments,
                    variables,
                    call.directory?.description,
                    input.reading.descriptor,
                    output.writing.descriptor,
                    errors.writing.descriptor,
                    &identifier
                )
            }
        }
        guard result == 0 else {
            throw .notStarted(program: call.program.description, number: -result)
        }
        for end in [input.writing, output.reading, errors.reading] { end.stopBlocking() }
        return ChildProcess(
            identifier: identifier,
            input: input.writing,
            output: output.reading,
            errors: errors.reading
        )
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
