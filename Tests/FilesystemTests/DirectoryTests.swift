import Filesystem
import Foundation
import Paths
import Testing

@Suite struct DirectoryTests {
    private let scratch: ScratchDirectory
    private let directory: Directory

    init() throws {
        scratch = try ScratchDirectory()
        directory = try Directory.open(scratch.path)
    }

    private func path(_ text: String) throws -> RelativePath { try RelativePath(parsing: text) }

    @Test("Names are sorted and include neither dot")
    func lists() throws {
        for name in ["b", "a", ".hidden", "ü"] { try scratch.write("", to: name) }
        #expect(try directory.names() == [".hidden", "a", "b", "ü"].sorted())
        #expect(try directory.names() == directory.names())
    }

    @Test("Missing parents are created with the mode, existing ones are left as they are")
    func creates() throws {
        let made = try Directory.create(try AbsolutePath("x/y/z", below: scratch.path), mode: 0o750)
        #expect(made.path.description == scratch.path.description + "/x/y/z")
        let again = try Directory.create(made.path, mode: 0o700)
        #expect(try again.names() == [])
        #expect(try directory.status(path("x/y"))?.kind == .directory)
        #expect(try directory.status(path("x"))?.permissions == 0o750)
    }

    @Test("A link is opened neither as a directory, nor as a file, nor on the way to one")
    func refusesLinks() throws {
        let inner = try directory.make("real")
        _ = try inner.createFile("file")
        try directory.makeSymbolicLink("link", to: "real")
        try inner.makeSymbolicLink("alias", to: "file")
        #expect(throws: FilesystemError.self) { try directory.open(path("link")) }
        #expect(throws: FilesystemError.self) { try directory.openFile(path("link/file")) }
        #expect(throws: FilesystemError.self) { try directory.openFile(path("real/alias")) }
        #expect(throws: FilesystemError.self) { try inner.replaceFile("alias") }
        #expect(try directory.status(path("link"))?.kind == .link)
        #expect(try directory.readLink("link") == "real")
    }

    @Test("A new file is made once and never over another")
    func createsExclusively() throws {
        let file = try directory.createFile("new", mode: 0o640)
        try file.write(Array("text".utf8))
        #expect(throws: FilesystemError.self) { try directory.createFile("new") }
        #expect(scratch.text("new") == "text")
        #expect(try directory.openFile(path("new")).readAll(limit: .kibibytes(1)).count == 4)
    }

    @Test("A rename that must not replace anything says so and moves nothing")
    func renamesExclusively() throws {
        _ = try directory.make("old").createFile("inside")
        _ = try directory.make("new").createFile("other")
        #expect(throws: FilesystemError.self) { try directory.renameExclusively("old", to: "new") }
        #expect(try directory.names() == ["new", "old"])
        try directory.renameExclusively("old", to: "third")
        #expect(try directory.open(path("third")).names() == ["inside"])
    }

    @Test("A whole tree goes, with read-only directories, and links go as links")
    func removesTrees() throws {
        try scratch.write("kept", to: "outside")
        let tree = try directory.make("tree")
        let sealed = try tree.make("sealed")
        _ = try sealed.createFile("file", mode: 0o444)
        try sealed.makeSymbolicLink("out", to: scratch.path.description + "/outside")
        try tree.makeSymbolicLink("up", to: "..")
        try sealed.changeMode(to: 0o555)
        try directory.removeTree("tree")
        try directory.removeTree("tree")
        #expect(try directory.names() == ["outside"])
        #expect(scratch.text("outside") == "kept")
    }

    @Test("A tree goes even when its names are not UTF-8", .enabled(if: isLinux))
    func removesNamesThatAreNoText() throws {
        let tree = try directory.make("tree")
        let name = [0x66, 0xFF, 0xFE, 0].map { CChar(truncatingIfNeeded: $0) }
        try #require(mkdirat(tree.descriptor, name, 0o700) == 0)
        try directory.removeTree("tree")
        #expect(try directory.names() == [])
    }

    @Test("Removing one file by the name of a tree removes that file")
    func removesFiles() throws {
        try scratch.write("", to: "file")
        try directory.removeTree("file")
        #expect(try directory.status(path("file")) == nil)
    }

    @Test("Reading stops at the limit")
    func limitsReading() throws {
        try scratch.write(String(repeating: "x", count: 1025), to: "big")
        let file = scratch.path.appending("big")
        #expect(throws: FilesystemError.tooLarge(path: file.description, limit: .kibibytes(1))) {
            try Files.read(file, limit: .kibibytes(1))
        }
        #expect(try Files.read(file, limit: .kibibytes(2))?.count == 1025)
        #expect(try Files.read(scratch.path.appending("none"), limit: .kibibytes(1)) == nil)
    }

    @Test("An endless file is refused although it claims to be empty", .enabled(if: isLinux))
    func limitsEndlessReading() throws {
        let zero = try AbsolutePath(parsing: "/dev/zero")
        #expect(throws: FilesystemError.self) { try Files.read(zero, limit: .mebibytes(1)) }
    }
}

#if os(Linux)
private let isLinux = true
#else
private let isLinux = false
#endif
