internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// What a search found.
struct SearchView {
    let results: [Search.Result]

    var outcome: CommandOutcome {
        let rows = results.map {
            [
                printable($0.name), printable($0.version),
                printable(String($0.description.prefix(70))),
            ]
        }
        let json = results.map { result -> JSON in
            [
                "name": .string(result.name), "version": .string(result.version),
                "description": .string(result.description), "status": .string(result.status),
                "registry": .string(result.registry),
            ]
        }
        let lines =
            rows.isEmpty ? ["nothing was found"] : table(["NAME", "VERSION", "DESCRIPTION"], rows)
        return CommandOutcome(result: ["servers": .array(json)], lines: lines)
    }
}

/// What could be newer.
struct OutdatedView {
    let servers: [Outdated.Server]

    var outcome: CommandOutcome {
        let rows = servers.map {
            [$0.id.description, $0.version, $0.allowed, $0.newest].map(printable)
        }
        let json = servers.map { server -> JSON in
            [
                "id": .string(server.id.description), "version": .string(server.version),
                "newest": .string(server.newest), "allowed": .string(server.allowed),
            ]
        }
        let lines =
            rows.isEmpty
            ? ["everything is at its newest version"]
            : table(["ID", "VERSION", "ALLOWED", "NEWEST"], rows)
        return CommandOutcome(result: ["servers": .array(json)], lines: lines)
    }
}

/// Configured registries.
struct RegistryView {
    let registries: [Settings.Registry]

    var outcome: CommandOutcome {
        CommandOutcome(
            result: [
                "registries": .array(
                    registries.map { ["name": .string($0.name), "location": .string($0.location)] }
                )
            ],
            lines: table(
                ["NAME", "LOCATION"],
                registries.map { [printable($0.name), printable($0.location)] }
            )
        )
    }
}
