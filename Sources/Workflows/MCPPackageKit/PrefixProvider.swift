internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Launcher
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// Brings a locked server's sealed directory into being.
struct PrefixProvider {
    let environment: Environment
    let staging: Staging

    /// The directory that is there already and holds exactly what the lock says, its seal intact.
    func existing(_ locked: LockedServer, _ package: LockedPackage?) throws -> PrefixContents? {
        try existing(locked) { $0.artifact == package?.sha256 && $0.facts.closure == nil }
    }

    /// The directory of a closure that is there already, its seal intact.
    func existing(_ locked: LockedServer, closure: Digest) throws -> PrefixContents? {
        try existing(locked) { $0.facts.closure == closure }
    }

    private func existing(_ locked: LockedServer, where isRight: (PrefixContents) -> Bool) throws
        -> PrefixContents?
    {
        let parent = environment.layout.versions(of: locked.name)
        guard try Files.status(parent)?.kind == .directory else { return nil }
        let beginning = pathComponent(locked.version) + "-"
        for name in try Directory.open(parent).names() where name.hasPrefix(beginning) {
            // One that cannot be read, or whose seal is broken, is made again.
            guard let contents = try? PrefixContents(path: parent.appending(name)),
                isRight(contents),
                contents.document?.documentDigest == locked.document,
                (try? SealCheck.check(
                    prefix: contents.path,
                    digest: contents.seal.digest,
                    layout: environment.layout
                )) != nil
            else { continue }
            return contents
        }
        return nil
    }

    /// Makes the directory of a bundle from verified bytes.
    func make(_ artifact: VerifiedArtifact, _ locked: LockedServer, _ document: ServerDocument?)
        throws
        -> PrefixContents
    {
        let tree = try UnpackedStore(layout: environment.layout).tree(
            of: artifact,
            staging: staging
        )
        let executables = try executables(tree, artifact, document)
        let staged = try PrefixStore(layout: environment.layout).stage(
            artifact,
            tree: tree,
            executables: executables,
            facts: [
                (
                    PrefixFacts.fileName,
                    PrefixFacts(artifact: artifact, document: document).bytes
                )
            ],
            staging: staging
        )
        return try place(staged, locked)
    }

    /// Makes the directory of a remote server, which holds its document and nothing else.
    func makeRemote(_ locked: LockedServer, _ document: ServerDocument?) throws -> PrefixContents {
        let facts = PrefixFacts(artifact: nil, document: document).bytes
        let staged = try PrefixStore(layout: environment.layout).stageFacts(
            [(PrefixFacts.fileName, facts)],
            staging: staging
        )
        return try place(staged, locked)
    }

    func place(_ staged: StagedPrefix, _ locked: LockedServer) throws -> PrefixContents {
        let store = PrefixStore(layout: environment.layout)
        let digest = staged.seal.digest
        let target = environment.layout.prefix(
            of: locked.name,
            version: locked.version,
            digest: digest
        )
        if try Files.status(target) != nil, !isIntact(target, digest) {
            try store.retire(target, staging: staging)
        }
        let path = try store.place(staged, server: locked.name, version: locked.version)
        return try PrefixContents(path: path, seal: staged.seal)
    }

    private func isIntact(_ path: AbsolutePath, _ digest: Digest) -> Bool {
        (try? SealCheck.check(prefix: path, digest: digest, layout: environment.layout)) != nil
    }

    /// The files that must be executable whatever the archive said, known from the bundle's manifest.
    private func executables(
        _ tree: UnpackedTree,
        _ artifact: VerifiedArtifact,
        _ document: ServerDocument?
    ) throws
        -> Set<RelativePath>
    {
        let place = tree.directory.appending(BundleManifest.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.bundleManifest) else {
            throw ModelError.document(
                kind: "bundle",
                path: BundleManifest.fileName,
                why: "it is missing"
            )
        }
        let contents = BundleContents(manifest: bytes, files: Set(tree.seal.entries.map(\.path)))
        let package = document?.packages.first { $0.fileSHA256 == artifact.digest }
        let plan = try MCPBFormat().plan(contents, package: package, platform: .current)
        return Set(plan.launch.executables)
    }
}
