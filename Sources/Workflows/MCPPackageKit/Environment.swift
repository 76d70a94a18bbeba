public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
internal import Processes
internal import Store
public import Transport

/// Everything from outside that workflows use: places, clock, network, variables and the person.
public struct Environment: Sendable {
    /// Every path under the roots.
    public let layout: StoreLayout
    /// Where the command was typed.
    public let workingDirectory: AbsolutePath
    /// The person's home directory.
    public let home: AbsolutePath
    /// What this machine is.
    public let platform: PlatformName
    /// The home that was given by `--home` or `MCPPKG_HOME`, to be repeated in host entries.
    public let givenHome: AbsolutePath?
    /// The `mcppkg` that hosts start.
    public let program: AbsolutePath
    /// The person's settings.
    public let settings: Settings
    /// Whether the network may not be used.
    public let isOffline: Bool
    /// Seconds to wait for another mcppkg.
    public let lockTimeout: Int
    /// The command as typed, for whoever waits for us.
    public let commandName: String
    /// The clock.
    public let now: @Sendable () -> Instant
    /// A variable of the process environment.
    public let variable: @Sendable (EnvironmentVariable) -> String?
    /// The network.
    public let http: HTTPClient
    /// The person.
    public let interaction: Interaction

    /// Takes every value.
    public init(
        layout: StoreLayout,
        workingDirectory: AbsolutePath,
        home: AbsolutePath,
        platform: PlatformName,
        givenHome: AbsolutePath?,
        program: AbsolutePath,
        settings: Settings,
        isOffline: Bool,
        lockTimeout: Int,
        commandName: String,
        now: @escaping @Sendable () -> Instant,
        variable: @escaping @Sendable (EnvironmentVariable) -> String?,
        http: HTTPClient,
        interaction: Interaction
    ) {
        self.layout = layout
        self.workingDirectory = workingDirectory
        self.home = home
        self.platform = platform
        self.givenHome = givenHome
        self.program = program
        self.settings = settings
        self.isOffline = isOffline
        self.lockTimeout = lockTimeout
        self.commandName = commandName
        self.now = now
        self.variable = variable
        self.http = http
        self.interaction = interaction
    }

    /// Who we are, in words for whoever waits for the lock.
    var holder: String { "process \(CurrentProgram.identifier), `mcppkg \(commandName)`" }

    /// Work in progress of this process.
    func beginStaging() throws -> Staging {
        try Staging.begin(layout: layout, holder: holder, seconds: lockTimeout)
    }

    /// Runs `body` alone on this home, after finishing what an interrupted command had begun.
    func withLock<Value>(_ body: (Journal) throws -> Value) throws -> Value {
        let lock = try StoreLock.acquire(layout: layout, holder: holder, seconds: lockTimeout) {
            holder in
            interaction.say("waiting for \(printable(holder))")
        }
        defer { lock.release() }
        let journal = Journal(layout: layout, rebase: HostRebase(environment: self).callAsFunction)
        let recovered = try journal.recover()
        for title in recovered.finished {
            interaction.say("finished what was interrupted: \(printable(title))")
        }
        warnOfSkipped(recovered.skipped)
        return try body(journal)
    }

    /// Finishes what an interrupted command had begun and removes what it left, before anything is read.
    func finishInterrupted() throws {
        let isUnfinished = try Journal(layout: layout, rebase: { _ in nil }).isUnfinished()
        guard isUnfinished || Staging.isOccupied(layout: layout) else { return }
        withExtendedLifetime(try beginStaging()) {}
        if isUnfinished { try withLock { _ in } }
    }

    /// Commits a transaction and says which files somebody else changed meanwhile.
    /// - Throws: `PlaceError.notWritable` before anything is committed: after it a refusal would come too late.
    func perform(_ transaction: Transaction, in journal: Journal) throws {
        for change in transaction.changes
        where change.isOfFile && !layout.data.contains(change.path) {
            try requireWritable(change.path)
        }
        warnOfSkipped(try journal.perform(transaction))
    }

    private func requireWritable(_ file: AbsolutePath) throws {
        var existing = file.parent
        while try Files.status(existing) == nil { existing = existing.parent }
        guard Files.isWritable(existing) else {
            throw PlaceError.notWritable(path: file, directory: existing)
        }
    }

    private func warnOfSkipped(_ paths: [AbsolutePath]) {
        for path in paths {
            interaction.warn(
                "`\(path)` was changed by something else or closed meanwhile and was left as it is"
            )
        }
    }

    /// Finds the scope that flags and the working directory mean.
    /// - Throws: `KitError.noProject` for `--project` without a manifest upward.
    public func scope(user: Bool, project: Bool) throws -> Scope {
        if user, project { throw KitError.usage("`--user` and `--project` exclude each other") }
        if user { return .user }
        if let directory = try projectDirectory() { return .project(directory) }
        if project { throw KitError.noProject(from: workingDirectory) }
        return .user
    }

    /// The nearest directory upward with a manifest, as a real path; the user scope's own does not count.
    private func projectDirectory() throws -> AbsolutePath? {
        var candidate = try Files.realPath(workingDirectory)
        let own = layout.config
        while true {
            let manifest = candidate.appending("mcppkg.json")
            if candidate != own, try Files.status(manifest)?.kind == .file { return candidate }
            guard candidate.description != "/" else { return nil }
            candidate = candidate.parent
        }
    }
}
