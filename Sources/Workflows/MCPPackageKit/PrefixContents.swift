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

/// What mcppkg itself wrote into a sealed directory about it.
struct PrefixFacts {
    /// The artifact it was made of; nil for a remote server and for a closure.
    var artifact: Digest?
    /// Every artifact of a closure.
    var artifacts: [Digest] = []
    /// What decides a closure's bytes: packages, runtime and the program that was asked for.
    var closure: Digest?
    /// How origin was established.
    var verified: [String] = []
    /// The registry's document, where there was one.
    var document: ServerDocument?
    /// How a closure starts.
    var start: ClosureStart?
    /// The runtime that a closure was laid out for.
    var runtime: RuntimeFacts?

    /// The name of the file, beside the seal.
    static let fileName = "facts.json"

    /// The facts as they are sealed.
    var bytes: [UInt8] {
        var facts = JSONObject([
            ("factsVersion", 1),
            ("artifact", artifact.map { .string($0.hex) } ?? .null),
            ("verified", .array(verified.map { .string($0) })),
            ("document", document?.json ?? .null),
        ])
        if !artifacts.isEmpty { facts["artifacts"] = .array(artifacts.map { .string($0.hex) }) }
        facts["closure"] = closure.map { .string($0.hex) }
        facts["start"] = start?.json
        facts["runtime"] = runtime?.json
        return JSON.object(facts).bytes(.pretty(indent: 1)) + [0x0A]
    }

    init() {}

    init(artifact: VerifiedArtifact?, document: ServerDocument?) {
        self.artifact = artifact?.digest
        self.document = document
        verified = artifact.map { [$0.origin.rawValue] } ?? []
    }

    init(parsing bytes: [UInt8]) throws {
        let facts = try JSON(parsing: bytes)
        artifact = facts["artifact"]?.string.flatMap(Digest.init(hex:))
        artifacts = (facts["artifacts"]?.array ?? []).compactMap {
            $0.string.flatMap(Digest.init(hex:))
        }
        closure = facts["closure"]?.string.flatMap(Digest.init(hex:))
        verified = (facts["verified"]?.array ?? []).compactMap(\.string)
        document = try facts["document"].flatMap { $0 == .null ? nil : $0 }.map {
            try ServerDocument(json: $0)
        }
        start = facts["start"].flatMap(ClosureStart.init(json:))
        runtime = facts["runtime"].flatMap(RuntimeFacts.init(json:))
    }
}

/// A sealed directory and what its own facts say of it.
struct PrefixContents {
    let path: AbsolutePath
    let seal: Seal
    let facts: PrefixFacts

    /// The artifact it was made of; nil for a remote server and for a closure.
    var artifact: Digest? { facts.artifact }
    /// How origin was established.
    var verified: [String] { facts.verified }
    /// The registry's document, where there was one.
    var document: ServerDocument? { facts.document }

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
        let place = path.appending(Seal.directoryName).appending(PrefixFacts.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.document) else {
            throw StoreError.damaged(path: path)
        }
        self.path = path
        self.seal = seal
        facts = try PrefixFacts(parsing: bytes)
    }

    /// The package of the document that this is.
    func package(_ locked: LockedServer) -> ServerPackage? {
        if let artifact { return document?.packages.first { $0.fileSHA256 == artifact } }
        return locked.package.flatMap { name in
            document?.packages.first { name.hasPrefix($0.registryType.description + ":") }
        }
    }

    /// How what is here starts, and what it asks for.
    func plan(_ locked: LockedServer) throws -> PrefixPlan {
        if let start = facts.start { return try closurePlan(start, locked) }
        if try ContainerFacts(prefix: path) != nil {
            return PrefixPlan(image: try ImageLaunch(package: imagePackage))
        }
        let place = path.appending(BundleManifest.fileName)
        guard let bytes = try Files.read(place, limit: KitLimits.bundleManifest) else {
            throw StoreError.damaged(path: place)
        }
        let contents = BundleContents(manifest: bytes, files: Set(seal.entries.map(\.path)))
        let plan = try MCPBFormat().plan(contents, package: package(locked), platform: .current)
        return PrefixPlan(
            launch: plan.launch,
            inputs: plan.inputs,
            warnings: plan.warnings,
            launchDigest: plan.launchDigest,
            asksDigest: plan.asksDigest
        )
    }

    /// The package of the document that is an image.
    var imagePackage: ServerPackage? { document?.packages.first { $0.registryType == .oci } }

    private func closurePlan(_ start: ClosureStart, _ locked: LockedServer) throws -> PrefixPlan {
        try PrefixPlan(start: start, package: package(locked))
    }
}

/// How what is in a prefix starts, and what it asks for.
struct PrefixPlan {
    let launch: LaunchSpecification
    let inputs: [InputDeclaration]
    let warnings: [String]
    let launchDigest: Digest
    let asksDigest: Digest
}

extension PrefixPlan {
    /// The plan of an image: what a registry document adds to it.
    init(image: ImageLaunch) {
        self.init(
            launch: image.specification,
            inputs: image.inputs,
            warnings: image.warnings,
            launchDigest: image.specification.digest,
            asksDigest: image.inputs.digest
        )
    }

    /// The plan of a closure: its program, with what a registry document adds.
    init(start: ClosureStart, package: ServerPackage?) throws {
        let launch = try start.launch(package)
        self.init(
            launch: launch.specification,
            inputs: launch.inputs,
            warnings: [],
            launchDigest: launch.specification.digest,
            asksDigest: launch.inputs.digest
        )
    }
}
