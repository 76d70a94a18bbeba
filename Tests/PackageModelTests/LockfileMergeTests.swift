import Foundation
import PackageModel
import Testing

private typealias Sample = LockfileSample

@Suite("Lockfile under version control")
struct LockfileMergeTests {
    @Test("A new version of one server changes a handful of lines")
    func bump() throws {
        let old = Lockfile(
            servers: try (1...5).map { try Sample.fullServer($0, version: "1.0.0") }
        )
        var new = old
        new[try Sample.id(3)] = try Sample.fullServer(3, version: "1.0.1")
        let changes = difference(old, new)
        #expect(changes.removed == 4)
        #expect(changes.added == 4)
    }

    @Test("Adding a server only adds lines, wherever it comes", arguments: [1, 3, 7])
    func addition(number: Int) throws {
        let old = Lockfile(servers: [try Sample.server(2), try Sample.server(5)])
        var new = old
        new[try Sample.id(number)] = try Sample.server(number)
        let changes = difference(old, new)
        #expect(changes.removed == 0)
        #expect(changes.added == 10)
    }

    @Test("Branches that add servers on either side of one merge with plain git")
    func additionsMerge() throws {
        let base = Lockfile(servers: [try Sample.server(4)])
        let merged = try merge(base, [try Sample.server(1)], [try Sample.server(8)])
        let both = Lockfile(servers: [
            try Sample.server(1), try Sample.server(4),
            try Sample.server(8),
        ])
        #expect(merged.status == 0)
        #expect(merged.text == Sample.text(both))
    }

    @Test("A branch that adds a server merges with one that moves another to a new version")
    func additionAndBumpMerge() throws {
        let base = Lockfile(servers: [
            try Sample.fullServer(4, version: "1.0.0"), try Sample.server(6),
        ])
        let merged = try merge(
            base,
            [try Sample.fullServer(4, version: "1.1.0")],
            [try Sample.server(8)]
        )
        let both = [
            try Sample.fullServer(4, version: "1.1.0"), try Sample.server(6),
            try Sample.server(8),
        ]
        #expect(merged.status == 0)
        #expect(merged.text == Sample.text(Lockfile(servers: both)))
    }

    @Test("A merge that git could not make is reported with the lines of its markers")
    func conflict() throws {
        let base = Lockfile(servers: [try Sample.server(4)])
        let merged = try merge(
            base,
            [try Sample.server(4, version: "1.0.1")],
            [try Sample.server(4, version: "1.0.2")]
        )
        #expect(merged.status > 0)
        let marked = merged.text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
            .filter { ["<<<<<<<", "=======", ">>>>>>>"].contains($0.element.prefix(7)) }
            .map { $0.offset + 1 }
        let error = #expect(throws: LockfileError.self) {
            try Lockfile(parsing: Array(merged.text.utf8))
        }
        #expect(error == .unreadable(.conflictMarkers(lines: marked)))
        #expect(error?.code == "lock.conflict-markers")
        #expect(error?.remedy?.hasSuffix("run `mcppkg lock`") == true)
    }
}

/// How many lines went and came, as `diff` counts them.
private func difference(_ old: Lockfile, _ new: Lockfile) -> (removed: Int, added: Int) {
    let changes = Sample.text(new).split(separator: "\n", omittingEmptySubsequences: false)
        .difference(
            from: Sample.text(old).split(separator: "\n", omittingEmptySubsequences: false)
        )
    return (changes.removals.count, changes.insertions.count)
}

/// What `git merge-file` makes of two branches that each lock more servers than the base.
private func merge(
    _ base: Lockfile,
    _ ours: [LockedServer],
    _ theirs: [LockedServer]
) throws -> (status: Int32, text: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sides = [("ours", ours), ("base", []), ("theirs", theirs)]
    for (name, servers) in sides {
        var lock = base
        for server in servers { lock[server.id] = server }
        try Data(lock.bytes).write(to: folder.appending(path: name))
    }
    let git = Process()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments = ["git", "merge-file", "-q", "-p"] + sides.map(\.0)
    git.currentDirectoryURL = folder
    let output = Pipe()
    git.standardOutput = output
    try git.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    git.waitUntilExit()
    return (git.terminationStatus, String(decoding: bytes, as: UTF8.self))
}
