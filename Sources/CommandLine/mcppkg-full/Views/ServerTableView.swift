internal import Cryptography
internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// Rows under headings, columns as wide as their widest cell.
func table(_ headings: [String], _ rows: [[String]]) -> [String] {
    let all = [headings] + rows
    let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
        let cells = zip(row, widths).map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        let line = cells.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}

/// What is installed.
struct ServerTableView {
    let servers: [Inspection.Server]

    var outcome: CommandOutcome {
        let rows = servers.map { server in
            [
                server.id.description, printable(server.version), server.name.description,
                server.scope,
                (server.isDisabled ? ["switched off"] : server.hosts).joined(separator: ", "),
            ]
        }
        let lines =
            rows.isEmpty
            ? ["nothing is installed"] : table(["ID", "VERSION", "NAME", "SCOPE", "HOSTS"], rows)
        return CommandOutcome(result: ["servers": .array(servers.map(Self.json))], lines: lines)
    }

    static func json(_ server: Inspection.Server) -> JSON {
        [
            "id": .string(server.id.description), "name": .string(server.name.description),
            "version": .string(server.version), "scope": .string(server.scope),
            "prefix": .string(server.prefix.description),
            "verified": .array(server.verified.map { .string($0) }),
            "hosts": .array(server.hosts.map { .string($0) }), "disabled": .bool(server.isDisabled),
        ]
    }
}

/// One server.
struct InfoView {
    let info: Inspection.Info

    var outcome: CommandOutcome { CommandOutcome(result: json, lines: lines) }

    private var json: JSON {
        var result =
            info.server.flatMap { ServerTableView.json($0).object }
            ?? JSONObject([("name", .string(info.name))])
        if !info.summary.isEmpty { result["description"] = .string(info.summary) }
        result["versions"] = .array(info.versions.map { .string($0) })
        guard info.server != nil else { return .object(result) }
        result["artifacts"] = .array(info.artifacts.map(artifact))
        result["endpoint"] = info.endpoint.map { .string($0) }
        result["command"] = info.commandLine.map { .array($0.map { .string($0) }) }
        return .object(result)
    }

    private func artifact(_ package: LockedPackage) -> JSON {
        var object = JSONObject([
            ("type", .string(package.type)), ("sha256", .string(package.sha256.hex)),
            ("evidence", .string(package.evidence)),
        ])
        object["url"] = package.url.map { .string($0) }
        object["size"] = package.size.map { JSON($0) }
        if !package.platforms.isEmpty {
            object["platforms"] = .array(package.platforms.map { .string($0) })
        }
        return .object(object)
    }

    private var lines: [String] {
        var lines = [info.name]
        if !info.summary.isEmpty { lines.append("  " + printable(info.summary)) }
        if let server = info.server {
            lines.append("  id:        \(server.id) (\(server.scope))")
            lines.append("  version:   \(printable(server.version))")
            lines.append("  prefix:    \(server.prefix)")
            if !server.hosts.isEmpty {
                lines.append("  hosts:     " + server.hosts.joined(separator: ", "))
            }
        }
        if let endpoint = info.endpoint { lines.append("  endpoint:  " + printable(endpoint)) }
        if let command = info.commandLine {
            lines.append("  runs:      " + command.map(printable).joined(separator: " "))
        }
        for package in info.artifacts {
            lines.append("  artifact:  sha256 \(package.sha256) (\(package.evidence))")
            if let url = package.url { lines.append("             " + printable(url)) }
        }
        lines.append(
            "  versions:  " + info.versions.prefix(20).map(printable).joined(separator: ", ")
        )
        return lines
    }
}
