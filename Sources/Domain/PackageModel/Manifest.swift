public import Documents

/// What a person or a team decided: the content of `mcppkg.json` (contract, section 3, "Manifest").
///
/// Members that this version does not know are ignored here and kept in the file, because edits are
/// made to its text.
public struct Manifest: Sendable {
    /// The version of the format that this mcppkg reads and writes.
    public static let version = 1
    /// The name of the file, in a project and beside `config.json`.
    public static let fileName = "mcppkg.json"

    /// What the lock covers.
    public let platforms: [PlatformName]
    /// Host files inside the project, by the ids of their hosts.
    public let hosts: [String]
    /// The waiting time that this manifest asks for; it may only lengthen the person's own.
    public let cooldown: Cooldown?
    /// The servers in the order of the file.
    public let servers: [(id: InstanceID, requirement: ServerRequirement)]
    /// Decisions with a reason and an end, as written; judged where consent is.
    public let exceptions: [JSON]

    /// A manifest that says nothing.
    public static let empty = Manifest()

    private init() {
        platforms = PlatformName.standard
        hosts = []
        cooldown = nil
        servers = []
        exceptions = []
    }

    /// Reads a manifest; every member may be missing.
    /// - Throws: `ManifestError` with the place, and `secretReference` before anything else is looked at.
    public init(json: JSON) throws(ManifestError) {
        let top = ManifestReader(json: json, path: "")
        _ = try top.object()
        try top.refuseSecretReferences()
        try checkVersion(top.member("manifestVersion"))
        platforms = try top.member("platforms").map(readPlatforms) ?? PlatformName.standard
        hosts = try top.member("hosts").map(readHosts) ?? []
        cooldown = try top.member("cooldown").map(readCooldown)
        servers = try top.member("servers").map(readServers) ?? []
        exceptions =
            try top.member("exceptions")?
            .list { (element) throws(ManifestError) in .object(try element.object()) } ?? []
    }

    /// The server under `id`, or nil.
    public func server(_ id: InstanceID) -> ServerRequirement? {
        servers.first { $0.id == id }?.requirement
    }
}

private func checkVersion(_ reader: ManifestReader?) throws(ManifestError) {
    guard let reader else { return }
    guard let version = reader.json.integer, version >= 1 else {
        throw reader.failure("it must be the number \(Manifest.version)")
    }
    guard version <= Manifest.version else { throw .newer(version: version) }
}

private func readHosts(_ reader: ManifestReader) throws(ManifestError) -> [String] {
    var hosts: [String] = []
    for element in try reader.elements() {
        let host = try element.text()
        let isWord = host.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        guard (1...64).contains(host.utf8.count), isWord else {
            throw element.failure("a host is named by its id, such as `claude-code`")
        }
        guard !hosts.contains(host) else { throw element.failure("it is there twice") }
        hosts.append(host)
    }
    return hosts
}

private func readCooldown(_ reader: ManifestReader) throws(ManifestError) -> Cooldown {
    guard reader.json.integer == nil else {
        throw reader.failure("a value needs its unit, such as `\"7d\"`")
    }
    return try reader.parsed(Cooldown.init(parsing:))
}

private func readServers(_ reader: ManifestReader) throws(ManifestError)
    -> [(id: InstanceID, requirement: ServerRequirement)]
{
    var servers: [(id: InstanceID, requirement: ServerRequirement)] = []
    for (key, value) in try reader.members() {
        let id: InstanceID
        do throws(ModelError) {
            id = try InstanceID(parsing: key)
        } catch {
            throw value.failure(error.reason)
        }
        servers.append((id, try ServerRequirement(reading: value)))
    }
    return servers
}
