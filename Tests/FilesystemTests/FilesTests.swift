import Filesystem
import Foundation
import Paths
import Testing

@Suite struct FilesTests {
    private let scratch: ScratchDirectory
    private let directory: Directory

    init() throws {
        scratch = try ScratchDirectory()
        directory = try Directory.open(scratch.path)
    }

    @Test("A replaced file has the new bytes and mode, and nothing is left beside it")
    func replaces() throws {
        let file = scratch.path.appending("config.json")
        try Files.replace(file, with: Array("old, and longer".utf8))
        let before = try #require(try Files.status(file))
        try Files.replace(file, with: Array("new".utf8), mode: 0o644)
        let after = try #require(try Files.status(file))
        #expect(scratch.text("config.json") == "new")
        #expect(before.permissions == 0o600)
        #expect(after.permissions == 0o644)
        #expect(after.inode != before.inode)
        #expect(try directory.names() == ["config.json"])
    }

    @Test("An open reader keeps the old bytes while the file is replaced")
    func replacesAtomically() throws {
        let file = scratch.path.appending("config.json")
        try Files.replace(file, with: Array("old".utf8))
        let reader = try OpenFile.reading(file)
        try Files.replace(file, with: Array("new".utf8))
        #expect(try reader.readAll(limit: .kibibytes(1)) == Array("old".utf8))
    }

    @Test("The leftover of an attempt that died is used up by the next")
    func usesUpLeftovers() throws {
        try scratch.write("half of somethi", to: ".config.json.mcppkg-new")
        try Files.replace(scratch.path.appending("config.json"), with: Array("whole".utf8))
        #expect(scratch.text("config.json") == "whole")
        #expect(try directory.names() == ["config.json"])
    }

    @Test("When a file cannot be replaced, the old one stays and nothing is left beside it")
    func keepsTheOldOne() throws {
        _ = try directory.make("taken").createFile("inside")
        #expect(throws: FilesystemError.self) {
            try Files.replace(scratch.path.appending("taken"), with: Array("new".utf8))
        }
        #expect(try directory.names() == ["taken"])
        #expect(throws: FilesystemError.self) {
            try Files.replace(try AbsolutePath("no/such/file", below: scratch.path), with: [])
        }
    }

    @Test("A link in place of the leftover is not written through")
    func refusesPlantedLinks() throws {
        try scratch.write("kept", to: "victim")
        try directory.makeSymbolicLink(".config.json.mcppkg-new", to: "victim")
        #expect(throws: FilesystemError.self) {
            try Files.replace(scratch.path.appending("config.json"), with: Array("new".utf8))
        }
        #expect(scratch.text("victim") == "kept")
    }

    @Test("Removing is done once and harmless twice")
    func removes() throws {
        let file = scratch.path.appending("gone")
        try Files.replace(file, with: [])
        try Files.remove(file)
        try Files.remove(file)
        #expect(try Files.status(file) == nil)
    }

    @Test("A real path has no links")
    func resolvesLinks() throws {
        _ = try directory.make("real")
        try directory.makeSymbolicLink("link", to: "real")
        let link = scratch.path.appending("link")
        #expect(try Files.realPath(link) == scratch.path.appending("real"))
        #expect(try Files.status(link, followingLinks: false)?.kind == .link)
        #expect(try Files.status(link)?.kind == .directory)
    }

    @Test("A program is a file with an execute bit")
    func findsPrograms() throws {
        try Files.replace(scratch.path.appending("program"), with: [], mode: 0o755)
        try Files.replace(scratch.path.appending("text"), with: [], mode: 0o644)
        #expect(Files.isExecutable(scratch.path.appending("program")))
        #expect(!Files.isExecutable(scratch.path.appending("text")))
        #expect(!Files.isExecutable(scratch.path))
    }

    @Test("A changed byte, mode or name changes the fingerprint")
    func fingerprints() throws {
        let file = scratch.path.appending("file")
        try Files.replace(file, with: Array("a".utf8))
        let first = try #require(try Files.status(file)).fingerprint
        #expect(try Files.status(file)?.fingerprint == first)
        try Files.replace(file, with: Array("b".utf8))
        #expect(try Files.status(file)?.fingerprint != first)
    }
}
