internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
public import PackageModel
internal import Paths
internal import Registries
internal import Store

/// What `install` was asked for.
public struct InstallRequest: Sendable {
    /// Sources as typed.
    public let sources: [String]
    /// The id to install under; only with one source.
    public let id: InstanceID?
    /// Hosts to link into.
    public let hosts: [String]
    /// Variables for the servers.
    public let variables: [(name: String, value: String)]
    /// Values that servers ask for.
    public let inputs: [(name: String, value: String)]
    /// Arguments after the server's own.
    public let arguments: [String]
    /// Packages of the same ecosystem to install beside.
    public let with: [String]
    /// Which of a package's programs starts the server.
    public let program: String?
    /// Whether to run on the machine's own Python or Node.
    public let usesSystemRuntime: Bool
    /// Whether the lock may not change.
    public let isLocked: Bool
    /// Whether nothing may change at all.
    public let isDryRun: Bool

    /// Takes what was typed.
    public init(
        sources: [String],
        id: InstanceID?,
        hosts: [String],
        variables: [(name: String, value: String)],
        inputs: [(name: String, value: String)],
        arguments: [String],
        with: [String] = [],
        program: String? = nil,
        usesSystemRuntime: Bool = false,
        isLocked: Bool,
        isDryRun: Bool
    ) {
        self.sources = sources
        self.id = id
        self.hosts = hosts
        self.variables = variables
        self.inputs = inputs
        self.arguments = arguments
        self.with = with
        self.program = program
        self.usesSystemRuntime = usesSystemRuntime
        self.isLocked = isLocked
        self.isDryRun = isDryRun
    }
}

/// Adds servers: resolve, fetch, verify, seal, then commit manifest, lock, instance and hosts as one change.
public struct Install {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// - Throws: Whatever stood in the way; nothing has changed then.
    public func run(_ request: InstallRequest) throws -> ChangeReport {
        guard request.id == nil || request.sources.count == 1 else {
            throw KitError.usage(
                "`--as` names one server, and \(request.sources.count) sources were given"
            )
        }
        try checkHosts(request.hosts)
        if !request.isDryRun { try environment.finishInterrupted() }
        let state = try ScopeState(layout: environment.layout, scope: scope)
        if !request.isDryRun {
            try ProjectConsent(environment: environment, scope: scope).require(for: state.manifest)
        }
        let resolver = ServerResolver(environment: environment, state: state)
        let wanted = try request.sources.map { try want($0, request, state, resolver) }
        try checkOnce(wanted)
        if request.isLocked { try requireLocked(wanted, state) }
        if request.isDryRun { return preview(wanted, state) }
        let staging = try environment.beginStaging()
        let preparation = InstancePreparation(
            environment: environment,
            scope: scope,
            staging: staging,
            resolver: resolver
        )
        let ready = try preparation.prepare(wanted)
        try Announcement(environment: environment, scope: scope).show(ready)
        try FirstStart(environment: environment, scope: scope, staging: staging).run(ready)
        let hosts = try chooseHosts(request, ready, state)
        let commit = Commit(environment: environment, scope: scope)
        return try commit.run(ready, title: title(wanted), hosts: hosts, staging: staging)
    }

    /// Host ids are checked before anything is fetched.
    private func checkHosts(_ hosts: [String]) throws {
        for name in hosts where Builtins.host(name) == nil {
            throw PlaceError.unknownHost(name, known: Builtins.hosts.map(\.id))
        }
    }

    private func want(
        _ text: String,
        _ request: InstallRequest,
        _ state: ScopeState,
        _ resolver: ServerResolver
    ) throws -> WantedInstance {
        let typed = try SourceSpecification(parsing: text, in: .commandLine) { name in
            (try? Files.status(AbsolutePath(name, below: environment.workingDirectory))) != nil
        }
        // From here on a path starts where the manifest is, as it will whenever the manifest is read.
        let decided = decided(typed, request.id, state)
        let source = decided ?? stored(typed, state)
        let known = try known(source, request.id, state)
        let own = (request.id ?? known).flatMap { state.manifest.server($0)?.platforms }
        let resolved = try resolver.covering(own).resolve(
            source,
            in: decided == nil ? .commandLine : .manifest,
            locked: known.flatMap { state.lock[$0]?.version }
        )
        let id = request.id ?? known ?? InstanceID(default: resolved.name)
        try checkHolder(of: id, is: resolved, state)
        let old = state.manifest.server(id)
        var requirement = old ?? ServerRequirement(source: resolved.source)
        let isAsked = decide(request, &requirement)
        let first = resolved.locked(as: id)
        let isSame = old != nil && !isAsked && isPresent(first, from: source, in: state.lock[id])
        if decided == nil, !isSame || holds(source) { requirement.source = resolved.source }
        var locked =
            isSame || request.isDryRun
            ? first
            : try resolver.complete(resolved, as: id, requirement, previous: state.lock[id])
        locked.source = lockText(of: requirement.source)
        if isSame, let present = state.lock[id] { locked = present }
        for note in resolved.notes { environment.interaction.say(note) }
        return WantedInstance(
            id: id,
            requirement: requirement,
            locked: locked,
            document: resolved.document,
            localFile: resolved.localFile,
            given: .init(
                inputs: request.inputs,
                variables: request.variables,
                arguments: request.arguments
            )
        )
    }

    /// Writes into the requirement what only packages have; true when that changes what is locked.
    private func decide(_ request: InstallRequest, _ requirement: inout ServerRequirement) -> Bool {
        let before = requirement
        for package in request.with where !requirement.with.contains(package) {
            requirement.with.append(package)
        }
        if let program = request.program { requirement.bin = program }
        if request.usesSystemRuntime { requirement.usesSystemRuntime = true }
        return requirement != before
    }

    /// The manifest's own source, where it names this server under this id and nothing more was asked for now.
    private func decided(
        _ typed: SourceSpecification,
        _ id: InstanceID?,
        _ state: ScopeState
    ) -> SourceSpecification? {
        guard case .registry(let name, .newest) = typed,
            let source = state.manifest.server(id ?? InstanceID(default: name))?.source,
            case .registry(name, _) = source
        else { return nil }
        return source
    }

    /// Whether a source names one version with `=`, which holds it from now on.
    private func holds(_ source: SourceSpecification) -> Bool {
        guard case .registry(_, .range(let range)) = source else { return false }
        return range.isExact
    }

    /// Whether the lock has that version; a file may have changed and kept its version.
    private func isPresent(
        _ locked: LockedServer,
        from source: SourceSpecification,
        in present: LockedServer?
    ) -> Bool {
        guard let present, present.version == locked.version else { return false }
        switch source {
        case .bundleFile, .oci:
            return present.packages.map(\.sha256) == locked.packages.map(\.sha256)
        default: return true
        }
    }

    /// The id under which a registry's server is in the manifest already, when no id was asked for.
    private func known(_ source: SourceSpecification, _ id: InstanceID?, _ state: ScopeState) throws
        -> InstanceID?
    {
        if let id { return id }
        guard let name = packageName(source) else { return nil }
        let usual = InstanceID(default: name)
        return state.lock[usual]?.name == name ? usual : nil
    }

    /// The server's name as far as the source alone tells it.
    private func packageName(_ source: SourceSpecification) -> ServerName? {
        switch source {
        case .registry(let name, _): name
        case .pypi(let text):
            (try? PyPISource(parsing: text, in: .commandLine)).map {
                .local(kind: "pypi", name: $0.name.description)
            }
        case .npm(let text):
            try? NPMSource(parsing: text, in: .commandLine).name.serverName()
        case .oci(let text): (try? OCISource(parsing: text))?.serverName
        default: nil
        }
    }

    private func checkHolder(of id: InstanceID, is resolved: ResolvedServer, _ state: ScopeState)
        throws
    {
        guard let holder = state.holder(of: id, besides: resolved.name) else { return }
        throw KitError.idTaken(id: id, by: holder, wanted: resolved.name.description)
    }

    /// A local path as the manifest keeps it: relative below the manifest, absolute elsewhere.
    private func stored(_ source: SourceSpecification, _ state: ScopeState) -> SourceSpecification {
        func kept(_ text: String) -> String {
            guard let path = try? AbsolutePath(text, below: environment.workingDirectory) else {
                return text
            }
            guard state.directory.contains(path) else { return path.description }
            return "./" + path.description.dropFirst(state.directory.description.count + 1)
        }
        return switch source {
        case .bundleFile(let text): .bundleFile(kept(text))
        case .documentFile(let text): .documentFile(kept(text))
        default: source
        }
    }

    private func checkOnce(_ wanted: [WantedInstance]) throws {
        var seen: [InstanceID: String] = [:]
        for one in wanted {
            if seen[one.id] == one.locked.name.description {
                throw KitError.usage("`\(one.locked.name)` was named twice")
            }
            if let other = seen[one.id] {
                throw KitError.idTaken(id: one.id, by: other, wanted: one.locked.name.description)
            }
            seen[one.id] = one.locked.name.description
        }
    }

    private func requireLocked(_ wanted: [WantedInstance], _ state: ScopeState) throws {
        for one in wanted where state.lock[one.id] != one.locked {
            throw KitError.lockStale(why: "`\(one.id)` is not in it at \(one.locked.version)")
        }
    }

    private func preview(_ wanted: [WantedInstance], _ state: ScopeState) -> ChangeReport {
        let servers = wanted.map { one in
            let old = state.lock[one.id]?.version
            var server = ChangeReport.Server(
                id: one.id,
                name: one.locked.name,
                version: one.locked.version,
                isChanged: old != one.locked.version,
                action: "would be installed"
            )
            server.previousVersion = old == one.locked.version ? nil : old
            return server
        }
        return ChangeReport(servers: servers, isDryRun: true, idle: "nothing would change")
    }

    /// The hosts named now; for new servers else those of the manifest, else what the person chooses once.
    private func chooseHosts(
        _ request: InstallRequest,
        _ ready: [ReadyInstance],
        _ state: ScopeState
    ) throws
        -> [InstanceID: [String]]
    {
        let instances = Instances(layout: environment.layout)
        var hosts: [InstanceID: [String]] = [:]
        for one in ready {
            let isNew = try instances.instance(one.prepared.id, in: scope) == nil
            let usual =
                isNew
                ? try HostChoice(environment: environment, scope: scope).usual(state.manifest) : []
            hosts[one.prepared.id] = request.hosts.isEmpty ? usual : request.hosts
        }
        return hosts
    }

    private func title(_ wanted: [WantedInstance]) -> String {
        "install " + wanted.map { "\($0.id) \($0.locked.version)" }.joined(separator: ", ")
    }
}

extension ServerResolver {
    /// A resolver with the policy of a scope's manifest and the person's settings; the stricter counts.
    init(
        environment: Environment,
        state: ScopeState,
        notAfter: Instant? = nil,
        platforms: [PlatformName]? = nil
    ) {
        self.init(
            environment: environment,
            directory: state.directory,
            cooldown: max(state.manifest.cooldown ?? .none, environment.settings.cooldown),
            notAfter: notAfter,
            platforms: platforms ?? state.manifest.platforms
        )
    }
}
