internal import Cryptography
internal import Diagnostics
internal import Documents

extension Lockfile {
    /// Reads the text of a `mcppkg.lock`.
    ///
    /// Keys that this version does not know are kept and written back. A text that this version wrote
    /// comes back byte for byte.
    /// - Throws: `LockfileError`; what a merge left behind comes first, then a greater version.
    public init(parsing bytes: [UInt8]) throws(LockfileError) {
        let root = try table(of: bytes)
        try refuseSecretReferences(in: root)
        var seen: Set<InstanceID> = []
        var servers: [LockedServer] = []
        for table in try LockfileFields(root).tables("server") {
            let server = try LockedServer(table)
            guard seen.insert(server.id).inserted else {
                throw .duplicateID(server.id, line: table.line)
            }
            servers.append(server)
        }
        self.init(servers: servers)
        unknown = root.excluding(["version", "server"])
    }

    /// The text: deterministic, sorted, one fact a line, LF.
    public var bytes: [UInt8] {
        var root = TOMLTable([("version", .integer(LockfileLimits.version))])
        root["server"] = servers.isEmpty ? nil : .sections(servers.map(\.table))
        let header = "Written by mcppkg. People edit mcppkg.json."
        return TOMLDocument(root.joined(with: unknown)).bytes(under: [header])
    }
}

private func table(of bytes: [UInt8]) throws(LockfileError) -> TOMLTable {
    let root: TOMLTable
    do throws(TOMLError) {
        root = try TOMLDocument(parsing: bytes).root
    } catch {
        // A later version may use more of TOML than this one reads: then the version is the reason.
        if case .malformed = error { try check(version: versionLine(of: bytes)) }
        throw .unreadable(error)
    }
    let version = try LockfileFields(root).integer("version")
    guard let version, version >= 1 else {
        throw .malformed(what: "`version` is missing", line: 1)
    }
    try check(version: version)
    return root
}

private func check(version: Int?) throws(LockfileError) {
    guard let version, !isMutated("lock.version") else { return }
    guard version <= LockfileLimits.version else { throw .newerVersion(version) }
}

/// The number behind `version = ` at the start of a line, read without understanding the rest.
private func versionLine(of bytes: [UInt8]) -> Int? {
    let prefix = Array("version = ".utf8)
    let lines = bytes.lazy.split(separator: 0x0A)
    guard let line = lines.first(where: { $0.starts(with: prefix) }) else { return nil }
    let digits = line.dropFirst(prefix.count).prefix { (48...57).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self))
}

extension LockedServer {
    private static let known = [
        "id", "name", "version", "source", "registry", "document", "notAfter", "runtime", "launch",
        "asks", "package", "platforms", "remote", "packages",
    ]

    fileprivate init(_ table: TOMLTable) throws(LockfileError) {
        let fields = LockfileFields(table)
        self.init(
            id: try fields.id("id"),
            name: try fields.name("name"),
            version: try fields.text("version"),
            source: try fields.portable("source", orPath: true)
        )
        registry = try fields.optionalPortable("registry", orPath: false)
        document = try fields.labelledDigest("document")
        notAfter = try fields.instant("notAfter")
        runtime = try fields.optionalText("runtime")
        launch = try fields.labelledDigest("launch")
        asks = try fields.labelledDigest("asks")
        package = try fields.optionalText("package")
        platforms = try fields.texts("platforms")
        if let table = try fields.table("remote") { remote = try LockedRemote(table) }
        var packages: [LockedPackage] = []
        for table in try fields.tables("packages") { packages.append(try LockedPackage(table)) }
        self.packages = packages
        unknown = table.excluding(Self.known)
    }

    fileprivate var table: TOMLTable {
        var table = TOMLTable([
            ("id", .string(id.description)),
            ("name", .string(name.description)),
            ("version", .string(version)),
            ("source", .string(source)),
        ])
        table["registry"] = registry.map(TOML.string)
        table["document"] = document.map(labelled)
        table["notAfter"] = notAfter.map(TOML.string)
        table["runtime"] = runtime.map(TOML.string)
        table["launch"] = launch.map(labelled)
        table["asks"] = asks.map(labelled)
        table["package"] = package.map(TOML.string)
        table["platforms"] = platforms.isEmpty ? nil : .array(platforms.map(TOML.string))
        table["remote"] = remote.map { .inline($0.table) }
        let lines = packages.map { TOML.inline($0.table) }
        table["packages"] = lines.isEmpty ? nil : .array(lines)
        return table.joined(with: unknown)
    }
}

/// A digest that says of which kind it is, because these may change kind one day.
private func labelled(_ digest: Digest) -> TOML { .string("sha256:" + digest.hex) }

extension LockedPackage {
    fileprivate init(_ table: TOMLTable) throws(LockfileError) {
        let fields = LockfileFields(table)
        self.init(
            type: try fields.text("type"),
            platforms: try fields.texts("platforms"),
            sha256: try fields.digest("sha256"),
            evidence: try fields.text("evidence")
        )
        url = try fields.optionalPortable("url", orPath: true)
        size = try fields.integer("size")
        name = try fields.optionalText("name")
        version = try fields.optionalText("version")
        integrity = try fields.optionalText("integrity")
        places = try fields.texts("at")
        requires = try fields.texts("requires")
        extras = try fields.texts("extras")
        build = try fields.optionalText("build")
        unknown = table.excluding(Self.known)
    }

    private static let known = [
        "type", "name", "version", "platforms", "at", "extras", "requires", "build", "url", "size",
        "sha256", "integrity", "evidence",
    ]

    fileprivate var table: TOMLTable {
        var table = TOMLTable([("type", .string(type))])
        table["name"] = name.map(TOML.string)
        table["version"] = version.map(TOML.string)
        table["at"] = places.isEmpty ? nil : .array(places.map(TOML.string))
        table["extras"] = extras.isEmpty ? nil : .array(extras.map(TOML.string))
        table["requires"] = requires.isEmpty ? nil : .array(requires.map(TOML.string))
        table["build"] = build.map(TOML.string)
        table["platforms"] = platforms.isEmpty ? nil : .array(platforms.map(TOML.string))
        table["url"] = url.map(TOML.string)
        table["size"] = size.map(TOML.integer)
        table["sha256"] = .string(sha256.hex)
        table["integrity"] = integrity.map(TOML.string)
        table["evidence"] = .string(evidence)
        return table.joined(with: unknown)
    }

    /// The artifact as its line of the lock, for ordering.
    var line: [UInt8] { TOMLDocument(TOMLTable([("", .inline(table))])).bytes() }
}

extension LockedRemote {
    fileprivate init(_ table: TOMLTable) throws(LockfileError) {
        let fields = LockfileFields(table)
        self.init(
            type: try fields.text("type"),
            url: try fields.portable("url", orPath: false)
        )
        unknown = table.excluding(["type", "url"])
    }

    fileprivate var table: TOMLTable {
        TOMLTable([("type", .string(type)), ("url", .string(url))]).joined(with: unknown)
    }
}
