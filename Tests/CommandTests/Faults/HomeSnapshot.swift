import Foundation
import TestSupport

/// A harness as it was once, to be put back any number of times at the same place.
final class HomeSnapshot: Sendable {
    let harness: CommandHarness
    private let copy: TemporaryTree

    init(of harness: CommandHarness) throws {
        self.harness = harness
        copy = try TemporaryTree(inMemory: true)
        try TemporaryTree.copy(harness.tree.path + "/.", to: copy.path)
    }

    /// Puts everything back.
    func restore() throws {
        var call = ProgramCall(
            "/bin/sh",
            [
                "-c", #"chmod -R u+w "$1" && rm -rf "$1"/* && cp -Rp "$2"/. "$1""#, "sh",
                harness.tree.path, copy.path,
            ]
        )
        call.environment = ["PATH": "/usr/bin:/bin"]
        let run = try ProgramRun.run(call)
        guard run.status == 0 else { throw ArrangementFailed(line: "restore", errors: run.errors) }
    }
}
