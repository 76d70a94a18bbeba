public import Cryptography
internal import Documents

/// The facts about one server that was chosen for one id.
public struct LockedServer: Sendable, Equatable {
    /// The id within the scope.
    public let id: InstanceID
    /// The server's name; sources without a registry name have a namespace of one word.
    public let name: ServerName
    /// The one version that was chosen.
    public let version: String
    /// The source as the manifest had it when the version was chosen; a local file relative to the lock.
    public var source: String
    /// Base URL of the registry; nil for local sources and registries of this machine.
    public var registry: String?
    /// Digest of the registry document's `server` object in canonical form, without `_meta`.
    public var document: Digest?
    /// The instant that bounded the resolution, where somebody asked for one.
    public var notAfter: String?
    /// The runtime and its range, where one is needed.
    public var runtime: String?
    /// Digest of the launch specification.
    public var launch: Digest?
    /// Digest of what the server asks for: slots, inputs, permissions.
    public var asks: Digest?
    /// The package that the server is, such as `pypi:mcp-server-git`; nil where a bundle or an endpoint is all of it.
    public var package: String?
    /// The platforms that a closure was locked for, in order; empty where each artifact says that for itself.
    public var platforms: [String] = []
    /// The endpoint of a server that is not installed but reached.
    public var remote: LockedRemote?
    /// What a later mcppkg wrote about this server; written back as it was.
    var unknown = TOMLTable()
    private var ordered: [LockedPackage] = []

    /// Takes what every locked server has; the rest is set after.
    public init(id: InstanceID, name: ServerName, version: String, source: String) {
        self.id = id
        self.name = name
        self.version = version
        self.source = source
    }

    /// The artifacts, in the order in which they are written whatever order they were set in.
    public var packages: [LockedPackage] {
        get { ordered }
        set {
            // The written form orders by type, platforms and place, and leaves no ties.
            ordered = newValue.map { (key: $0.line, package: $0) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
                .map(\.package)
        }
    }

    /// Everything of the closure that a platform needs, its runtime included, in the order of the lock.
    public func closure(for platform: String) -> [LockedPackage] {
        guard platforms.isEmpty || platforms.contains(platform) else { return [] }
        return packages.filter { $0.platforms.isEmpty || $0.platforms.contains(platform) }
    }

    /// Whether it is more than one artifact: the packages that it needs are locked with it.
    public var isClosure: Bool { packages.contains { $0.name != nil && $0.type != "oci" } }

    /// The artifact for a platform: the one made for it, else one made for any.
    public func package(for platform: String) -> LockedPackage? {
        packages.first { $0.platforms.contains(platform) }
            ?? packages.first { $0.platforms.isEmpty }
    }
}

/// One artifact of a locked server.
///
/// A bundle has one for each platform; a server of a package registry has one for every package of its closure
/// and one for its runtime.
public struct LockedPackage: Sendable, Equatable {
    /// The package type: `mcpb`, `pypi`, `npm`, `oci`, or `runtime`.
    public let type: String
    /// Its name in its ecosystem, normalised as that does it; nil for a bundle.
    public var name: String?
    /// Its version in its ecosystem; nil for a bundle.
    public var version: String?
    /// Platforms such as `linux-x86_64-gnu`, in order; empty where any will do.
    public let platforms: [String]
    /// What the bytes hash to.
    public let sha256: Digest
    /// Where the digest came from, such as `registry-digest`.
    public let evidence: String
    /// Where the artifact is: a URL, or a path relative to the lock; nil where only the digest is known.
    public var url: String?
    /// Length in bytes.
    public var size: Int?
    /// The ecosystem's own hash, verbatim, such as the `sha512-…` of npm; nil where that is the SHA-256.
    public var integrity: String?
    /// Where the files go below the prefix, such as `node_modules/a/node_modules/b`; empty where the type knows.
    public var places: [String] = []
    /// Names of the packages of the same closure that it needs, in order.
    public var requires: [String] = []
    /// Names of the extras or groups that were asked for with it, in order.
    public var extras: [String] = []
    /// What was accepted to run so that it can be used, such as the script of a build; nil where nothing runs.
    public var build: String?
    /// What a later mcppkg wrote about this artifact; written back as it was.
    var unknown = TOMLTable()

    /// Takes what every artifact has, platforms in any order.
    public init(type: String, platforms: [String], sha256: Digest, evidence: String) {
        self.type = type
        self.platforms = Set(platforms).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.sha256 = sha256
        self.evidence = evidence
    }
}

/// The endpoint of a remote server.
public struct LockedRemote: Sendable, Equatable {
    /// The transport, such as `http` or `sse`.
    public let type: String
    /// The pinned endpoint.
    public let url: String
    /// What a later mcppkg wrote about the endpoint; written back as it was.
    var unknown = TOMLTable()

    /// Takes transport and endpoint.
    public init(type: String, url: String) {
        self.type = type
        self.url = url
    }
}
