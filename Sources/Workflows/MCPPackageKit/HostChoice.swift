internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageModel
internal import Paths

/// Which hosts a new server is linked into when nobody names one.
struct HostChoice {
    let environment: Environment
    let scope: Scope

    /// Those of the manifest; else what the person chose before; else asked once and remembered; else none.
    func usual(_ manifest: Manifest) throws -> [String] {
        if !manifest.hosts.isEmpty { return manifest.hosts }
        guard scope == .user else { return [] }
        if !environment.settings.hosts.isEmpty { return environment.settings.hosts }
        let present = Builtins.hosts.filter {
            (try? $0.isPresent(in: environment.hostPlaces)) ?? false
        }
        guard !present.isEmpty else { return [] }
        let prompt = Prompt(
            title: "Link into which hosts (names with spaces between, empty for none)",
            help: "Found here: " + present.map(\.id).joined(separator: ", ")
        )
        guard let answer = environment.interaction.ask(prompt), !answer.isEmpty else { return [] }
        let chosen = answer.split(separator: " ").map(String.init)
        for name in chosen where Builtins.host(name) == nil {
            throw PlaceError.unknownHost(name, known: Builtins.hosts.map(\.id))
        }
        try remember(chosen)
        return chosen
    }

    private func remember(_ hosts: [String]) throws {
        let path = environment.layout.settings
        let bytes = try Files.read(path, limit: KitLimits.document)
        let text = try JSONText(parsing: bytes ?? Array("{}\n".utf8))
        let changed = try text.setting(.array(hosts.map { .string($0) }), at: ["hosts"])
        _ = try Directory.create(path.parent)
        try Files.replace(path, with: changed.bytes, mode: 0o600)
    }
}
