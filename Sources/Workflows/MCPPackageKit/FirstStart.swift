internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Launcher
internal import PackageModel
internal import Paths
internal import Processes
internal import Store
internal import Wire

/// Starts a server once before it counts: confined, without secrets, with a home of its own that is thrown away.
///
/// Listing what its capabilities announce is success (contract, section 4, "first start").
struct FirstStart {
    let environment: Environment
    let scope: Scope
    let staging: Staging

    /// How it went.
    enum Outcome: Equatable {
        /// It listed what it offers.
        case listed
        /// It did not, and asks for secrets that it has not been given yet.
        case pending(why: String)
    }

    /// Long enough for a Python server without byte code on a busy machine.
    private static let patience = Duration.seconds(60)

    /// Starts each of them that has never started just so; what a person was shown of it comes before.
    /// - Throws: `FirstStartError.notListed`; nothing has changed then.
    func run(_ ready: [ReadyInstance]) throws {
        for one in ready {
            guard let record = one.prepared.launch else { continue }
            let id = one.prepared.id
            let place = environment.layout.launchRecord(
                id,
                in: scope,
                prefixName: record.prefix.name
            )
            let known = try Instances(layout: environment.layout).json(place)
            guard known != record.json else { continue }
            let outcome = try run(record, of: id, asksForSecrets: one.asksForSecrets)
            guard case .pending(let why) = outcome else { continue }
            environment.interaction.say(
                "\(id): what it offers is not known yet, because it asks for a secret: \(why)"
            )
        }
    }

    /// Starts the server that `record` describes and asks it what it offers.
    ///
    /// - Throws: `FirstStartError.notListed`.
    func run(_ record: LaunchRecord, of id: InstanceID, asksForSecrets: Bool) throws -> Outcome {
        let attempts = AttemptLog()
        do {
            try list(record, id, attempts)
            tell(attempts, of: id)
            return .listed
        } catch let error as any UserFacingError {
            if asksForSecrets { return .pending(why: error.reason) }
            throw FirstStartError.notListed(
                server: record.server,
                why: error,
                attempts: attempts.attempts.map(\.description)
            )
        }
    }

    /// One that lists what it offers is installed; what it tried besides is for the person to judge.
    private func tell(_ attempts: AttemptLog, of id: InstanceID) {
        let tried = attempts.attempts.map(\.description)
        guard !tried.isEmpty else { return }
        environment.interaction.say("\(id) tried and was denied: " + tried.joined(separator: ", "))
    }

    private func list(_ record: LaunchRecord, _ id: InstanceID, _ attempts: AttemptLog) throws {
        var decoy = record
        let name = "first-start-\(id)"
        decoy.state = try staging.directory.make(name).path
        let plan = LaunchPlan(record: decoy, workspace: workspace, isProject: scope != .user)
        try plan.checkProgram()
        try plan.prepare()
        let process = try ChildProcess.start(plan.call, observing: attempts)
        let client = MCPClient(process: process)
        defer { client.stop(patience: .milliseconds(500)) }
        let deadline = Deadline(after: Self.patience)
        let introduction = try client.initialize(until: deadline)
        for kind in ["tools", "prompts", "resources"]
        where introduction.capabilities[kind]?.object != nil {
            _ = try client.list(kind, until: deadline)
        }
    }

    private var workspace: AbsolutePath {
        switch scope {
        case .user: environment.workingDirectory
        case .project(let path): path
        }
    }
}
