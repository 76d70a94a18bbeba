import Foundation
import TestSupport

/// A session as a person would see it: commands, what they print, and how they end.
///
/// ```
/// == Words for the reader.
/// @ publish io.github.acme/weather 1.0.0     something that happens outside
/// $ mcppkg install io.github.acme/weather    a command, in a shell, in the person's home
/// its output and talk, as on a terminal
/// [status 1]                                 only when it is not 0
/// ```
///
/// Places and digests that differ from run to run are written as `{home}`, `{digest}` and so on.
struct Transcript {
    /// The steps with the output that was recorded.
    let text: String

    /// Performs every step and writes the session down anew.
    func performed() throws -> String {
        let harness = try CommandHarness()
        let stage = TranscriptStage(harness: harness)
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("== ") {
                lines += lines.isEmpty ? [line] : ["", line]
            } else if line.hasPrefix("@ ") {
                lines.append(line)
                try stage.prepare(line.dropFirst(2).split(separator: " ").map(String.init))
            } else if line.hasPrefix("$ ") {
                lines.append(line)
                lines += try perform(String(line.dropFirst(2)), harness)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func perform(_ command: String, _ harness: CommandHarness) throws -> [String] {
        // One stream for both, so that the order is the one that a person sees.
        let places = TranscriptPlaces(harness: harness)
        var call = ProgramCall("/bin/sh", ["-c", "exec 2>&1\n" + places.shown(command)])
        call.environment = try harness.environment()
        call.directory = harness.person
        let run = try ProgramRun.run(call)
        var lines = places.hidden(run.output)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        // An empty line of output would end the block for a reader.
        lines = lines.map { $0.isEmpty ? "~" : $0 }
        return run.status == 0 ? lines : lines + ["[status \(run.status)]"]
    }
}

/// What happens outside of commands: publishing, editing.
struct TranscriptStage {
    let harness: CommandHarness

    /// `publish NAME VERSION [arguments=…] [greeting=…] [published=…] [status=…] [config=JSON]`, or
    /// `bundle FILE VERSION`, or `closures FILE [later]`, or `document JSON`.
    func prepare(_ words: [String]) throws {
        switch words.first {
        case "publish": try publish(words[1], try bundle(words[2], words.dropFirst(3)), words)
        case "bundle":
            let bytes = try bundle(words[2], words.dropFirst(3)).bytes()
            try writeFile(harness.person + "/" + words[1], bytes)
        case "closures":
            let lock = ClosureLock.text(isLater: words.last == "later")
            try writeFile(TranscriptPlaces(harness: harness).shown(words[1]), Array(lock.utf8))
        case "document":
            try harness.registry.publish(.init(parsing: words.dropFirst().joined(separator: " ")))
        default: throw CocoaError(.formatting)
        }
    }

    private func publish(_ name: String, _ bundle: ServerBundle, _ words: [String]) throws {
        try harness.registry.publish(
            bundle,
            as: name,
            published: published(words),
            status: option("status", words) ?? "active"
        )
    }

    private func published(_ words: [String]) -> String {
        guard let text = option("published", words) else { return "2026-01-02T03:04:05Z" }
        guard text == "yesterday" else { return text }
        return ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -86_400))
    }

    private func bundle(_ version: String, _ words: ArraySlice<String>) throws -> ServerBundle {
        var bundle = ServerBundle(version)
        bundle.greeting = option("greeting", Array(words)) ?? bundle.greeting
        bundle.arguments =
            option("arguments", Array(words))?.split(separator: ",").map(String.init) ?? []
        bundle.userConfig = try option("config", Array(words)).map { try .init(parsing: $0) }
        return bundle
    }

    private func option(_ name: String, _ words: [String]) -> String? {
        words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

/// Puts names in the place of what differs from run to run.
struct TranscriptPlaces {
    let harness: CommandHarness

    /// The places of this run instead of their names.
    func shown(_ command: String) -> String {
        places.reduce(command) { $0.replacing($1.name, with: $1.path) }
    }

    /// Names instead of the places of this run.
    func hidden(_ text: String) -> String {
        let text = places.reduce(text) { $0.replacing($1.path, with: $1.name) }
        return Self.patterns.reduce(text) { text, pattern in
            text.replacingOccurrences(of: pattern.0, with: pattern.1, options: .regularExpression)
        }
    }

    private var places: [(path: String, name: String)] {
        [
            (harness.home, "{home}"), (harness.person, "{person}"),
            (harness.project, "{project}"), (harness.registry.directory, "{registry}"),
            (harness.tree.path, "{root}"), ((try? Programs.directory()) ?? "", "{programs}/"),
        ]
    }

    private static let patterns = [
        ("[0-9a-f]{64}", "{digest}"),
        (#"-[0-9a-f]{12}(?![0-9a-f])"#, "-{digest12}"),
        ("instances/[0-9a-f]{16}", "instances/{project-digest}"),
        ("(size = |\"size\":|\"bytes\":)[0-9]+", "$1{size}"),
        ("process [0-9]+", "process {pid}"),
    ]
}
