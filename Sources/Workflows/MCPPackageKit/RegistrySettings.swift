internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Registries

/// Adds registries to the person's settings and takes them out; comments and other settings stay.
public struct RegistrySettings {
    private let environment: Environment

    /// Works on this home's `config.json`.
    public init(environment: Environment) { self.environment = environment }

    /// - Throws: `RegistryError` for a location that cannot be a registry.
    public func add(_ name: String, _ location: String) throws -> [Settings.Registry] {
        let isName = name.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"=/\\\"".utf8.contains(byte)
        }
        guard isName, (1...64).contains(name.utf8.count) else {
            throw KitError.usage("`\(printable(name))` cannot name a registry")
        }
        _ = try registryClient(location: location, client: environment.http)
        guard name != "default" else {
            return try edit { try $0.setting(.string(location), at: ["registry"]) }
        }
        return try edit { try $0.setting(.string(location), at: ["registries", name]) }
    }

    /// - Throws: `PlaceError.unknownRegistry`.
    public func remove(_ name: String) throws -> [Settings.Registry] {
        let stored = try Settings.load(environment.layout.settings, registryOverride: nil)
        guard stored.registries.contains(where: { $0.name == name }) else {
            throw PlaceError.unknownRegistry(name, known: stored.registries.map(\.name))
        }
        return try edit { $0.removing(name == "default" ? ["registry"] : ["registries", name]) }
    }

    private func edit(_ change: (JSONText) throws -> JSONText) throws -> [Settings.Registry] {
        try environment.withLock { _ in
            let path = environment.layout.settings
            let bytes = try Files.read(path, limit: KitLimits.document)
            let text: JSONText
            do throws(JSONError) {
                text = try JSONText(parsing: bytes ?? Array("{}\n".utf8))
            } catch {
                throw PlaceError.settings(path: path, why: error.reason)
            }
            _ = try Directory.create(path.parent)
            try Files.replace(path, with: try change(text).bytes, mode: 0o600)
            return try Settings.load(path, registryOverride: nil).registries
        }
    }
}
