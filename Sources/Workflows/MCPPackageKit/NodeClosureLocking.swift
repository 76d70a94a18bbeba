internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Registries
internal import Resolution
internal import Resolvers
internal import Store
internal import Trust

/// Locks the closure of an npm package: `npm` decides versions behind a gateway, everything else is ours.
struct NodeClosureLocking {
    let environment: Environment
    let resolver: ServerResolver
    let staging: Staging
    let scratch: AbsolutePath

    func lock(_ root: PackageRoot, _ requirement: ServerRequirement, previous: LockedServer?) throws
        -> LockedClosure
    {
        let name = try NPMName(parsing: root.name)
        let closure = try resolve(root, requirement)
        var consent = NodeBuildConsent(environment: environment)
        // Before a byte of any package is fetched.
        try consent.require(closure.packages.flatMap(\.announcedBuilds))
        let trees = NodeTreeReader(environment: environment, staging: staging)
        let packages = try withBuilds(hashed(closure), closure, trees, &consent)
        let start = try start(name, packages, requirement, trees)
        let runtime = try ClosureRuntimes(environment: environment, staging: staging).node(
            for: closure.nodeRange,
            requirement: requirement,
            platforms: resolver.platforms,
            previous: previous
        )
        return LockedClosure(
            packages: packages + runtime.pins,
            platforms: closure.platforms,
            runtime: runtime.text,
            start: start,
            notes: runtime.notes + closure.notes
        )
    }

    /// What would be chosen at this moment; no tarball is fetched, so the digests stand for the registry's own hashes.
    func survey(_ root: PackageRoot, _ requirement: ServerRequirement) throws
        -> (packages: [LockedPackage], facts: [CommandLineScan.Fact])
    {
        let closure = try resolve(root, requirement)
        let packages = closure.packages.map { package in
            package.locked(sha256: Digest(of: package.integrity.description.utf8), size: 0)
        }
        let facts = closure.packages.map { package in
            CommandLineScan.Fact(
                name: package.name.description,
                version: package.version,
                publishedAt: nil,
                script: package.announcedBuilds.first.map(\.description)
            )
        }
        return (packages, facts)
    }

    private func resolve(_ root: PackageRoot, _ requirement: ServerRequirement) throws -> NPMClosure
    {
        let registry = try NPMRegistry(
            location: environment.settings.npmRegistry,
            client: environment.http
        )
        let npm = try ToolSearch(environment: environment, staging: staging).npm()
        let roots = [
            NPMRoot(
                name: try NPMName(parsing: root.name),
                version: try VersionText(parsing: root.version)
            )
        ]
        return try NPMResolver(program: npm, supply: supply(registry), scratch: scratch).resolve(
            roots + beside(requirement, registry),
            on: resolver.platforms,
            within: bound
        )
    }

    /// The versions of what is installed beside the server.
    private func beside(_ requirement: ServerRequirement, _ registry: NPMRegistry) throws
        -> [NPMRoot]
    {
        try requirement.with.map { text in
            let wanted = try NPMSource(parsing: text, in: .manifest)
            let packument = try registry.packument(of: wanted.name)
            let selection = try resolver.npmResolver.select(
                wanted.name.serverName(),
                from: packument.candidates(for: wanted.request),
                request: wanted.request
            )
            return NPMRoot(name: wanted.name, version: selection.version)
        }
    }

    private var bound: NPMBound {
        let now = resolver.notAfter ?? environment.now()
        let isBounded = resolver.cooldown != .none || resolver.notAfter != nil
        return NPMBound(
            cutoff: isBounded ? now.advanced(bySeconds: -resolver.cooldown.seconds) : nil,
            undatedIsOld: environment.settings.isUndated(environment.settings.npmRegistry)
        )
    }

    private func supply(_ registry: NPMRegistry) -> NPMSupply {
        NPMSupply(
            packument: { name in
                do throws(NPMRegistryError) {
                    return .success(try registry.packument(of: name))
                } catch {
                    return .failure(NPMSupplyFailure(error))
                }
            },
            tarball: { url, integrity in
                do throws(NPMRegistryError) {
                    return .success(try registry.tarball(url, expecting: integrity))
                } catch {
                    return .failure(NPMSupplyFailure(error))
                }
            },
            isLoopback: registry.isLoopback
        )
    }

    /// Fetches every tarball: npm's registry names no SHA-256 and no length, and the lock has both.
    private func hashed(_ closure: NPMClosure) throws -> [LockedPackage] {
        let wanted = closure.packages.map { package in
            WantedArtifact(
                title: "\(package.name) \(package.version)",
                url: environment.settings.mirrored(package.url),
                file: nil,
                digest: nil,
                size: nil,
                evidence: .registryDigest,
                integrity: package.integrity
            )
        }
        let verified = try ArtifactFetcher(environment: environment).fetch(wanted)
        return zip(closure.packages, verified).map { package, artifact in
            package.locked(sha256: artifact.digest, size: Int(artifact.size.bytes))
        }
    }

    private func start(
        _ name: NPMName,
        _ packages: [LockedPackage],
        _ requirement: ServerRequirement,
        _ trees: NodeTreeReader
    ) throws -> ClosureStart {
        let place = "node_modules/\(name)"
        guard let own = packages.first(where: { $0.places.contains(place) }) else {
            throw ModelError.document(kind: "npm lock", path: place, why: "it is missing")
        }
        let tree = try trees.trees([own])[0]
        let manifest = try tree.package.requiredManifest()
        let bin = try NodeStart.choose(requirement.bin, of: name, among: manifest.bins)
        return .node(
            try RelativePath(parsing: place + "/" + bin.path),
            engines: manifest.nodeRange
        )
    }

    /// Looks into what this machine needs for what would run, announced or not, and writes down what may.
    private func withBuilds(
        _ packages: [LockedPackage],
        _ closure: NPMClosure,
        _ trees: NodeTreeReader,
        _ consent: inout NodeBuildConsent
    ) throws -> [LockedPackage] {
        let platform = environment.platform
        let places = packages.indices.filter { place in
            let own = closure.packages[place]
            return own.platforms.isEmpty || own.platforms.contains(platform)
        }
        var packages = packages
        for (place, found) in zip(places, try trees.trees(places.map { packages[$0] })) {
            let isOptional = closure.packages[place].isOptional
            let needs = try NodeBuild.needs(of: found.package, on: platform, isOptional: isOptional)
            try consent.require(needs)
            packages[place].build = consent.line(needs)
        }
        return packages
    }
}

/// Fetches, verifies and unpacks npm packages of a lock.
struct NodeTreeReader {
    let environment: Environment
    let staging: Staging

    /// The packages in the order asked.
    func trees(_ packages: [LockedPackage]) throws -> [(
        package: NodePackageTree, tree: UnpackedTree
    )] {
        let wanted = packages.map {
            WantedTree(artifact: $0.artifact(environment), shape: .npm)
        }
        let trees = try ClosureFetcher(environment: environment, staging: staging).trees(
            for: wanted
        )
        return zip(packages, trees).map { package, tree in
            let root = tree.directory
            let own = NodePackageTree(package: package, entries: tree.seal.entries) {
                (entry) throws(FilesystemError) in
                try Files.read(root.appending(entry.path), limit: KitLimits.artifact) ?? []
            }
            return (own, tree)
        }
    }
}
