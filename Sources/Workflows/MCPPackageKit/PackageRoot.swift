internal import PackageModel

/// The package that a server is, at one version, before its closure is chosen.
struct PackageRoot {
    /// Where packages of a kind come from, as sources and the lock spell it.
    enum Ecosystem: String {
        case npm, pypi
    }

    /// Which one.
    let ecosystem: Ecosystem
    /// The name as its registry normalises it.
    let name: String
    /// The version that was chosen.
    let version: String
    /// Optional parts of a Python package that were asked for.
    let extras: [String]
    /// What a registry document says of the package.
    let package: ServerPackage?
    /// The repository that it is built from; then name and version are known only after that.
    var git: GitSource?

    /// As the lock names it: `pypi:fastmcp[cli]`.
    var label: String {
        let parts = extras.isEmpty ? "" : "[" + extras.joined(separator: ",") + "]"
        return "\(ecosystem.rawValue):\(name)\(parts)"
    }
}

extension PackageRoot {
    /// The root that a lock names.
    /// - Throws: `ModelError` for a name that its ecosystem does not allow.
    init?(_ locked: LockedServer, document: ServerDocument?) throws {
        guard let label = locked.package else { return nil }
        let declared = document?.packages.first {
            label.hasPrefix($0.registryType.description + ":")
        }
        if label.hasPrefix("npm:") {
            let source = try NPMSource(parsing: String(label.dropFirst(4)), in: .manifest)
            guard let version = locked.rootVersion(source.name.description) else { return nil }
            self.init(
                ecosystem: .npm,
                name: source.name.description,
                version: version,
                extras: [],
                package: declared
            )
        } else if label.hasPrefix("pypi:") {
            let source = try PyPISource(parsing: String(label.dropFirst(5)), in: .manifest)
            guard let version = locked.rootVersion(source.name.description) else { return nil }
            self.init(
                ecosystem: .pypi,
                name: source.name.description,
                version: version,
                extras: source.extras.map(\.description),
                package: declared
            )
        } else {
            return nil
        }
    }
}

extension LockedServer {
    fileprivate func rootVersion(_ name: String) -> String? {
        packages.first { $0.name == name && $0.type != "runtime" }?.version
    }
}
