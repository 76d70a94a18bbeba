internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel

/// What a command line would run today.
struct ScanView {
    let report: CommandLineScan.Report

    private var line: CommandLineSource { report.line }

    var outcome: CommandOutcome { CommandOutcome(result: json, lines: lines) }

    /// The one command that pins it, as it can be pasted.
    private var pin: String { installation.map(shellWord).joined(separator: " ") }

    private var installation: [String] { line.installation(today: report.today?.version) }

    private var lines: [String] {
        let asks = line.requested.map { "asks for `\(printable($0))`" } ?? "asks for no version"
        var lines = ["\(line.runner.rawValue): \(printable(line.source.description)), \(asks)"]
        if !line.additions.isEmpty { lines.append(row("with", list(line.additions))) }
        if let python = line.python { lines.append(row("python", printable(python))) }
        if !line.variables.isEmpty { lines.append(row("variables", list(line.variables))) }
        if !line.leftOut.isEmpty { lines.append(row("not taken over", list(line.leftOut))) }
        if let today = report.today { lines += self.lines(today) }
        if let why = report.unanswered { lines.append(row("today", "could not ask: " + why)) }
        lines += report.holders.isEmpty ? [row("lock", "holds no server of this package")] : []
        lines += report.holders.flatMap(self.lines)
        return lines + ["pin it with: " + pin]
    }

    private func lines(_ today: CommandLineScan.Today) -> [String] {
        var lines = [
            row(
                "today",
                printable(today.version) + ", "
                    + count(today.packages, "package", "packages")
                    + ", \(today.chosenAnew) of them chosen anew at each start"
            )
        ]
        lines += today.scripts.map { fact in
            row("runs", "\(label(fact.name, fact.version)): \(printable(fact.script ?? ""))")
        }
        lines += today.young.map { fact in
            let when = fact.publishedAt.map { ", published \($0)" } ?? ""
            return row("too young", label(fact.name, fact.version) + when)
        }
        return lines
    }

    private func lines(_ holder: CommandLineScan.Holder) -> [String] {
        let state = holder.isInstalled ? "installed" : "locked, not installed"
        let head = "`\(holder.id)` (\(holder.scope)) holds \(printable(holder.version)), \(state)"
        guard let differences = holder.differences else { return [row("lock", head)] }
        guard !differences.isEmpty else { return [row("lock", head + "; the same packages")] }
        let title = count(differences.count, "package differs", "packages differ")
        return [row("lock", head + "; " + title)]
            + differences.map { difference in
                let (locked, today) = (difference.locked ?? "-", difference.today ?? "-")
                return row("", printable("\(difference.name): \(locked) -> \(today)"))
            }
    }

    private func row(_ title: String, _ text: String) -> String {
        "  " + title + String(repeating: " ", count: max(1, 16 - title.count)) + text
    }

    private func list(_ words: [String]) -> String { words.map(printable).joined(separator: ", ") }

    private func count(_ number: Int, _ one: String, _ many: String) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many)"
    }
}

/// A word as a shell takes it whole; a word without marks stays as it is.
private func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "@%+=:,./-_".utf8.contains(byte)
        }
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + printable(word).replacing("'", with: "'\\''") + "'"
}

extension ScanView {
    private var json: JSON {
        var object = JSONObject([("command", command)])
        object["today"] = report.today.map(json)
        object["unanswered"] = report.unanswered.map { .string($0) }
        object["holders"] = .array(report.holders.map(json))
        object["install"] = texts(installation)
        return .object(object)
    }

    private var command: JSON {
        var object = JSONObject([
            ("runner", .string(line.runner.rawValue)),
            ("source", .string(line.source.description)), ("exact", .bool(line.isExact)),
        ])
        object["requested"] = line.requested.map { .string($0) }
        object["program"] = line.program.map { .string($0) }
        object["python"] = line.python.map { .string($0) }
        object["with"] = texts(line.additions)
        object["variables"] = texts(line.variables)
        object["arguments"] = texts(line.shownArguments)
        object["understood"] = texts(line.understood)
        object["notTakenOver"] = texts(line.leftOut)
        return .object(object)
    }

    private func json(_ today: CommandLineScan.Today) -> JSON {
        [
            "version": .string(today.version), "packages": JSON(today.packages),
            "chosenAnew": JSON(today.chosenAnew), "scripts": .array(today.scripts.map(json)),
            "tooYoung": .array(today.young.map(json)),
        ]
    }

    private func json(_ fact: CommandLineScan.Fact) -> JSON {
        var object = JSONObject([
            ("name", .string(fact.name)), ("version", .string(fact.version)),
        ])
        object["script"] = fact.script.map { .string($0) }
        object["published"] = fact.publishedAt.map { .string($0.description) }
        return .object(object)
    }

    private func json(_ holder: CommandLineScan.Holder) -> JSON {
        var object = JSONObject([
            ("id", .string(holder.id.description)), ("scope", .string(holder.scope)),
            ("version", .string(holder.version)), ("locked", .bool(holder.isLocked)),
            ("installed", .bool(holder.isInstalled)),
        ])
        object["differences"] = holder.differences.map { .array($0.map(json)) }
        return .object(object)
    }

    private func json(_ difference: CommandLineScan.Difference) -> JSON {
        var object = JSONObject([("name", .string(difference.name))])
        object["locked"] = difference.locked.map { .string($0) }
        object["today"] = difference.today.map { .string($0) }
        return .object(object)
    }

    private func texts(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}
