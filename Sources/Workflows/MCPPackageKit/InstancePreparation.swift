internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Registries
internal import Store
internal import Trust

/// What one instance is to become.
struct WantedInstance {
    let id: InstanceID
    let requirement: ServerRequirement
    var locked: LockedServer
    /// The registry's document when it was just resolved; nil to look for it.
    let document: ServerDocument?
    /// A local bundle that the artifact can be copied from.
    let localFile: AbsolutePath?
    /// What the person gave now.
    let given: ValueGathering.Given
}

/// An instance ready to be committed, with what is told about it.
struct ReadyInstance {
    let prepared: PreparedInstance
    let locked: LockedServer
    let requirement: ServerRequirement
    let target: LinkTarget
    /// The exact command, whole; or the endpoint.
    let commandLine: String
    let notes: [String]
}

/// Fetches, verifies, unpacks and seals what instances need, and works out how they start.
///
/// Nothing is committed here.
struct InstancePreparation {
    let environment: Environment
    let scope: Scope
    let staging: Staging
    /// Finds documents that the lock names and this machine does not have.
    let resolver: ServerResolver

    private var provider: PrefixProvider {
        PrefixProvider(environment: environment, staging: staging)
    }

    /// Prepares all of them; artifacts that are missing are fetched together.
    ///
    /// `values` stand in for those that the person chose last, as a rollback wants them.
    func prepare(_ wanted: [WantedInstance], values: InputValues? = nil) throws -> [ReadyInstance] {
        var contents: [InstanceID: PrefixContents] = [:]
        var missing: [(WantedInstance, LockedPackage)] = []
        for one in wanted {
            let package = try package(of: one)
            if let existing = try provider.existing(one.locked, package) {
                contents[one.id] = existing
            } else if let package {
                missing.append((one, package))
            } else {
                contents[one.id] = try provider.makeRemote(one.locked, try document(of: one))
            }
        }
        let artifacts = try ArtifactFetcher(environment: environment).fetch(
            try missing.map(artifact)
        )
        for ((one, _), artifact) in zip(missing, artifacts) {
            contents[one.id] = try provider.make(artifact, one.locked, try document(of: one))
        }
        return try wanted.map { one in
            guard let found = contents[one.id] else {
                throw KitError.usage("`\(one.id)` was named twice")
            }
            return try ready(one, found, values)
        }
    }

    private func package(of wanted: WantedInstance) throws -> LockedPackage? {
        let locked = wanted.locked
        if locked.remote != nil { return nil }
        let platform = environment.platform.description
        if let package = locked.package(for: platform) { return package }
        // What was just resolved for this platform and is not there was never published.
        let covered = wanted.requirement.platforms ?? resolver.platforms
        if let document = wanted.document, covered.contains(environment.platform) {
            throw noBundle(document, for: [environment.platform])
        }
        throw KitError.noArtifact(name: locked.name.description, platform: platform)
    }

    private func document(of wanted: WantedInstance) throws -> ServerDocument? {
        try wanted.document ?? resolver.document(of: wanted.locked)
    }

    private func artifact(_ wanted: WantedInstance, _ package: LockedPackage) throws
        -> WantedArtifact
    {
        let evidence = Evidence(rawValue: package.evidence) ?? .localDigest
        let url = package.url.map(environment.settings.mirrored)
        return WantedArtifact(
            title: "\(wanted.locked.name) \(wanted.locked.version)",
            url: url,
            file: url == nil ? try wanted.localFile ?? localArtifact(wanted) : nil,
            digest: package.sha256,
            size: package.size,
            evidence: evidence
        )
    }

    /// The file that a lock without URL means: the bundle that the manifest names, or that a document on disk names.
    private func localArtifact(_ wanted: WantedInstance) throws -> AbsolutePath? {
        if case .bundleFile(let text) = wanted.requirement.source {
            let path = try AbsolutePath(text, below: resolver.directory)
            if try Files.status(path) != nil { return path }
        }
        let packages = try document(of: wanted)?.packages ?? []
        for package in packages
        where package.fileSHA256 == (try self.package(of: wanted))?.sha256 {
            if let path = filePath(package.identifier) { return path }
        }
        throw StoreError.missing(
            what: "the bundle of `\(wanted.locked.name)` \(wanted.locked.version)"
        )
    }

    private func ready(_ wanted: WantedInstance, _ contents: PrefixContents, _ values: InputValues?)
        throws
        -> ReadyInstance
    {
        let plan = try ServerPlan(
            contents: contents,
            locked: wanted.locked,
            requirement: wanted.requirement
        )
        let values = try values ?? chosenValues(wanted, plan)
        let isFresh = wanted.locked.launch == nil
        var locked =
            isFresh
            ? try ArtifactSizes(environment: environment).completing(wanted.locked) : wanted.locked
        locked.runtime = plan.launch?.runtime
        locked.launch = plan.launchDigest.flatMap(Digest.init(hex:))
        locked.asks = plan.asksDigest.flatMap(Digest.init(hex:))
        let starter = LaunchPreparation(environment: environment, scope: scope)
        let start = try starter.start(wanted, contents, plan, values)
        let installed = InstalledVersion(
            name: locked.name,
            version: locked.version,
            prefix: contents.path,
            prefixDigest: contents.seal.digest,
            locked: String(decoding: Lockfile(servers: [locked]).bytes, as: UTF8.self),
            requirement: wanted.requirement.json,
            values: values.json,
            verified: contents.verified,
            isRemote: locked.remote != nil
        )
        return ReadyInstance(
            prepared: PreparedInstance(id: wanted.id, installed: installed, launch: start.record),
            locked: locked,
            requirement: wanted.requirement,
            target: start.target,
            commandLine: start.commandLine,
            notes: plan.warnings + start.notes
        )
    }

    private func chosenValues(_ wanted: WantedInstance, _ plan: ServerPlan) throws -> InputValues {
        let stored = try Instances(layout: environment.layout).json(
            environment.layout.values(wanted.id, in: scope)
        )
        let gathering = ValueGathering(
            environment: environment,
            name: wanted.locked.name.description,
            plan: plan
        )
        let chosen = try stored.map { try InputValues(json: $0) } ?? InputValues()
        return try gathering.asking(gathering.adding(wanted.given, to: chosen))
    }
}

/// Works out the start of one instance: values and paths filled in, the runtime found.
struct LaunchPreparation {
    let environment: Environment
    let scope: Scope

    /// The record, what hosts are linked to, and the words for people.
    struct Start {
        let record: LaunchRecord?
        let target: LinkTarget
        let commandLine: String
        let notes: [String]
    }

    func start(
        _ wanted: WantedInstance,
        _ contents: PrefixContents,
        _ plan: ServerPlan,
        _ values: InputValues
    ) throws -> Start {
        let directories = SystemDirectories(home: environment.home)
        let inputs = try ResolvedInputs(
            values,
            for: plan.inputs,
            server: wanted.locked.name.description,
            directories: directories
        )
        guard let launch = plan.launch else {
            let isPersonal = plan.inputs.contains { values.value(of: $0) != nil }
            return try remote(plan, inputs, isPersonal: isPersonal)
        }
        let facts = LaunchFacts(prefix: contents.path, inputs: inputs, directories: directories)
        let resolved = try launch.resolved(facts, adding: values)
        let record = LaunchRecord(
            server: wanted.locked.name.description,
            version: wanted.locked.version,
            prefix: contents.path,
            prefixDigest: contents.seal.digest,
            executable: try executable(launch, contents),
            arguments: resolved.arguments,
            environment: resolved.environment.map { ($0.name, $0.value) },
            state: environment.layout.state(wanted.id, in: scope)
        )
        return Start(
            record: record,
            target: .local,
            commandLine: displayed(record),
            notes: inputs.notes
        )
    }

    private func executable(_ launch: LaunchSpecification, _ contents: PrefixContents) throws
        -> AbsolutePath
    {
        switch launch.command.program {
        case .bundled(let path): return contents.path.appending(path)
        case .container: return try ContainerEngineSearch(environment: environment).find().program
        case .runtime(let runtime, let range):
            let finder = RuntimeFinder(search: environment.runtimeSearch) { executable, arguments in
                let run = CapturedRun(
                    program: executable,
                    arguments: arguments,
                    directory: nil,
                    environment: environment
                )
                // An interpreter that cannot say its version is passed over like one that is not there.
                guard let answer = try? run.run(patience: .seconds(10)), answer.status == 0 else {
                    return nil
                }
                return String(decoding: answer.bytes, as: UTF8.self)
            }
            return try finder.find(runtime, allowing: range).executable
        }
    }

    private func remote(_ plan: ServerPlan, _ inputs: ResolvedInputs, isPersonal: Bool) throws
        -> Start
    {
        let format = RemoteFormat()
        let remote =
            try plan.remote.map { try format.plan($0, inputs: inputs) }
            ?? format.plan(url: plan.remoteURL ?? "")
        let endpoint = RemoteEndpoint(
            url: remote.url,
            kind: remote.kind == .sse ? .sse : .http,
            headers: remote.headers.map { .init(name: $0.name, value: $0.value) }
        )
        return Start(
            record: nil,
            target: .remote(endpoint, isPersonal: isPersonal),
            commandLine: remote.url,
            notes: inputs.notes
        )
    }

    private func displayed(_ record: LaunchRecord) -> String {
        ([record.executable.description] + record.arguments.map(text)).map(shellQuoted).joined(
            separator: " "
        )
    }

    private func text(_ value: LaunchRecord.Value) -> String {
        value.map { piece in
            switch piece {
            case .text(let text): text
            case .workspace: "${workspace}"
            }
        }.joined()
    }
}

/// A word as a person would have to type it in a shell.
func shellQuoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_./=:@%+,".utf8.contains(byte)
        }
    }
    if plain, !word.isEmpty { return word }
    let pieces = word.split(separator: "'", omittingEmptySubsequences: false).map { "'" + $0 + "'" }
    return pieces.joined(separator: "\\'")
}
