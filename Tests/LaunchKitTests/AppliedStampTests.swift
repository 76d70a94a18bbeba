import Diagnostics
import Filesystem
import Foundation
import LaunchKit
import PackageModel
import Paths
import Testing

@Suite("The stamp of a sync with nothing to do")
struct AppliedStampTests {
    /// A settled home: everything is older than the sync that stamps it.
    private struct Home {
        let installed: Installation
        let hostFile: AbsolutePath

        init() throws {
            installed = try Installation()
            hostFile = try installed.scratch.write("host.json", "{}")
            try writeFile(installed.layout.manifest(of: .user), "{}")
            try writeFile(installed.layout.lockfile(of: .user), "version = 1\n")
        }

        var paths: [AbsolutePath] {
            AppliedStamp.watchedPaths(
                layout: installed.layout,
                scope: .user,
                instances: [(installed.id, installed.prefix)],
                hostFiles: [hostFile]
            )
        }

        func stamp(since started: Instant = Instant.systemNow().advanced(bySeconds: 60)) -> Bool {
            AppliedStamp.write(
                servers: [["id": "weather"]],
                paths: paths,
                prefixes: [SealedPrefix(path: installed.prefix, digest: installed.digest)],
                since: started,
                layout: installed.layout,
                scope: .user
            )
        }

        var isCurrent: Bool { AppliedStamp.isCurrent(layout: installed.layout, scope: .user) }
    }

    @Test("Nothing changed means current, with the stored servers")
    func current() throws {
        let home = try Home()
        #expect(home.stamp())
        let stamp = AppliedStamp.current(layout: home.installed.layout, scope: .user)
        #expect(stamp?.count == 1)
        #expect(stamp?.servers == Array(#"[{"id":"weather"}]"#.utf8))
    }

    @Test("A change of any watched path ends it", arguments: 0..<9)
    func change(_ index: Int) throws {
        let home = try Home()
        #expect(home.paths.count == 9)
        #expect(home.stamp())
        let path = home.paths[index]
        let isDirectory = try Files.status(path)?.kind == .directory
        if isDirectory {
            try setMode(path, 0o755)
        } else {
            try writeFile(path, "changed")
        }
        #expect(!home.isCurrent)
    }

    @Test("A path that disappears ends it")
    func disappearance() throws {
        let home = try Home()
        #expect(home.stamp())
        try FileManager.default.removeItem(atPath: home.hostFile.description)
        #expect(!home.isCurrent)
    }

    @Test("A manifest behind a link is watched where it really is")
    func link() throws {
        let home = try Home()
        let real = try home.installed.scratch.write("dotfiles/mcppkg.json", "{}")
        let manifest = home.installed.layout.manifest(of: .user)
        try FileManager.default.removeItem(atPath: manifest.description)
        try FileManager.default.createSymbolicLink(
            atPath: manifest.description,
            withDestinationPath: real.description
        )
        #expect(home.stamp())
        #expect(home.isCurrent)
        try writeFile(real, "{ }")
        #expect(!home.isCurrent)
    }

    @Test("A prefix that is not as it was sealed ends it", arguments: Damage.allCases)
    func damage(_ damage: Damage) throws {
        let home = try Home()
        #expect(home.stamp())
        #expect(home.isCurrent)
        try damage.inflict(on: home.installed)
        #expect(!home.isCurrent)
    }

    @Test("An unfinished transaction ends it", arguments: ["7.prepare", "7.commit"])
    func transaction(_ name: String) throws {
        let home = try Home()
        #expect(home.stamp())
        _ = try Directory.create(home.installed.layout.journal.appending(name))
        #expect(!home.isCurrent)
    }

    @Test("A finished transaction does not matter")
    func finished() throws {
        let home = try Home()
        #expect(home.stamp())
        _ = try Directory.create(home.installed.layout.journal.appending("7.done"))
        #expect(home.isCurrent)
    }

    @Test("What changed while the sync ran is not stamped")
    func race() throws {
        let home = try Home()
        #expect(!home.stamp(since: Instant.systemNow()))
        #expect(!home.isCurrent)
    }

    @Test("A stamp cut anywhere is not current, never a crash")
    func cut() throws {
        let home = try Home()
        #expect(home.stamp())
        let place = home.installed.layout.applied(in: .user)
        let bytes = try #require(try Files.read(place, limit: .mebibytes(1)))
        for length in 0..<bytes.count {
            try Files.replace(place, with: Array(bytes[..<length]))
            #expect(!home.isCurrent)
        }
    }
}
