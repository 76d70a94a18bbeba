internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel

/// Every way to a package.
struct WhyView {
    let report: Why.Report

    var outcome: CommandOutcome {
        let paths = report.paths.map { path -> JSON in
            [
                "server": .string(path.server.description),
                "path": .array(
                    path.steps.map { ["name": .string($0.name), "version": .string($0.version)] }
                ),
            ]
        }
        var result = JSONObject([("paths", .array(paths))])
        if !report.cut.isEmpty {
            result["cut"] = .array(report.cut.map { .string($0.description) })
        }
        return CommandOutcome(result: .object(result), lines: lines)
    }

    private var lines: [String] {
        report.paths.map { path in
            let steps = path.steps.map { label($0.name, $0.version) }
            return "\(path.server): " + steps.joined(separator: " -> ")
        } + report.cut.map { "\($0): there are more ways, which are not shown" }
    }
}

/// The trees of servers.
struct TreeView {
    let servers: [Tree.Server]
    let platform: String

    var outcome: CommandOutcome {
        CommandOutcome(
            result: ["platform": .string(platform), "servers": .array(servers.map(json))],
            lines: servers.isEmpty ? ["nothing is locked"] : servers.flatMap(lines)
        )
    }

    private func json(_ server: Tree.Server) -> JSON {
        var object = JSONObject([
            ("id", .string(server.locked.id.description)),
            ("name", .string(server.locked.name.description)),
            ("version", .string(server.locked.version)),
        ])
        object["runtime"] = server.locked.runtime.map { .string($0) }
        object["endpoint"] = server.locked.remote.map { .string($0.url) }
        object["packages"] = .array(server.rows.map(json))
        return .object(object)
    }

    private func json(_ row: Tree.Row) -> JSON {
        var object = JSONObject([
            ("depth", JSON(row.depth)), ("name", .string(row.name)),
            ("version", .string(row.version)), ("type", .string(row.type)),
        ])
        object["place"] = row.place.map { .string($0) }
        object["build"] = row.build.map { .string($0) }
        if row.isRepeated { object["repeated"] = true }
        return .object(object)
    }

    private func lines(_ server: Tree.Server) -> [String] {
        let locked = server.locked
        var head = "\(locked.id): " + label(locked.name.description, locked.version)
        if let runtime = locked.runtime { head += " (\(printable(runtime)))" }
        if let remote = locked.remote { head += " (runs at \(printable(remote.url)))" }
        let hasOthers = server.rows.isEmpty && !locked.packages.isEmpty
        if hasOthers, !locked.packages.contains(where: isHere) {
            return [head, "  nothing of it is locked for \(platform)"]
        }
        return [head] + drawn(server.rows)
    }

    private func isHere(_ package: LockedPackage) -> Bool {
        package.platforms.isEmpty || package.platforms.contains(platform)
    }

    private func drawn(_ rows: [Tree.Row]) -> [String] {
        // For each level whether its last package was drawn, so that no line hangs below it.
        var ends: [Bool] = []
        return rows.map { row in
            ends = Array(ends.prefix(row.depth - 1)) + [row.isLast]
            let stem = ends.dropLast().map { $0 ? "    " : "│   " }.joined()
            return stem + (row.isLast ? "└── " : "├── ") + text(row)
        }
    }

    private func text(_ row: Tree.Row) -> String {
        var text = label(row.name, row.version)
        if row.type == "runtime" { text += " [runtime]" }
        if let build = row.build { text += " [runs \(printable(build))]" }
        return row.isRepeated ? text + " (*)" : text
    }
}

/// A package for people.
func label(_ name: String, _ version: String) -> String {
    printable(version.isEmpty ? name : name + " " + version)
}
