internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// What a command that changes things did.
struct ChangeView {
    let report: ChangeReport

    var outcome: CommandOutcome {
        CommandOutcome(result: json, lines: lines)
    }

    private var json: JSON {
        var result = JSONObject([("servers", .array(report.servers.map(\.json)))])
        if !report.notes.isEmpty { result["notes"] = .array(report.notes.map { .string($0) }) }
        if report.isDryRun { result["dryRun"] = true }
        return .object(result)
    }

    private var lines: [String] {
        let changed = report.servers.filter(\.isChanged)
        if changed.isEmpty { return [report.idle] + notes }
        return changed.flatMap(describe) + notes
    }

    private var notes: [String] { report.notes.map { "note: " + printable($0) } }

    private func describe(_ server: ChangeReport.Server) -> [String] {
        var line = "\(server.action) \(server.id): \(server.name) "
        if let previous = server.previousVersion { line += printable(previous) + " -> " }
        line += printable(server.version)
        if !server.verified.isEmpty { line += " (\(server.verified.joined(separator: ", ")))" }
        let hosts = server.hosts.isEmpty ? [] : ["  hosts: " + server.hosts.joined(separator: ", ")]
        return [line] + hosts
    }
}

/// What `undo` took back.
struct UndoView {
    let report: Undo.Report

    var outcome: CommandOutcome {
        let result: JSON = [
            "undone": .string(report.title),
            "restored": .array(report.restored.map { .string($0.description) }),
            "edited": .array(report.edited.map { .string($0.description) }),
        ]
        let kept = report.edited.map { "kept the edits made since in \($0)" }
        return CommandOutcome(
            result: result,
            lines: ["took back: \(printable(report.title))"] + kept
        )
    }
}

/// What `lock` wrote.
struct LockView {
    let report: LockUpdate.Report

    var outcome: CommandOutcome {
        let rows = report.servers.map { server -> JSON in
            var row = JSONObject([
                ("id", .string(server.id.description)), ("name", .string(server.name)),
            ])
            row["previousVersion"] =
                server.before == server.after ? nil : server.before.map { .string($0) }
            row["version"] = server.after.map { .string($0) }
            row["changed"] = .bool(server.before != server.after)
            return .object(row)
        }
        let changed = report.servers.filter { $0.before != $0.after }
        let lines = changed.map {
            "\($0.id): \(printable($0.before ?? "-")) -> \(printable($0.after ?? "-"))"
        }
        let idle = report.isChanged ? "the lock was rewritten" : "the lock fits the manifest"
        return CommandOutcome(
            result: ["servers": .array(rows), "changed": .bool(report.isChanged)],
            lines: lines.isEmpty ? [idle] : lines
        )
    }
}
