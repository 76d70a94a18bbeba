import Foundation
import TestSupport
import Testing

/// How a mutating call is disturbed.
enum Fault: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case inputOutput = "5"
    case diskFull = "28"
    case tooManyFiles = "24"
    case killed = "kill"

    var testDescription: String {
        switch self {
        case .inputOutput: "EIO"
        case .diskFull: "ENOSPC"
        case .tooManyFiles: "EMFILE"
        case .killed: "SIGKILL"
        }
    }
}

/// One mutating call of a command, as the program itself wrote it down.
struct MutatingCall: Sendable {
    let number: Int
    let name: String
    let path: String

    var isBarrier: Bool { name == "fsync" || name == "syncfs" }
    /// A file that only makes the next command faster, and may fail to be written.
    var isCache: Bool { ["seals", "applied", "unpacked"].contains { path.contains($0) } }
}

@Suite("A command that is disturbed at any instant")
struct FaultSweepTests {
    /// Every call is disturbed up to this many; beyond, those in the middle are sampled.
    private static let wholeSweep = 150

    @Test(
        "leaves the old or the new version working, and the next command finishes or undoes it",
        arguments: FaultScenario.all,
        Fault.allCases
    )
    func sweep(_ scenario: FaultScenario, _ fault: Fault) throws {
        try disturbEveryCall(of: scenario, fault)
    }

    @Test(
        "does so in its other commands as well",
        arguments: FaultScenario.more,
        [Fault.inputOutput, .killed]
    )
    func others(_ scenario: FaultScenario, _ fault: Fault) throws {
        try disturbEveryCall(of: scenario, fault)
    }

    private func disturbEveryCall(of scenario: FaultScenario, _ fault: Fault) throws {
        let served = try scenario.isServed ? PlayedRegistry { _, bytes in .init(body: bytes) } : nil
        defer { served?.server.stop() }
        let variables = served.map { ["MCPPKG_REGISTRY": $0.server.baseURL] } ?? [:]
        let sweep = FaultSweep(
            scenario: scenario,
            fault: fault,
            variables: variables,
            snapshot: try arranged(scenario)
        )
        let calls = try sweep.calls()
        #expect(calls.count > 5, "nothing is disturbed")
        for call in sampled(calls) { try sweep.disturb(call) }
    }

    private func arranged(_ scenario: FaultScenario) throws -> HomeSnapshot {
        let harness = try CommandHarness(isDurable: true, inMemory: true)
        for (host, text) in FaultScenario.ownEntries {
            try harness.write(CommandHarness.hostFile(host), text)
        }
        try scenario.arrange(harness)
        return try HomeSnapshot(of: harness)
    }

    private func sampled(_ calls: [MutatingCall]) -> [MutatingCall] {
        guard calls.count > Self.wholeSweep else { return calls }
        let middle = calls.dropFirst(60).dropLast(60)
        return calls.prefix(60) + middle.filter { $0.number % 3 == 0 } + calls.suffix(60)
    }
}

/// One command of one scenario, disturbed in one way, from the same home each time.
struct FaultSweep {
    let scenario: FaultScenario
    let fault: Fault
    let variables: [String: String]
    let snapshot: HomeSnapshot

    private var harness: CommandHarness { snapshot.harness }

    /// The calls of an undisturbed run, from a log that the program writes.
    func calls() throws -> [MutatingCall] {
        try snapshot.restore()
        let run = try harness.run(
            scenario.command,
            environment: variables.merging(["MCPPKG_FAULT": "log:\(harness.tree.path)/calls"]) {
                $1
            }
        )
        #expect(run.status == 0, "\(run.errors)")
        return (harness.text("calls") ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count == 3, let number = Int(words[0]) else { return nil }
            return MutatingCall(number: number, name: words[1], path: words[2])
        }
    }

    /// Disturbs one call, looks at what is left, and lets the next command heal it.
    func disturb(_ call: MutatingCall) throws {
        let inspection = HomeInspection(harness: harness, scenario: scenario)
        let place = "call \(call.number), \(call.name) of \(call.path)"
        try snapshot.restore()
        let disturbance = ["MCPPKG_FAULT": "\(call.number):\(fault.rawValue)"]
        let run = try harness.run(
            scenario.command,
            environment: variables.merging(disturbance) { $1 }
        )
        #expect(isAcceptable(run, call), "\(place): \(run)")
        let versions = run.status == 0 ? scenario.after : scenario.between
        let problems = try inspection.problems(allowing: versions)
        #expect(problems.isEmpty, "\(place), then")
        let next = try harness.run(scenario.next, environment: variables)
        #expect(next.status == 0, "\(place), then `\(scenario.next)`: \(next.errors)")
        let left = try inspection.problems(allowing: scenario.after) + inspection.leftovers()
        #expect(left.isEmpty, "\(place), then `\(scenario.next)`")
    }

    /// One reason and a documented status; a failed barrier is never taken for a success.
    private func isAcceptable(_ run: ProgramRun, _ call: MutatingCall) -> Bool {
        if fault == .killed { return run.status == -9 }
        if run.status == 0 { return !call.isBarrier || call.isCache }
        let reasons = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        return (1...14).contains(run.status) && reasons.count == 1
    }
}
