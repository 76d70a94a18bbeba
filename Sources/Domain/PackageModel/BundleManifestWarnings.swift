internal import Diagnostics
internal import Documents

private let rootKeys: Set<String> = [
    "$schema", "_meta", "author", "compatibility", "description", "display_name", "documentation",
    "dxt_version", "homepage", "icon", "icons", "keywords", "license", "localization",
    "long_description", "manifest_version", "name", "privacy_policies", "prompts",
    "prompts_generated", "repository", "screenshots", "server", "support", "tools",
    "tools_generated", "user_config", "version",
]
private let serverKeys: Set<String> = ["type", "entry_point", "mcp_config"]
private let configKeys: Set<String> = ["command", "args", "env", "platform_overrides"]
private let inputKeys: Set<String> = [
    "type", "title", "description", "required", "default", "multiple", "sensitive", "min", "max",
]

/// The members that no version of the format has; a misspelt one would otherwise be lost in silence.
func manifestWarnings(_ root: DeclaredNode) -> [String] {
    let server = root.member("server")
    let config = server?.member("mcp_config")
    var unknown = unknownMembers(of: root, known: rootKeys)
    unknown += server.map { unknownMembers(of: $0, known: serverKeys) } ?? []
    unknown += config.map { unknownMembers(of: $0, known: configKeys) } ?? []
    for name in root.member("user_config")?.json.object?.keys ?? [] {
        guard unknown.count <= DocumentLimits.warnings else { break }
        guard let input = root.member("user_config")?.member(name) else { continue }
        unknown += unknownMembers(of: input, known: inputKeys)
    }
    var warnings = unknown.prefix(DocumentLimits.warnings).map { path in
        "the manifest has a member that mcppkg does not know: `\(printable(path))`"
    }
    if unknown.count > DocumentLimits.warnings {
        warnings.append("the manifest has further members that mcppkg does not know")
    }
    return warnings
}

private func unknownMembers(of node: DeclaredNode, known: Set<String>) -> [String] {
    let unknown = node.json.object?.keys.filter { !known.contains($0) } ?? []
    return unknown.prefix(DocumentLimits.warnings + 1).map { key in
        node.path.isEmpty ? key : node.path + "." + key
    }
}
