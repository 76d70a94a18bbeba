public import Cryptography
internal import Diagnostics
public import Documents

/// What a registry says about one version of a server: its `server` object.
///
/// Unknown members are ignored, as the schema demands; what is known is bounded and of the right kind. The
/// spelling of 2025-07-09 (`registry_type`) is read like the later one (`registryType`).
/// Source: server.json schema 2025-12-11 and 2025-07-09.
public struct ServerDocument: Sendable, Equatable {
    /// The name under which the registry lists it.
    public let name: ServerName
    /// For people, where there is one.
    public let title: String?
    /// One sentence for people; empty where there is none.
    public let description: String
    /// The exact version, semantic or not.
    public let version: String
    /// Where the sources are said to be.
    public let repository: String?
    /// Where the project's page is said to be.
    public let website: String?
    /// What can be installed.
    public let packages: [ServerPackage]
    /// What can be reached without installing.
    public let remotes: [ServerRemote]
    /// The whole object without `_meta`, unknown members included.
    public let json: JSON

    /// Reads a `server` object.
    /// - Throws: `ModelError.document` naming the place; an unfilled template is such an error too.
    public init(json: JSON) throws(ModelError) {
        let root = try DeclaredNode(kind: "server document", path: "", json: json).object()
        name = try serverName(root)
        version = try requiredVersion(root)
        title = try root.text("title")
        description = try root.text("description") ?? ""
        repository = try nonEmpty(root.member("repository")?.object().text("url"))
        website = try nonEmpty(root.text("websiteUrl"))
        var packages: [ServerPackage] = []
        for node in try root.list("packages", limit: DocumentLimits.offers) {
            packages.append(try ServerPackage(node))
        }
        self.packages = packages
        var remotes: [ServerRemote] = []
        for node in try root.list("remotes", limit: DocumentLimits.offers) {
            remotes.append(try ServerRemote(node))
        }
        self.remotes = remotes
        self.json = withoutMeta(json)
    }

    /// What the lock pins: SHA-256 of the `server` object in canonical form, without `_meta`.
    public var documentDigest: Digest { Digest(of: json.bytes(.canonical)) }
}

private func serverName(_ root: DeclaredNode) throws(ModelError) -> ServerName {
    let text = try root.requiredText("name", limit: DocumentLimits.name)
    try refusePlaceholder(text, at: "name", of: root)
    do throws(ModelError) {
        return try ServerName(parsing: text)
    } catch {
        // A person typed nothing wrong here: the fault is the document's.
        throw root.malformed("name", error.reason)
    }
}

private func requiredVersion(_ root: DeclaredNode) throws(ModelError) -> String {
    guard let version = try exactVersion(root) else { throw root.malformed("version", "missing") }
    return version
}

/// The member `version`, when it is there: one version, neither a range nor a template.
///
/// Source: registry validators, version strings: `latest` and everything that looks like a range is refused.
func exactVersion(_ node: DeclaredNode) throws(ModelError) -> String? {
    guard let version = try nonEmpty(node.text("version", limit: DocumentLimits.version)) else {
        return nil
    }
    try refusePlaceholder(version, at: "version", of: node)
    guard version != "latest", !looksLikeRange(version) else {
        throw node.malformed("version", "`\(version)` is not one version")
    }
    guard version.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        throw node.malformed("version", "it holds a space or control character")
    }
    return version
}

private func looksLikeRange(_ version: String) -> Bool {
    if let first = version.utf8.first, "^~<>=".utf8.contains(first) { return true }
    if version.utf8.contains(UInt8(ascii: "|")) { return true }
    let core = version.prefix { $0 != "-" && $0 != "+" }
    return core.split(separator: ".").contains { ["x", "X", "*"].contains($0) }
}

/// Refuses what a build was meant to fill in: `${V}`, `$V`, `{{V}}`, `<<V>>`, `$(V)`.
///
/// Repositories hold templates of documents under the same file name; installing one would look for a package
/// that nobody named.
func refusePlaceholder(_ text: String, at key: String, of node: DeclaredNode) throws(ModelError) {
    var last: UInt8 = 0
    for byte in text.utf8 {
        let opens =
            switch (last, byte) {
            case (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "(")),
                (UInt8(ascii: "$"), UInt8(ascii: "_")), (UInt8(ascii: "{"), UInt8(ascii: "{")),
                (UInt8(ascii: "<"), UInt8(ascii: "<")):
                true
            case (UInt8(ascii: "$"), 65...90), (UInt8(ascii: "$"), 97...122): true
            default: false
            }
        guard isMutated("document.placeholder") || !opens else {
            throw node.malformed(key, "`\(text)` is an unfilled template, not a published document")
        }
        last = byte
    }
}

func nonEmpty(_ text: String?) -> String? { text == "" ? nil : text }

private func withoutMeta(_ json: JSON) -> JSON {
    guard var object = json.object else { return json }
    object["_meta"] = nil
    return .object(object)
}
