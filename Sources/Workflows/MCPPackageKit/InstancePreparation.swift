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
    /// Whether it asks for secrets, so that it may have to start without them.
    let asksForSecrets: Bool
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
            if one.locked.package != nil {
                contents[one.id] = try ClosureInstallation(
                    environment: environment,
                    staging: staging
                ).contents(one, document(of: one))
                continue
            }
            let package = try package(of: one)
            if let package, package.type == "oci" {
                contents[one.id] = try container(one, package)
                continue
            }
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

    private func container(_ wanted: WantedInstance, _ package: LockedPackage) throws
        -> PrefixContents
    {
        let document = try document(of: wanted)
        let prepared = try ContainerPreparation(environment: environment).prepare(
            package,
            server: document?.name
        )
        return try provider.makeContainer(wanted.locked, package, prepared, document)
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
        if locked.package == nil { locked.runtime = plan.launch?.runtime }
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
            notes: plan.warnings + start.notes,
            asksForSecrets: plan.inputs.contains(where: \.isSecret)
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
