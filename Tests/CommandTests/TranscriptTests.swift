import Foundation
import TestSupport
import Testing

/// The folder of recorded sessions, beside this file.
private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Transcripts")

private let topics = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".txt") }.sorted()

@Suite("Whole commands")
struct TranscriptTests {
    /// `MCPPKG_UPDATE_TRANSCRIPTS=1` writes down what happens now; the difference is then reviewed.
    private static let isUpdating =
        ProcessInfo.processInfo.environment["MCPPKG_UPDATE_TRANSCRIPTS"] == "1"

    @Test("say and do what their transcript says", arguments: topics)
    func transcript(_ topic: String) throws {
        let file = folder.appending(path: topic)
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let performed = try Transcript(text: recorded).performed()
        if Self.isUpdating { return try Data(performed.utf8).write(to: file) }
        let difference = firstDifference(recorded, performed)
        #expect(difference == nil, "set MCPPKG_UPDATE_TRANSCRIPTS=1 when this is meant")
    }

    @Test("are recorded")
    func recorded() {
        #expect(topics.count >= 12)
    }

    /// The first line that differs, with the command it belongs to.
    private func firstDifference(_ recorded: String, _ performed: String) -> String? {
        guard recorded != performed else { return nil }
        let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
        let new = performed.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(old, new).prefix { $0 == $1 }.count
        let command = new.prefix(line + 1).last { $0.hasPrefix("$ ") } ?? ""
        let expected = line < old.count ? String(old[line]) : "the end"
        let found = line < new.count ? String(new[line]) : "the end"
        return "line \(line + 1), after `\(command)`\n  recorded: \(expected)\n  now:      \(found)"
    }
}
