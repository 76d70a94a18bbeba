internal import Paths
internal import Processes

/// One `uv` at work; used by one thread, and killed with its group when nobody holds it any more.
struct UvRun {
    /// How it ended.
    struct End {
        let state: ExitState
        /// The last of what it said.
        let words: String

        /// Whether it found an answer.
        var isSuccess: Bool { state == .exited(0) }
        /// Whether it looked and found none.
        var isNoSolution: Bool { state == .exited(1) }
    }

    private let child: ChildProcess
    private let program: AbsolutePath
    private let deadline: Deadline
    private var isTalking = true

    init(_ call: ProgramCall) throws(PythonResolutionError) {
        program = call.program
        deadline = Deadline(after: ResolverLimits.run)
        do throws(ProcessError) {
            child = try ChildProcess.start(call)
        } catch {
            throw .process(error)
        }
        child.closeInput()
    }

    /// Lets it work for at most `time`; nil while it is not done.
    mutating func advance(atMost time: Duration) throws(PythonResolutionError) -> End? {
        guard !deadline.hasPassed else {
            child.stop(patience: .milliseconds(200))
            throw .timedOut(program: program)
        }
        let moment = Deadline(after: time)
        do throws(ProcessError) {
            // What it writes to standard output is of no use; it has to be taken all the same.
            while isTalking { isTalking = try !child.receive(until: moment).isEmpty }
        } catch {
            guard error == .timedOut else { throw .process(error) }
            return nil
        }
        child.finishErrors(until: moment)
        guard let state = child.wait(until: moment) else { return nil }
        return End(state: state, words: String(decoding: child.errorText, as: UTF8.self))
    }

    /// Runs several at once to their ends; all are killed when one cannot go on or somebody gives up.
    static func ends(of calls: [ProgramCall], isCancelled: () -> Bool)
        throws(PythonResolutionError) -> [End]
    {
        var runs: [UvRun] = []
        for call in calls { runs.append(try UvRun(call)) }
        var ends: [Int: End] = [:]
        while ends.count < runs.count {
            guard !isCancelled() else { throw .cancelled }
            for place in runs.indices where ends[place] == nil {
                ends[place] = try runs[place].advance(atMost: ResolverLimits.glance)
            }
        }
        return runs.indices.compactMap { ends[$0] }
    }
}
