internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// Brings a pinned runtime into being: fetched by digest, verified, unpacked, sealed, shared by all servers.
struct RuntimeInstaller {
    let environment: Environment
    let sources: RuntimeSources
    let staging: Staging

    private var layout: StoreLayout { environment.layout }

    func install(_ package: LockedPackage) throws -> InstalledRuntime {
        guard let kind = package.runtimeKind, let version = package.version else {
            throw RuntimeError.unknownKind(name: package.name ?? package.type)
        }
        if let present = try existing(package, kind, version) {
            return try installed(package, kind, present)
        }
        let artifact = try fetch(package)
        let tree = try UnpackedStore(layout: layout).tree(
            of: artifact,
            as: kind.shape,
            staging: staging
        )
        let files = RuntimeFiles(kind: kind, version: version)
        let staged = try PrefixStore(layout: layout).stage(
            layout: try files.layout(tree.seal, title: package.runtimeTitle),
            packages: [tree],
            facts: [(RuntimeStore.factsName, RuntimeStore.facts(of: package))],
            staging: staging
        )
        let target = layout.runtime(kind.rawValue, version: version, digest: staged.seal.digest)
        let store = PrefixStore(layout: layout)
        if try Files.status(target) != nil, !isIntact(target, staged.seal.digest) {
            try store.retire(target, staging: staging)
        }
        try store.place(staged, at: target)
        let managed = InstalledRuntime.Managed(
            root: target,
            seal: staged.seal.digest,
            artifact: package.sha256
        )
        return try installed(package, kind, managed)
    }

    /// The directory that is there already, its seal intact; one that cannot be read is made again.
    private func existing(_ package: LockedPackage, _ kind: RuntimeKind, _ version: String) throws
        -> InstalledRuntime.Managed?
    {
        let parent = layout.runtimes.appending(pathComponent(kind.rawValue))
        guard try Files.status(parent)?.kind == .directory else { return nil }
        let beginning = pathComponent(version) + "-"
        for name in try Directory.open(parent).names() where name.hasPrefix(beginning) {
            let root = parent.appending(name)
            let place = root.appending(Seal.directoryName).appending(Seal.fileName)
            guard RuntimeStore.artifact(of: root) == package.sha256,
                let bytes = (try? Files.read(place, limit: KitLimits.record)) ?? nil
            else { continue }
            let seal = Digest(of: bytes)
            guard name.hasSuffix("-" + seal.short), isIntact(root, seal) else { continue }
            return InstalledRuntime.Managed(root: root, seal: seal, artifact: package.sha256)
        }
        return nil
    }

    private func isIntact(_ root: AbsolutePath, _ seal: Digest) -> Bool {
        (try? SealCheck.check(prefix: root, digest: seal, layout: layout)) != nil
    }

    private func fetch(_ package: LockedPackage) throws -> VerifiedArtifact {
        do {
            let wanted = try wanted(package)
            guard let artifact = try ArtifactFetcher(environment: environment).fetch([wanted]).first
            else { throw RuntimeError.unknownKind(name: package.runtimeTitle) }
            return artifact
        } catch let error as any UserFacingError where error.category == .network {
            throw RuntimeError.notFetched(what: package.runtimeTitle, cause: error)
        }
    }

    private func wanted(_ package: LockedPackage) throws -> WantedArtifact {
        // What is in the store needs no source, so an index is asked only where it is not.
        let place = sources.isHere(package) ? nil : try sources.place(of: package)
        var url: String?
        var file: AbsolutePath?
        switch place {
        case .url(let text): url = text
        case .file(let path): file = path
        case nil: url = package.url
        }
        return WantedArtifact(
            title: package.runtimeTitle,
            url: url,
            file: file,
            digest: package.sha256,
            size: package.size,
            evidence: Evidence(rawValue: package.evidence) ?? .registryDigest
        )
    }

    private func installed(
        _ package: LockedPackage,
        _ kind: RuntimeKind,
        _ managed: InstalledRuntime.Managed
    ) throws -> InstalledRuntime {
        let version =
            RuntimeVersion(parsing: package.version ?? "")
            ?? RuntimeVersion(major: 0, minor: 0, patch: 0)
        let files = RuntimeFiles(kind: kind, version: package.version ?? "")
        let program = managed.root.appending(files.program)
        guard Files.isExecutable(program) else {
            let name = files.program.description
            throw RuntimeError.incomplete(what: package.runtimeTitle, missing: name)
        }
        let digest = try RuntimeDigest(layout: layout).digest(of: program)
        return InstalledRuntime(
            kind: kind,
            identity: RuntimeIdentity(path: program, version: version, digest: digest),
            abi: RuntimeTable.release(of: package)?.abi ?? files.abi,
            library: environment.platform.library,
            roots: [managed.root],
            managed: managed
        )
    }
}
