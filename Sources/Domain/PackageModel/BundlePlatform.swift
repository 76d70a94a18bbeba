internal import Documents

/// An operating system as bundles name them.
public enum BundlePlatform: String, Sendable, CaseIterable {
    case darwin, linux, win32

    /// The system this program runs on.
    public static var current: BundlePlatform {
        #if os(macOS)
        return .darwin
        #else
        return .linux
        #endif
    }
}

/// What a bundle says it needs.
public struct BundleCompatibility: Sendable, Equatable {
    /// A client application with the versions it has to have, as text: nothing here evaluates it.
    public struct Client: Sendable, Equatable {
        /// As in `claude_desktop`.
        public let name: String
        /// A range of the client's versions.
        public let range: String
    }

    /// The systems it runs on, by name; empty for all.
    public let platforms: [String]
    /// The versions of Python that it needs.
    public let python: VersionConstraint?
    /// The versions of Node that it needs.
    public let node: VersionConstraint?
    /// The applications it was made for.
    public let clients: [Client]

    init(_ root: DeclaredNode) throws(ModelError) {
        guard let node = try root.member("compatibility")?.object() else {
            (platforms, python, self.node, clients) = ([], nil, nil, [])
            return
        }
        platforms = try node.texts("platforms", limit: DocumentLimits.choices)
        let runtimes = try node.member("runtimes")?.object()
        python = try runtimes.map { (node) throws(ModelError) in try range(node, "python") } ?? nil
        self.node = try runtimes.map { (node) throws(ModelError) in try range(node, "node") } ?? nil
        var clients: [Client] = []
        for (name, member) in try root.members("compatibility", limit: DocumentLimits.inputs)
        where !["platforms", "runtimes"].contains(name) {
            if let range = member.json.string { clients.append(Client(name: name, range: range)) }
        }
        self.clients = clients
    }

    /// Whether the bundle is made for a system.
    public func includes(_ platform: BundlePlatform) -> Bool {
        platforms.isEmpty || platforms.contains(platform.rawValue)
    }
}

/// A range that cannot be read is an error: nobody could say that it was kept.
private func range(_ node: DeclaredNode, _ key: String) throws(ModelError) -> VersionConstraint? {
    guard let text = try nonEmpty(node.text(key, limit: DocumentLimits.name)) else { return nil }
    do throws(ModelError) {
        return try VersionConstraint(parsing: text)
    } catch {
        throw node.malformed(key, error.reason)
    }
}
