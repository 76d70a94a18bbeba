public import Cryptography
public import Documents
public import PackageModel
public import Paths

/// One version that an instance has had, with everything needed to go back to it.
public struct InstalledVersion: Sendable, Equatable {
    /// The server.
    public let name: ServerName
    /// The version's text.
    public let version: String
    /// The sealed directory.
    public let prefix: AbsolutePath
    /// The digest of its seal.
    public let prefixDigest: Digest
    /// The lock's entry for this instance at this version, as a lockfile of one server.
    public let locked: String
    /// The manifest's entry at this version.
    public let requirement: JSON
    /// The person's values at this version.
    public var values: JSON
    /// How origin was established: `registry-digest`, `local-digest`; empty for a remote.
    public let verified: [String]
    /// Whether this is a remote server, which hosts reach by its URL and `run` does not start.
    public let isRemote: Bool
    /// Name of the prefix that was current when this version was first installed; nil for the first of all.
    public internal(set) var predecessor: String?

    /// Takes every fact.
    public init(
        name: ServerName,
        version: String,
        prefix: AbsolutePath,
        prefixDigest: Digest,
        locked: String,
        requirement: JSON,
        values: JSON,
        verified: [String],
        isRemote: Bool
    ) {
        self.name = name
        self.version = version
        self.prefix = prefix
        self.prefixDigest = prefixDigest
        self.locked = locked
        self.requirement = requirement
        self.values = values
        self.verified = verified
        self.isRemote = isRemote
    }
}

/// The versions an instance has had, in the order in which they were first installed.
public struct InstanceHistory: Sendable, Equatable {
    /// The instance's id: its directory's name is an encoding that cannot always be read back.
    public let id: InstanceID
    /// Oldest first; each prefix once.
    public private(set) var versions: [InstalledVersion]
    /// Whether the person switched the instance off: its host entries are taken out and remembered.
    public var isDisabled: Bool
    /// Host ids whose entries were taken out by `disable`.
    public var disabledHosts: [String]

    /// An instance that has had nothing yet.
    public init(id: InstanceID) {
        self.id = id
        versions = []
        isDisabled = false
        disabledHosts = []
    }

    /// The version in the prefix of this name.
    public func version(prefixName: String) -> InstalledVersion? {
        versions.first { $0.prefix.name == prefixName }
    }

    /// The version that was current when the one in the prefix of this name was first installed.
    public func previous(toPrefixName name: String) -> InstalledVersion? {
        version(prefixName: name)?.predecessor.flatMap(version(prefixName:))
    }

    /// Adds a version, or replaces what is known of one that was installed before.
    ///
    /// `current` is the name of the prefix that is current until then; nil where there is none.
    public mutating func record(_ version: InstalledVersion, after current: String?) {
        var version = version
        if let index = versions.firstIndex(where: { $0.prefix == version.prefix }) {
            version.predecessor = versions[index].predecessor
            versions[index] = version
        } else {
            version.predecessor = current
            versions.append(version)
        }
    }

    /// Forgets versions whose prefixes are gone; what came after one comes after its predecessor then.
    public mutating func keep(_ isKept: (InstalledVersion) -> Bool) {
        for gone in versions where !isKept(gone) {
            for index in versions.indices where versions[index].predecessor == gone.prefix.name {
                versions[index].predecessor = gone.predecessor
            }
        }
        versions.removeAll { !isKept($0) }
    }
}

extension InstanceHistory {
    /// The stored form.
    public var json: JSON {
        [
            "historyVersion": 1,
            "id": .string(id.description),
            "disabled": .bool(isDisabled),
            "disabledHosts": .array(disabledHosts.map { .string($0) }),
            "versions": .array(versions.map(encode)),
        ]
    }

    /// Reads the stored form.
    /// - Throws: `ModelError.document` when it is not a history of version 1.
    public init(json: JSON) throws(ModelError) {
        guard json["historyVersion"]?.integer == 1, let stored = json["versions"]?.array,
            let id = json["id"]?.string
        else {
            throw .document(kind: "instance history", path: "historyVersion", why: "not version 1")
        }
        self.init(id: try InstanceID(parsing: id))
        isDisabled = json["disabled"]?.bool ?? false
        disabledHosts = (json["disabledHosts"]?.array ?? []).compactMap(\.string)
        for entry in stored { versions.append(try decode(entry)) }
    }
}

private func encode(_ version: InstalledVersion) -> JSON {
    [
        "name": .string(version.name.description),
        "version": .string(version.version),
        "prefix": .string(version.prefix.description),
        "prefixDigest": .string(version.prefixDigest.hex),
        "locked": .string(version.locked),
        "requirement": version.requirement,
        "values": version.values,
        "verified": .array(version.verified.map { .string($0) }),
        "remote": .bool(version.isRemote),
        "predecessor": version.predecessor.map { .string($0) } ?? .null,
    ]
}

private func decode(_ json: JSON) throws(ModelError) -> InstalledVersion {
    guard let name = json["name"]?.string, let version = json["version"]?.string,
        let prefix = json["prefix"]?.string, let path = try? AbsolutePath(parsing: prefix),
        let digest = json["prefixDigest"]?.string.flatMap(Digest.init(hex:)),
        let locked = json["locked"]?.string
    else {
        throw .document(kind: "instance history", path: "versions", why: "an entry lacks a fact")
    }
    var installed = InstalledVersion(
        name: try ServerName(parsing: name),
        version: version,
        prefix: path,
        prefixDigest: digest,
        locked: locked,
        requirement: json["requirement"] ?? [:],
        values: json["values"] ?? [:],
        verified: (json["verified"]?.array ?? []).compactMap(\.string),
        isRemote: json["remote"]?.bool ?? false
    )
    installed.predecessor = json["predecessor"]?.string
    return installed
}
