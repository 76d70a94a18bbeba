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

/// A sealed directory and what its own facts say of it.
struct PrefixContents {
    let path: AbsolutePath
    let seal: Seal
    /// The artifact it was made of; nil for a remote server.
    let artifact: Digest?
    /// How the artifact's origin was established.
    let verified: [String]
    /// The registry's document, where there was one.
    let document: ServerDocument?

    /// The name of the file with mcppkg's own facts, beside the seal.
    static let factsName = "facts.json"

    /// The facts as they are sealed.
    static func facts(artifact: VerifiedArtifact?, document: ServerDocument?) -> [UInt8] {
        let facts: JSON = [
            "factsVersion": 1,
            "artifact": artifact.map { .string($0.digest.hex) } ?? .null,
            "verified": .array(artifact.map { [.string($0.origin.rawValue)] } ?? []),
            "document": document?.json ?? .null,
        ]
        return facts.bytes(.pretty(indent: 1)) + [0x0A]
    }

    /// Reads a sealed directory; the seal's own digest is its identity.
    init(path: AbsolutePath) throws {
        let place = path.appending(Seal.directoryName).appending(Seal.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.record) else {
            throw StoreError.damaged(path: path)
        }
        try self.init(path: path, seal: try Seal(parsing: bytes))
    }

    /// Reads the facts of a sealed directory whose seal is known.
    init(path: AbsolutePath, seal: Seal) throws {
        let place = path.appending(Seal.directoryName).appending(Self.factsName)
        guard let bytes = try Files.read(place, limit: KitLimits.document) else {
            throw StoreError.damaged(path: path)
        }
        self.path = path
        self.seal = seal
        let facts = try JSON(parsing: bytes)
        artifact = facts["artifact"]?.string.flatMap(Digest.init(hex:))
        verified = (facts["verified"]?.array ?? []).compactMap(\.string)
        document = try facts["document"].flatMap { $0 == .null ? nil : $0 }.map {
            try ServerDocument(json: $0)
        }
    }

    /// The package of the document that this artifact is.
    var package: ServerPackage? { document?.packages.first { $0.fileSHA256 == artifact } }

    /// How what is here starts, and what it asks for.
    func plan() throws -> BundlePlan {
        let place = path.appending(BundleManifest.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.bundleManifest) else {
            throw StoreError.damaged(path: place)
        }
        let contents = BundleContents(manifest: bytes, files: Set(seal.entries.map(\.path)))
        return try MCPBFormat().plan(contents, package: package, platform: .current)
    }
}

/// Brings a locked server's sealed directory into being.
struct PrefixProvider {
    let environment: Environment
    let staging: Staging

    /// The directory that is there already and holds exactly what the lock says, its seal intact.
    func existing(_ locked: LockedServer, _ package: LockedPackage?) throws -> PrefixContents? {
        let parent = environment.layout.versions(of: locked.name)
        guard try Files.status(parent)?.kind == .directory else { return nil }
        let beginning = pathComponent(locked.version) + "-"
        for name in try Directory.open(parent).names() where name.hasPrefix(beginning) {
            // One that cannot be read, or whose seal is broken, is made again.
            guard let contents = try? PrefixContents(path: parent.appending(name)),
                contents.artifact == package?.sha256,
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
                    PrefixContents.factsName,
                    PrefixContents.facts(artifact: artifact, document: document)
                )
            ],
            staging: staging
        )
        return try place(staged, locked)
    }

    /// Makes the directory of a remote server, which holds its document and nothing else.
    func makeRemote(_ locked: LockedServer, _ document: ServerDocument?) throws -> PrefixContents {
        let facts = PrefixContents.facts(artifact: nil, document: document)
        let staged = try PrefixStore(layout: environment.layout).stageFacts(
            [(PrefixContents.factsName, facts)],
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
