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
            let packages = row.packages.isEmpty ? [] : ["packages: " + counts(row.packages)]
            let what = row.details.map(cell) + packages
            return [
                cell(row.id.description), cell(row.name), cell(row.before), cell(row.after),
                what.joined(separator: ", "),
            ]
        }
        return table(["server", "name", "before", "after", "changed"], servers)
            + rows.filter { !$0.packages.isEmpty }.flatMap(packages)
    }

    private func packages(_ row: LockDiff.Row) -> [String] {
        let shown = row.packages.prefix(Self.most).map { change in
            [
                cell(change.name), cell(change.type), cell(change.before), cell(change.after),
                change.details.map(cell).joined(separator: ", "),
            ]
        }
        var body = table(["package", "type", "before", "after", "changed"], shown)
        let rest = row.packages.count - shown.count
        if rest > 0 { body += ["", "\(rest) more are in the lock."] }
        let title = "\(row.id): " + counts(row.packages)
        guard row.packages.count > Self.open else { return ["", "**\(title)**", ""] + body }
        return ["", "<details><summary>\(title)</summary>", ""] + body + ["", "</details>"]
    }

    /// `3 changed, 1 added`: whatever is not zero.
    private func counts(_ packages: [LockDiff.PackageChange]) -> String {
        let added = packages.count { $0.before == nil }
        let removed = packages.count { $0.after == nil }
        let other = packages.count { $0.hasOtherBytes }
        let parts = [
            (packages.count - added - removed, "changed"), (added, "added"), (removed, "removed"),
            (other, "with other bytes under the same version"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        return [line(head), line(head.map { _ in "---" })] + rows.map(line)
    }

    /// A cell that cannot end its column, become markup, or call somebody.
    ///
    /// Whatever has a mark in it is code: there a host of repositories reads neither names of people nor numbers of
    /// issues. A bar would end the cell even there.
    private func cell(_ content: String?) -> String {
        guard let content else { return "" }
        let text = printable(content).replacing("|", with: "\\u{7C}")
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: " .,/+-".utf8.contains(byte)
            }
        }
        guard !isPlain || text.contains("www.") else { return text }
        let runs = text.split { $0 != "`" }.map(\.count)
        let fence = String(repeating: "`", count: (runs.max() ?? 0) + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + space + text + space + fence
    }
}
