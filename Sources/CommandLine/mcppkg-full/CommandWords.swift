internal import ArgumentParser
internal import Diagnostics
internal import LaunchKit
internal import MCPPackageKit

/// The command line as typed, before it is parsed: which command it means and what it might have meant.
struct CommandWords {
    let typed: [String]
    /// What follows `--`: arguments for a server, which the parser never sees.
    let passed: [String]

    init(_ words: [String]) {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        typed = Array(words[..<end])
        passed = Array(words[end...].dropFirst())
    }

    /// Options that may also stand before the command, and whether they take a value.
    private static let leading = [
        "--json": false, "--quiet": false, "-q": false, "--verbose": false, "-v": false,
        "--home": true,
    ]

    /// Whether a failure to parse is told as a JSON object.
    var wantsJSON: Bool { typed.contains("--json") }

    /// The words with global options moved behind the command, where the parser looks for them.
    ///
    /// A bare `install` means `sync`.
    var normalized: [String] {
        var (moved, rest) = split
        guard var command = rest.first, !command.hasPrefix("-") else { return moved + rest }
        rest = rest.dropFirst()
        if isBareInstall { command = "sync" }
        return [command] + insert(moved, into: Array(rest), of: command)
    }

    /// Global options in front of the command, and everything from the command on.
    private var split: (moved: [String], rest: ArraySlice<String>) {
        var rest = typed[...]
        var moved: [String] = []
        while let first = rest.first {
            let option = first.split(separator: "=", maxSplits: 1).first.map(String.init) ?? first
            guard let takesValue = Self.leading[option] else { break }
            moved.append(rest.removeFirst())
            if takesValue, !first.contains("="), !rest.isEmpty { moved.append(rest.removeFirst()) }
        }
        return (moved, rest)
    }

    /// Whether `install` was typed and nothing to install.
    private var isBareInstall: Bool {
        let rest = split.rest
        guard let command = rest.first, ["install", "add"].contains(command), passed.isEmpty
        else { return false }
        return !names(in: rest.dropFirst())
    }

    /// The command's name as in JSON output: `install`, `cache prune`; a bare `install` keeps its name.
    var name: String {
        if isBareInstall { return "install" }
        let words = normalized
        guard let first = words.first, !first.hasPrefix("-") else { return "mcppkg" }
        guard let group = subcommand(of: Root.self, first) else { return first }
        let canonical = group.configuration.commandName ?? first
        guard words.count > 1, let inner = subcommand(of: group, words[1]) else { return canonical }
        return canonical + " " + (inner.configuration.commandName ?? words[1])
    }

    /// What a failure to parse says, with the word that was probably meant.
    func explain(_ message: String) -> UsageError {
        if let misnamed { return misnamed }
        let lines = message.split(separator: "\n").map(String.init)
        let first = lines.first ?? "the command line cannot be understood"
        let text = first.hasPrefix("Error: ") ? String(first.dropFirst(7)) : first
        let hint = name == "mcppkg" ? "run `mcppkg --help`" : "run `mcppkg \(name) --help`"
        return UsageError(message: printable(lowercasedFirst(text)), hint: hint)
    }

    /// What is wrong with the names of commands themselves; the parser would blame the next option.
    private var misnamed: UsageError? {
        let words = normalized
        guard let first = words.first, !first.hasPrefix("-") else {
            guard split.rest.isEmpty else { return nil }
            return UsageError(message: "no command was named", hint: "run `mcppkg --help`")
        }
        guard let group = subcommand(of: Root.self, first) else {
            return unknown(first, of: Root.self, after: "mcppkg")
        }
        guard !group.configuration.subcommands.isEmpty else { return nil }
        let inner = words.dropFirst().first { !$0.hasPrefix("-") } ?? ""
        if subcommand(of: group, inner) != nil { return nil }
        return unknown(inner, of: group, after: "mcppkg \(first)")
    }

    private func unknown(
        _ word: String,
        of parent: any ParsableCommand.Type,
        after words: String
    ) -> UsageError {
        let known = names(of: parent)
        let help = "run `\(words) --help`"
        if word.isEmpty {
            let list = known.map { "`\($0)`" }.joined(separator: ", ")
            return UsageError(message: "`\(words)` needs one of \(list)", hint: help)
        }
        let prefix = words == "mcppkg" ? "there is" : "`\(words)` has"
        let meant = closest(to: word, among: known).map { "did you mean `\(words) \($0)`?" }
        return UsageError(
            message: "\(prefix) no command `\(printable(word))`",
            hint: meant ?? help
        )
    }

    /// Global options go after the names of a group's command, never in front of them.
    private func insert(_ moved: [String], into rest: [String], of command: String) -> [String] {
        guard let group = subcommand(of: Root.self, command),
            !group.configuration.subcommands.isEmpty,
            let inner = rest.first, !inner.hasPrefix("-")
        else { return moved + rest }
        return [inner] + moved + rest.dropFirst()
    }

    /// Whether `install` was given something to install.
    private func names(in rest: ArraySlice<String>) -> Bool {
        let valued: Set = ["--as", "--host", "--env", "--input", "--home", "--bin", "--with"]
        var skips = false
        for word in rest {
            if skips {
                skips = false
            } else if valued.contains(word) {
                skips = true
            } else if !word.hasPrefix("-") {
                return true
            }
        }
        return rest.contains("--help") || rest.contains("-h") || rest.contains("--as")
    }

    private func subcommand(of parent: any ParsableCommand.Type, _ word: String) -> (
        any ParsableCommand.Type
    )? {
        parent.configuration.subcommands.first {
            $0.configuration.commandName == word || $0.configuration.aliases.contains(word)
        }
    }

    private func names(of parent: any ParsableCommand.Type) -> [String] {
        parent.configuration.subcommands.flatMap {
            [$0.configuration.commandName ?? ""] + $0.configuration.aliases
        }
    }

    private func lowercasedFirst(_ text: String) -> String {
        guard let first = text.first else { return text }
        return first.lowercased() + text.dropFirst()
    }
}
