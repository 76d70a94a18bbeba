internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Launcher
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store

/// Brings the sealed directory of a locked closure into being: fetch, verify, unpack, lay out, seal.
///
/// No code of any package runs, no package manager takes part, and nothing is resolved.
struct ClosureInstallation {
    let environment: Environment
    let staging: Staging

    private var provider: PrefixProvider {
        PrefixProvider(environment: environment, staging: staging)
    }

    /// The sealed directory, made unless it is there.
    func contents(_ wanted: WantedInstance, _ document: ServerDocument?) throws -> PrefixContents {
        let packages = wanted.locked.closure(for: environment.platform.description)
        guard packages.contains(where: { $0.type != "runtime" }) else {
            throw KitError.noArtifact(
                name: wanted.locked.name.description,
                platform: environment.platform.description
            )
        }
        let runtime = try ClosureRuntimes(environment: environment, staging: staging)
            .installed(for: wanted.locked)
        let key = key(packages, runtime, wanted)
        if let found = try provider.existing(wanted.locked, closure: key) { return found }
        let built = try build(wanted, packages, runtime, document)
        for note in built.notes { environment.interaction.say("\(wanted.id): \(note)") }
        var facts = PrefixFacts()
        facts.artifacts = packages.map(\.sha256) + built.made
        facts.artifact = packages.first { $0.type == "mcpb" }?.sha256
        facts.closure = key
        facts.verified = Set(packages.map(\.evidence)).sorted()
        facts.document = document
        facts.start = built.start
        facts.runtime = runtime
        let staged = try PrefixStore(layout: environment.layout).stage(
            layout: built.layout,
            packages: built.trees,
            facts: [(PrefixFacts.fileName, facts.bytes)],
            staging: staging
        )
        return try provider.place(staged, wanted.locked)
    }

    private struct Built {
        let layout: PrefixLayout
        let trees: [UnpackedTree]
        let start: ClosureStart?
        let notes: [String]
        /// Wheels that were built here, which the prefix is linked from.
        var made: [Digest] = []
    }

    private func build(
        _ wanted: WantedInstance,
        _ packages: [LockedPackage],
        _ runtime: RuntimeFacts,
        _ document: ServerDocument?
    ) throws -> Built {
        if wanted.locked.package?.hasPrefix("mcpb:") ?? false {
            return try project(wanted, packages, runtime)
        }
        guard let root = try PackageRoot(wanted.locked, document: document) else {
            throw KitError.lockStale(why: "`\(wanted.id)` names no package")
        }
        switch root.ecosystem {
        case .pypi: return try python(root, packages, runtime, wanted.requirement)
        case .npm: return try node(root, packages, runtime, wanted.requirement)
        }
    }

    private func python(
        _ root: PackageRoot,
        _ packages: [LockedPackage],
        _ runtime: RuntimeFacts,
        _ requirement: ServerRequirement
    ) throws -> Built {
        let own = packages.filter { $0.type == "pypi" }
        let (ready, made) = try SourceBuild(
            environment: environment,
            staging: staging,
            runtime: runtime
        ).prepared(own)
        let found = try WheelReader(environment: environment, staging: staging).unpacked(ready)
        let wheels = found.map(\.wheel)
        let layout = try PythonEnvironmentLayout.make(
            wheels,
            runtime: PythonRuntime(
                executable: runtime.executable,
                version: PythonVersion(parsing: runtime.version),
                platform: environment.platform
            )
        )
        let start = try PythonStart.choose(
            for: PythonPackageName(parsing: root.name),
            asked: requirement.bin,
            among: wheels
        )
        let notices = try PythonNotice.notices(of: wheels).filter(\.isOfInterest).map(\.sentence)
        return Built(
            layout: layout,
            trees: found.map(\.tree),
            start: try ClosureStart(start),
            notes: notices + [start.note].compactMap(\.self),
            made: made
        )
    }

    /// A bundle of type `uv`: its files as they are, and beside them the environment of its project.
    private func project(
        _ wanted: WantedInstance,
        _ packages: [LockedPackage],
        _ runtime: RuntimeFacts
    ) throws -> Built {
        guard let bundle = packages.first(where: { $0.type == "mcpb" }) else {
            throw KitError.lockStale(why: "`\(wanted.id)` has no bundle in it")
        }
        var artifact = bundle.artifact(environment)
        artifact.file = artifact.url == nil ? wanted.localFile : nil
        let fetcher = ClosureFetcher(environment: environment, staging: staging)
        let tree = try fetcher.trees(for: [WantedTree(artifact: artifact, shape: .bundle)])[0]
        let own = packages.filter { $0.type == "pypi" }
        let (ready, made) = try SourceBuild(
            environment: environment,
            staging: staging,
            runtime: runtime
        ).prepared(own)
        let found = try WheelReader(environment: environment, staging: staging).unpacked(ready)
        let python = try PythonRuntime(
            executable: runtime.executable,
            version: PythonVersion(parsing: runtime.version),
            platform: environment.platform
        )
        var inner = try PythonEnvironmentLayout.make(found.map(\.wheel), runtime: python)
        inner.written += try BundleProject(tree).files(sitePackages: python.sitePackages)
        var layout = try inner.nested(in: BundleProjectCommand.environment, packagesFrom: 1)
        layout.placements += tree.seal.entries.map {
            .init(package: 0, entry: $0, path: $0.path, mode: $0.mode)
        }
        let notices = try PythonNotice.notices(of: found.map(\.wheel)).filter(\.isOfInterest)
        return Built(
            layout: layout,
            trees: [tree] + found.map(\.tree),
            start: nil,
            notes: notices.map(\.sentence),
            made: made
        )
    }

    private func node(
        _ root: PackageRoot,
        _ packages: [LockedPackage],
        _ runtime: RuntimeFacts,
        _ requirement: ServerRequirement
    ) throws -> Built {
        let own = packages.filter { $0.type == "npm" }
        let found = try NodeTreeReader(environment: environment, staging: staging).trees(own)
        let name = try NPMName(parsing: root.name)
        let place = "node_modules/\(name)"
        guard
            let package = found.first(where: { $0.package.package.places.contains(place) })?.package
        else { throw KitError.lockStale(why: "it has no package at `\(place)`") }
        let jobs = try jobs(found.map(\.package))
        let manifest = try package.requiredManifest()
        let bin = try NodeStart.choose(requirement.bin, of: name, among: manifest.bins)
        let layout = try NodeTreeLayout.make(
            packages: found.map(\.package),
            platform: environment.platform
        )
        let scripts = NodeScripts(environment: environment, staging: staging, node: runtime)
        let trees = found.map(\.tree)
        return Built(
            layout: try scripts.applied(jobs, to: layout, of: trees),
            trees: trees,
            start: .node(
                try RelativePath(parsing: place + "/" + bin.path),
                engines: manifest.nodeRange
            ),
            notes: []
        )
    }

    /// What runs: scripts that the lock names or that are accepted now, as far as the packages need them here.
    /// - Throws: `NodePackageError.needsBuild` for a script that neither allows.
    private func jobs(_ packages: [NodePackageTree]) throws -> [NodeScripts.Job] {
        var consent = NodeBuildConsent(environment: environment)
        return try packages.flatMap { package -> [NodeScripts.Job] in
            let line = package.package.build
            let isSkipped = line?.hasPrefix(NodeBuildConsent.skipped) ?? false
            let needs = try NodeBuild.needs(
                of: package,
                on: environment.platform,
                isOptional: isSkipped
            ).filter { $0.kind != .prebuilt }
            if line == nil { try consent.require(needs) }
            guard !isSkipped, !needs.isEmpty else { return [] }
            return (package.package.npmPlaces ?? []).map { place in
                .init(
                    place: place,
                    title: package.package.buildTitle,
                    scripts: needs.compactMap(\.script).inOrder
                )
            }
        }
    }

    /// What decides the bytes of the directory: the packages, the runtime, and the program that was asked for.
    private func key(
        _ packages: [LockedPackage],
        _ runtime: RuntimeFacts,
        _ wanted: WantedInstance
    ) -> Digest {
        let lines: [JSON] = packages.map { package in
            [
                .string(package.type), .string(package.name ?? ""), .string(package.sha256.hex),
                .array(package.places.map { .string($0) }),
                package.build.map { .string($0) } ?? .null,
            ]
        }
        let facts: JSON = [
            "packages": .array(lines),
            "runtime": runtime.json,
            "bin": wanted.requirement.bin.map { .string($0) } ?? .null,
            "root": wanted.locked.package.map { .string($0) } ?? .null,
        ]
        return Digest(of: facts.bytes(.canonical))
    }
}

extension [NPMScript] {
    /// As npm runs them.
    fileprivate var inOrder: [NPMScript] {
        NPMScript.Event.allCases.flatMap { event in filter { $0.event == event } }
    }
}

extension PythonNotice {
    /// Whether a person has to see it: what runs whenever Python starts.
    fileprivate var isOfInterest: Bool {
        switch self {
        case .startupFile, .startupModule: true
        default: false
        }
    }
}
