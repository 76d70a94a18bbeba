internal import Diagnostics
internal import Processes

/// What is said while it happens, kept for scripts.
struct DemoTranscript {
    private(set) var steps: [Demo.Step] = []
    private let say: (String) -> Void

    init(_ say: @escaping (String) -> Void) { self.say = say }

    /// A new step; the last one has kept its word.
    mutating func begin(_ title: String) throws {
        if steps.isEmpty {
            say("Everything below happens in a temporary home, without network; nothing remains.")
        }
        say("")
        steps.append(Demo.Step(title: title))
        say("\(steps.count). \(title)")
        try expect(!Interruptions.isWaiting, "it was interrupted")
    }

    /// What a person would type, or a host starts.
    mutating func show(_ command: String) {
        steps[steps.count - 1].commands.append(command)
        say("$ " + printable(command))
    }

    /// What came of it.
    mutating func result(_ line: String) {
        steps[steps.count - 1].results.append(line)
        say("  " + printable(line))
    }

    func failure(_ why: String) -> KitError {
        KitError.demo(step: steps.last?.title ?? "Begin", why: why)
    }

    func expect(_ fact: Bool, _ otherwise: String) throws {
        guard fact else { throw failure(otherwise) }
    }
}
