public import Paths

/// What a bundle starts, and how.
public struct BundleServer: Sendable, Equatable {
    /// What kind of program the server is.
    public enum Kind: String, Sendable {
        case python, node, binary, uv
    }

    /// The command line as the manifest has it, placeholders and all.
    public struct Configuration: Sendable, Equatable {
        /// A program of the bundle, or a runtime.
        public let command: String
        /// Its arguments.
        public let arguments: [String]
        /// Its variables, in the order of the manifest.
        public let environment: [BundleVariable]
    }

    /// What kind of program it is.
    public let kind: Kind
    /// The file that matters most: the script, or the program itself.
    public let entryPoint: RelativePath
    private let base: Configuration
    private let overrides: [String: Override]

    /// The command line for a system: what an override names there replaces the whole of it.
    ///
    /// Source: reference `src/shared/config.ts`, `getMcpConfigForManifest`.
    public func configuration(on platform: BundlePlatform) -> Configuration {
        let override = overrides[platform.rawValue]
        return Configuration(
            command: override?.command ?? base.command,
            arguments: override?.arguments ?? base.arguments,
            environment: override?.environment ?? base.environment
        )
    }

    init(_ node: DeclaredNode) throws(ModelError) {
        let node = try node.object()
        kind = try serverKind(node)
        entryPoint = try bundlePath(node, "entry_point")
        guard let config = try node.member("mcp_config")?.object() else {
            guard kind == .uv else { throw node.malformed("mcp_config", "missing") }
            base = Configuration(command: "uv", arguments: [], environment: [])
            overrides = [:]
            return
        }
        let whole = try Override(config)
        guard let command = whole.command ?? (kind == .uv ? "uv" : nil) else {
            throw config.malformed("command", "missing")
        }
        base = Configuration(
            command: command,
            arguments: whole.arguments ?? [],
            environment: whole.environment ?? []
        )
        var overrides: [String: Override] = [:]
        for (name, node) in try config.members("platform_overrides", limit: 32) {
            overrides[name] = try Override(node)
        }
        self.overrides = overrides
    }
}

/// A variable of a bundle's command line, placeholders and all.
public struct BundleVariable: Sendable, Equatable {
    /// As declared; not yet checked.
    public let name: String
    /// As declared.
    public let value: String
}

/// The parts of a command line that one object of the manifest names.
private struct Override: Sendable, Equatable {
    let command: String?
    let arguments: [String]?
    let environment: [BundleVariable]?

    init(_ node: DeclaredNode) throws(ModelError) {
        let node = try node.object()
        command = try nonEmpty(node.text("command", limit: DocumentLimits.identifier))
        arguments =
            try node.member("args") == nil
            ? nil : node.texts("args", limit: DocumentLimits.inputs)
        guard node.member("env") != nil else {
            environment = nil
            return
        }
        var variables: [BundleVariable] = []
        for (name, node) in try node.members("env", limit: DocumentLimits.inputs) {
            variables.append(BundleVariable(name: name, value: try node.scalarText()))
        }
        environment = variables
    }
}

private func serverKind(_ node: DeclaredNode) throws(ModelError) -> BundleServer.Kind {
    let text = try node.requiredText("type", limit: DocumentLimits.name)
    guard let kind = BundleServer.Kind(rawValue: text) else {
        throw node.malformed("type", "`\(text)` is not one of python, node, binary, uv")
    }
    return kind
}

/// A path in the bundle; a leading `./` or `${__dirname}/` says the same and is accepted.
private func bundlePath(_ node: DeclaredNode, _ key: String) throws(ModelError) -> RelativePath {
    let text = try node.requiredText(key, limit: DocumentLimits.identifier)
    guard let path = pathInBundle(text) else {
        throw node.malformed(key, "`\(text)` is not a path inside the bundle")
    }
    return path
}

/// `server/x`, `./server/x` or `${__dirname}/server/x` as a path in the bundle; nil for everything else.
func pathInBundle(_ text: String) -> RelativePath? {
    var rest = text[...]
    for start in ["${__dirname}/", "./"] where rest.hasPrefix(start) {
        rest = rest.dropFirst(start.count)
    }
    // A place that was not filled in by now is no name of a file.
    guard !rest.utf8.contains(UInt8(ascii: "\\")), !rest.hasPrefix("${") else { return nil }
    do throws(PathError) { return try RelativePath(parsing: String(rest)) } catch { return nil }
}
