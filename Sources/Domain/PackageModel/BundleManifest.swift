internal import Documents

/// The `manifest.json` of a bundle, versions 0.1 to 0.4.
///
/// Read loosely, as foreign bundles need: unknown members are reported and otherwise ignored.
/// Source: MCPB manifest 0.4 (`MANIFEST.md`, `src/schemas`); `dxt_version` is the older name of the version.
public struct BundleManifest: Sendable, Equatable {
    /// The name of the file at the root of a bundle.
    public static let fileName = "manifest.json"

    /// The version of the manifest's own format.
    public let manifestVersion: String
    /// As the author wrote it: any text, not yet a name or a path.
    public let name: String
    /// For people, where there is one.
    public let displayName: String?
    /// As the author wrote it: meant to be a semantic version.
    public let version: String
    /// One sentence for people.
    public let description: String
    /// The author's name.
    public let author: String
    /// What starts.
    public let server: BundleServer
    /// What it asks for.
    public let userConfig: [InputDeclaration]
    /// What it needs.
    public let compatibility: BundleCompatibility
    /// The tools it announces, which the running server may contradict.
    public let tools: [String]
    /// The prompts it announces, likewise.
    public let prompts: [String]
    /// What a person may want to know about the manifest itself.
    public let warnings: [String]

    /// Reads the bytes of the file.
    /// - Throws: `ModelError.document` naming the place.
    public init(parsing bytes: [UInt8]) throws(ModelError) {
        let kind = "bundle manifest"
        guard bytes.count <= DocumentLimits.manifest else {
            throw .document(kind: kind, path: "the root", why: "larger than 1 MiB")
        }
        // Some editors write the mark, and every host reads such bundles.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: text)
        } catch {
            throw .document(kind: kind, path: "the root", why: error.reason)
        }
        try self.init(DeclaredNode(kind: kind, path: "", json: json))
    }

    init(_ node: DeclaredNode) throws(ModelError) {
        let root = try node.object()
        manifestVersion = try readManifestVersion(root)
        name = try root.requiredText("name", limit: DocumentLimits.name)
        displayName = try nonEmpty(root.text("display_name", limit: DocumentLimits.name))
        version = try root.requiredText("version", limit: DocumentLimits.version)
        description = try root.requiredText("description")
        guard let author = root.member("author") else { throw root.malformed("author", "missing") }
        self.author = try author.object().requiredText("name", limit: DocumentLimits.name)
        guard let server = root.member("server") else { throw root.malformed("server", "missing") }
        self.server = try BundleServer(server)
        var inputs: [InputDeclaration] = []
        for (name, node) in try root.members("user_config", limit: DocumentLimits.inputs) {
            inputs.append(try InputDeclaration(userConfig: node, name: name))
        }
        userConfig = inputs
        compatibility = try BundleCompatibility(root)
        tools = try listedNames(root, "tools")
        prompts = try listedNames(root, "prompts")
        warnings = manifestWarnings(root)
    }
}

private func readManifestVersion(_ root: DeclaredNode) throws(ModelError) -> String {
    let key = root.member("manifest_version") == nil ? "dxt_version" : "manifest_version"
    guard let version = try root.text(key, limit: DocumentLimits.name) else {
        throw root.malformed("manifest_version", "missing")
    }
    guard ["0.1", "0.2", "0.3", "0.4"].contains(version) else {
        throw root.malformed("manifest_version", "`\(version)` is not one of 0.1, 0.2, 0.3, 0.4")
    }
    return version
}

private func listedNames(_ root: DeclaredNode, _ key: String) throws(ModelError) -> [String] {
    var names: [String] = []
    for node in try root.list(key, limit: DocumentLimits.listed) {
        names.append(try node.object().requiredText("name", limit: DocumentLimits.text))
    }
    return names
}
