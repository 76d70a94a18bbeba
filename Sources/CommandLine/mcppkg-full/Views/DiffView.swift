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
        let json = rows.map { row -> JSON in
            var object = JSONObject([
                ("id", .string(row.id.description)), ("name", .string(row.name)),
            ])
            object["before"] = row.before.map { .string($0) }
            object["after"] = row.after.map { .string($0) }
            object["details"] = .array(row.details.map { .string($0) })
            return .object(object)
        }
        return CommandOutcome(
            result: ["changes": .array(json)],
            lines: isMarkdown ? markdown : plain
        )
    }

    private var plain: [String] {
        if rows.isEmpty { return ["nothing changed"] }
        return rows.map { row in
            let details =
                row.details.isEmpty ? "" : " (" + row.details.joined(separator: ", ") + ")"
            return "\(row.id): \(printable(row.before ?? "-")) -> \(printable(row.after ?? "-"))"
                + details
        }
    }

    private var markdown: [String] {
        if rows.isEmpty { return ["No MCP server changed."] }
        let head = [
            "| server | name | before | after | changed |", "| --- | --- | --- | --- | --- |",
        ]
        return head
            + rows.map { row in
                let cells = [
                    row.id.description, row.name, row.before ?? "", row.after ?? "",
                    row.details.joined(separator: ", "),
                ]
                return "| " + cells.map(cell).joined(separator: " | ") + " |"
            }
    }

    /// A cell that cannot end its column or become markup.
    private func cell(_ text: String) -> String {
        printable(text).map { "|`<>[]*_\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
