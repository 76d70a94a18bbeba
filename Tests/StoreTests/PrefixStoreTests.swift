import Filesystem
import Foundation
import PackageModel
import Paths
import Store
import Testing

@Suite("Prefixes")
struct PrefixStoreTests {
    private let fixture: StoreFixture
    private let name = RelativePath.parsed("server/data.txt")

    init() throws { fixture = try StoreFixture() }

    @Test("are read-only, complete and sealed")
    func sealed() throws {
        let prefix = try fixture.install(try fixture.admit())
        #expect(fixture.text(prefix.appending(name)) == "some data\n")
        #expect(try Files.status(prefix.appending(name))?.permissions == 0o444)
        #expect(try Files.status(prefix.appending(name).parent)?.permissions == 0o555)
        #expect(try Files.status(prefix)?.permissions == 0o555)
        let seal = try Seal(
            parsing: Array(
                try #require(fixture.text(prefix.appending(".mcppkg").appending("seal"))).utf8
            )
        )
        #expect(prefix.name == "1.0.0-" + seal.digest.short)
        #expect(
            seal.entries.map(\.path.description) == [
                ".mcppkg/facts.json", "manifest.json", "server/data.txt", "server/index.js",
            ]
        )
        #expect(try fixture.names(fixture.layout.staging) == ["mutex"])
    }

    @Test("of the same artifact and facts are the same directory")
    func shared() throws {
        let artifact = try fixture.admit()
        let first = try fixture.install(artifact)
        let inode = try Files.status(first)?.inode
        #expect(try fixture.install(artifact) == first)
        #expect(try Files.status(first)?.inode == inode)
    }

    @Test("share the bytes of the store where the file system can link or clone")
    func linked() throws {
        let artifact = try fixture.admit()
        let prefix = try fixture.install(artifact)
        let tree = fixture.layout.unpacked(artifact.digest).appending("tree")
        let source = try #require(try Files.status(tree.appending(name)))
        let target = try #require(try Files.status(prefix.appending(name)))
        // A clone has an inode of its own and the content of the other; a link has the same inode.
        #expect(source.inode == target.inode || fixture.text(prefix.appending(name)) != nil)
        #expect(source.inode != target.inode || target.links >= 2)
    }

    @Test("get the artifact's bytes even when a file of the store was changed")
    func repaired() throws {
        let artifact = try fixture.admit()
        _ = try fixture.install(artifact)
        let file = fixture.layout.unpacked(artifact.digest).appending("tree").appending(name)
        try fixture.overwrite(file, with: "EVIL data\n")
        try TemporaryRemoval.remove(fixture.layout.servers)
        let prefix = try fixture.install(artifact)
        #expect(fixture.text(prefix.appending(name)) == "some data\n")
        #expect(fixture.text(file) == "some data\n")
        #expect(try fixture.names(fixture.layout.staging) == ["mutex"])
    }

    @Test("get the artifact's bytes even when a file of the store is gone")
    func missing() throws {
        let artifact = try fixture.admit()
        _ = try fixture.install(artifact)
        let tree = fixture.layout.unpacked(artifact.digest).appending("tree")
        try TemporaryRemoval.remove(tree.appending("server"))
        try TemporaryRemoval.remove(fixture.layout.servers)
        let prefix = try fixture.install(artifact)
        #expect(fixture.text(prefix.appending(name)) == "some data\n")
    }

    @Test("are not built from an artifact whose own bytes were changed")
    func damagedArtifact() throws {
        let artifact = try fixture.admit()
        _ = try fixture.install(artifact)
        let tree = fixture.layout.unpacked(artifact.digest).appending("tree")
        try TemporaryRemoval.remove(fixture.layout.servers)
        try fixture.overwrite(tree.appending(name), with: "EVIL data\n")
        try fixture.overwrite(fixture.layout.content(artifact.digest), with: "PK\u{3}\u{4}EVIL")
        #expect(throws: StoreError.self) { try fixture.install(artifact) }
        #expect(try fixture.names(fixture.layout.versions(of: StoreFixture.server)).isEmpty)
    }

    @Test("that were retired can be made again under the same name")
    func retired() throws {
        let artifact = try fixture.admit()
        let prefix = try fixture.install(artifact)
        let staging = try fixture.begin()
        try PrefixStore(layout: fixture.layout).retire(prefix, staging: staging)
        #expect(!fixture.exists(prefix))
        #expect(try fixture.install(artifact) == prefix)
    }

    @Test("come with a record of every file and directory as the kernel has them")
    func recorded() throws {
        let prefix = try fixture.install(try fixture.admit())
        let seal = try Seal(
            parsing: Array(
                try #require(fixture.text(prefix.appending(".mcppkg").appending("seal"))).utf8
            )
        )
        let bytes = try #require(
            try Files.read(fixture.layout.statRecord(of: seal.digest), limit: .mebibytes(1))
        )
        let record = try #require(StatRecord(parsing: bytes))
        #expect(
            record.entries.map(\.path).sorted() == [
                ".", ".mcppkg", ".mcppkg/facts.json", ".mcppkg/seal", "manifest.json", "server",
                "server/data.txt", "server/index.js",
            ]
        )
        for entry in record.entries {
            let place = try AbsolutePath(entry.path, below: prefix)
            #expect(try Files.status(place)?.fingerprint == entry.fingerprint)
        }
    }

    @Test("give programs of the bundle the right to be executed")
    func executable() throws {
        let store = PrefixStore(layout: fixture.layout)
        let staged = try store.stage(
            try fixture.admit(),
            executables: [name],
            facts: [],
            staging: try fixture.begin()
        )
        let prefix = try store.place(staged, server: StoreFixture.server, version: "1.0.0")
        #expect(try Files.status(prefix.appending(name))?.permissions == 0o555)
        #expect(fixture.text(prefix.appending(name)) == "some data\n")
    }

    @Test("that are staged and not placed go with their staging")
    func abandoned() throws {
        let artifact = try fixture.admit()
        do {
            let staging = try fixture.begin()
            let store = PrefixStore(layout: fixture.layout)
            _ = try store.stage(artifact, facts: [], staging: staging)
            #expect(try !fixture.names(staging.directory.path).isEmpty)
        }
        #expect(try fixture.names(fixture.layout.staging) == ["mutex"])
        #expect(try fixture.names(fixture.layout.versions(of: StoreFixture.server)).isEmpty)
    }
}
