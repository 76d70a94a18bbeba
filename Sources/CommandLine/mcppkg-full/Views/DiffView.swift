internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// What changed in the lock.
struct DiffView {
    let rows: [LockDiff.Row]
    let isMarkdown: Bool

    var outcome: CommandOutcome {
        CommandOutcome(
            result: ["changes": .array(rows.map(json))],
            lines: isMarkdown ? DiffMarkdown(rows: rows).lines : plain
        )
    }

    private func json(_ row: LockDiff.Row) -> JSON {
        var object = JSONObject([
            ("id", .string(row.id.description)), ("name", .string(row.name)),
        ])
        object["before"] = row.before.map { .string($0) }
        object["after"] = row.after.map { .string($0) }
        object["details"] = .array(row.details.map { .string($0) })
        object["packages"] = .array(row.packages.map(json))
        return .object(object)
    }

    private func json(_ change: LockDiff.PackageChange) -> JSON {
        var object = JSONObject([("type", .string(change.type)), ("name", .string(change.name))])
        object["before"] = change.before.map { .string($0) }
        object["after"] = change.after.map { .string($0) }
        object["details"] = .array(change.details.map { .string($0) })
        return .object(object)
    }

    private var plain: [String] {
        if rows.isEmpty { return ["nothing changed"] }
        return rows.flatMap { row in
            [line(row.id.description, row.before, row.after, row.details)]
                + row.packages.map { "  " + line($0.name, $0.before, $0.after, $0.details) }
        }
    }

    private func line(_ name: String, _ before: String?, _ after: String?, _ details: [String])
        -> String
    {
        let suffix = details.isEmpty ? "" : " (" + details.joined(separator: ", ") + ")"
        return printable("\(name): \(before ?? "-") -> \(after ?? "-")" + suffix)
    }
}

/// The same as tables for a pull request: one of servers, then one of packages for each server.
struct DiffMarkdown {
    let rows: [LockDiff.Row]

    /// Packages above this many are folded away, and above the second not listed: a comment has 65,536 characters.
    private static let open = 20
    private static let most = 200

    var lines: [String] {
        if rows.isEmpty { return ["No MCP server changed."] }
        let servers = rows.map { row in
            let what = row.details + [counts(row.packages)].filter { !$0.isEmpty }
            return [
                row.id.description, row.name, row.before ?? "", row.after ?? "",
                what.joined(separator: ", "),
            ]
        }
        return table(["server", "name", "before", "after", "changed"], servers)
            + rows.filter { !$0.packages.isEmpty }.flatMap(packages)
    }

    private func packages(_ row: LockDiff.Row) -> [String] {
        let shown = row.packages.prefix(Self.most).map { change in
            [
                change.name, change.type, change.before ?? "", change.after ?? "",
                change.details.joined(separator: ", "),
            ]
        }
        var body = table(["package", "type", "before", "after", "changed"], shown)
        let rest = row.packages.count - shown.count
        if rest > 0 { body += ["", "\(rest) more are in the lock."] }
        let title = "\(row.id): " + counts(row.packages)
        guard row.packages.count > Self.open else { return ["", "**\(title)**", ""] + body }
        return ["", "<details><summary>\(title)</summary>", ""] + body + ["", "</details>"]
    }

    /// `3 packages changed, 1 added`: whatever is not zero.
    private func counts(_ packages: [LockDiff.PackageChange]) -> String {
        let added = packages.count { $0.before == nil }
        let removed = packages.count { $0.after == nil }
        let other = packages.count { $0.hasOtherBytes }
        let parts = [
            (packages.count - added - removed, "changed"), (added, "added"), (removed, "removed"),
            (other, "with other bytes under the same version"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "" : "packages: " + parts.joined(separator: ", ")
    }

    private func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        return [line(head), line(head.map { _ in "---" })] + rows.map { line($0.map(cell)) }
    }

    /// A cell that cannot end its column, become markup, or call somebody.
    ///
    /// Entities instead of backslashes where a host of repositories reads names of people and numbers of issues.
    private func cell(_ text: String) -> String {
        printable(text).map { character in
            switch character {
            case "@": "&#64;"
            case "#": "&#35;"
            case "&": "&amp;"
            case _ where "|`<>[]*_\\~!".contains(character): "\\\(character)"
            default: String(character)
            }
        }.joined()
    }
}
