internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// What hosts hold.
struct HostsView {
    let hosts: [Link.HostReport]

    var outcome: CommandOutcome {
        let json = hosts.map { host -> JSON in
            var object = JSONObject([
                ("host", .string(host.host)), ("file", .string(host.file.description)),
                ("present", .bool(host.isPresent)),
                (
                    "entries",
                    .array(host.entries.map { ["id": .string($0.id), "owned": .bool($0.isOwned)] })
                ),
            ])
            object["problem"] = host.problem.map { .string($0) }
            return .object(object)
        }
        let rows = hosts.map { host in
            let entries = host.entries.map {
                $0.isOwned ? printable($0.id) : printable($0.id) + " (not ours)"
            }
            let text = host.problem.map(printable) ?? entries.joined(separator: ", ")
            return [host.host, host.isPresent ? "yes" : "no", host.file.description, text]
        }
        return CommandOutcome(
            result: ["hosts": .array(json)],
            lines: table(["HOST", "HERE", "FILE", "ENTRIES"], rows)
        )
    }
}

/// What a server asks for.
struct InputView {
    let inputs: [Inputs.Input]

    var outcome: CommandOutcome {
        let json = inputs.map { input -> JSON in
            [
                "name": .string(input.declaration.name),
                "type": .string(input.declaration.kind.rawValue),
                "required": .bool(input.declaration.isRequired),
                "secret": .bool(input.declaration.isSecret),
                "defaults": .array(input.declaration.defaults.map { .string($0) }),
                "values": .array(input.chosen.map { .string($0) }),
            ]
        }
        let rows = inputs.map { input in
            [
                printable(input.declaration.name), input.declaration.kind.rawValue,
                input.declaration.isRequired ? "required" : "",
                (input.chosen.isEmpty ? input.declaration.defaults : input.chosen).map(printable)
                    .joined(separator: ", "),
            ]
        }
        return CommandOutcome(
            result: ["inputs": .array(json)],
            lines: rows.isEmpty
                ? ["it asks for nothing"] : table(["NAME", "TYPE", "", "VALUE"], rows)
        )
    }
}
