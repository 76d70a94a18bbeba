internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
internal import Paths

/// A registry laid out as files: the paths and answers of the HTTP API below a directory.
///
/// ```
/// DIR/v0.1/servers/<name>/versions/<version>.json     one version
/// DIR/v0.1/servers/<name>/versions/index.json         the list of versions, optional
/// DIR/v0.1/servers/index.json                         the list of servers, optional
/// ```
///
/// - `<name>` is the server name with `/` as `%2F`, as in the URL, or two nested directories;
///   `<version>` is percent-encoded likewise.
/// - A version file holds `{"server": …, "_meta": …}` as the API answers, or a bare `server.json`.
///   Without the official `_meta` a version is active.
/// - A list holds `{"servers": [...]}`. Where it is missing the directory is read instead, so that
///   a registry can be made by copying files. A file may also lack `.json`, and lists may be named
///   like their URL: `versions.json` or `versions`, `servers.json` or `servers`. The level `v0.1`
///   may be left out.
///
/// Links inside the directory are not followed.
public struct RegistryDirectory: RegistryClient {
    /// The `file://` URL as configured.
    public let location: String
    private let root: AbsolutePath

    /// Accepts `file:///…`; nothing is read yet.
    /// - Throws: `RegistryError.badLocation` for a URL that names no absolute path.
    public init(location: String) throws(RegistryError) {
        guard let path = filePath(location) else { throw .badLocation(location) }
        self.location = location
        root = path.name == "v0.1" ? path.parent : path
    }

    /// Every version: from the list where there is one, else from the files.
    public func versions(of name: ServerName) throws(RegistryError) -> [RegistryEntry] {
        let tree = try RegistryTree(root)
        for server in folders(of: name) {
            let lists = ["versions/index.json", "versions/index", "versions.json", "versions"]
            for list in lists {
                if let entries = try tree.page(server + "/" + list) {
                    return try checked(entries, name)
                }
            }
            let entries = try tree.entries(in: server + "/versions")
            if !entries.isEmpty { return try checked(entries, name) }
        }
        let listed = try tree.listing()?.filter { $0.name == name.description } ?? []
        guard !listed.isEmpty else { throw .unknownServer(name, registry: location) }
        return listed
    }

    /// One version: its own file where there is one, else from the list.
    public func version(_ version: String, of name: ServerName) throws(RegistryError)
        -> RegistryEntry
    {
        let tree = try RegistryTree(root)
        for server in folders(of: name) {
            for file in [percentEncoded(version) + ".json", percentEncoded(version)] {
                let path = server + "/versions/" + file
                guard file != "index.json", let entry = try tree.entry(path) else { continue }
                guard try entry.named(name).version == version else {
                    throw .malformed(
                        url: tree.describe(path),
                        why: "it is about version `\(entry.version)`"
                    )
                }
                return entry
            }
        }
        let known = try versions(of: name).first { $0.version == version }
        guard let known else { throw .unknownVersion(version, of: name, registry: location) }
        return known
    }

    /// Servers whose name, title or description holds the text, in any case.
    public func search(_ text: String, limit: Int) throws(RegistryError) -> [RegistryEntry] {
        let tree = try RegistryTree(root)
        var all = try tree.listing()
        if all == nil { all = try tree.everything() }
        let found = (all ?? []).filter { text.isEmpty || $0.mentions(text) }.newestOfEach()
        return Array(found.prefix(max(0, limit)))
    }

    /// The directories, relative to the list of servers, that may hold a server.
    private func folders(of name: ServerName) -> [String] {
        [percentEncoded(name.description), name.description]
    }

    private func checked(_ entries: [RegistryEntry], _ name: ServerName) throws(RegistryError)
        -> [RegistryEntry]
    {
        try entries.map { (entry) throws(RegistryError) in try entry.named(name) }
    }
}
