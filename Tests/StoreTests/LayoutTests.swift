import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Paths
import Store
import TestSupport
import Testing

@Suite("Prefixes of several packages")
struct LayoutTests {
    private let fixture: StoreFixture
    private let staging: Staging
    private let store: PrefixStore

    init() throws {
        fixture = try StoreFixture()
        staging = try fixture.begin()
        store = PrefixStore(layout: fixture.layout)
    }

    private func stage(_ layout: PrefixLayout, _ packages: [UnpackedTree]) throws -> StagedPrefix {
        try store.stage(
            layout: layout,
            packages: packages,
            facts: [("facts.json", Array("{}".utf8))],
            staging: staging
        )
    }

    private func install(_ layout: PrefixLayout, _ packages: [UnpackedTree]) throws -> AbsolutePath
    {
        try store.place(try stage(layout, packages), server: StoreFixture.server, version: "1")
    }

    private func refusal(_ layout: PrefixLayout, _ packages: [UnpackedTree] = []) -> StoreError? {
        #expect(throws: StoreError.self) { try stage(layout, packages) }
    }

    @Test("have files, written files and links where the layout says, and a seal that lists them")
    func complete() throws {
        let first = try fixture.package([("index.js", "1"), ("lib/a.js", "a")], staging)
        let second = try fixture.package([("index.js", "2")], staging)
        var layout = PrefixLayout()
        try layout.place(first, 0, below: "node_modules/first")
        try layout.place(second, 1, below: "node_modules/second")
        try layout.write("bin/run", "#!\n", mode: 0o555)
        try layout.link("node_modules/.bin/first", to: "../first/index.js")
        try layout.link("bin/node", to: "/opt/runtime/bin/node")

        let prefix = try install(layout, [first, second])

        let modules = prefix.appending("node_modules")
        #expect(fixture.text(modules.appending("second").appending("index.js")) == "2")
        #expect(fixture.text(modules.appending("first").appending("lib").appending("a.js")) == "a")
        #expect(try Files.status(prefix.appending("bin").appending("run"))?.permissions == 0o555)
        #expect(
            try Directory.open(prefix.appending("bin")).readLink("node") == "/opt/runtime/bin/node"
        )
        #expect(fixture.text(modules.appending(".bin").appending("first")) == "1")
        #expect(try Files.status(modules)?.permissions == 0o555)
        let bytes = try #require(fixture.text(prefix.appending(".mcppkg").appending("seal"))).utf8
        let seal = try Seal(parsing: Array(bytes))
        #expect(
            seal.entries.map(\.path.description) == [
                ".mcppkg/facts.json", "bin/node", "bin/run", "node_modules/.bin/first",
                "node_modules/first/index.js", "node_modules/first/lib/a.js",
                "node_modules/second/index.js",
            ]
        )
        #expect(
            seal.entries.filter(\.isLink).map(\.digest) == [
                Digest(of: "/opt/runtime/bin/node".utf8), Digest(of: "../first/index.js".utf8),
            ]
        )
    }

    @Test("come with a record of every file, link and directory as the kernel has them")
    func recorded() throws {
        let tree = try fixture.package([("a.js", "1"), ("b/c.js", "2")], staging)
        var layout = PrefixLayout()
        try layout.place(tree, 0, below: "m/a")
        try layout.place(tree, 0, below: "m/b")
        try layout.link("l", to: "m")
        let prefix = try install(layout, [tree])
        let digest = try #require(
            try fixture.names(fixture.layout.seals).first.flatMap(Digest.init(hex:))
        )
        let record = try fixture.record(fixture.layout.statRecord(of: digest))
        #expect(record.entries.count == 14)
        for entry in record.entries {
            let place = try AbsolutePath(entry.path, below: prefix)
            #expect(
                try Files.status(place, followingLinks: false)?.fingerprint == entry.fingerprint
            )
        }
    }

    @Test("merge what two packages have alike, and refuse what they have differently")
    func merged() throws {
        let first = try fixture.package([("same", "1"), ("other", "1")], title: "one 1.0", staging)
        let second = try fixture.package(
            [("same", "1"), ("other", "2")],
            title: "two 2.0",
            staging
        )
        var layout = PrefixLayout()
        try layout.place(first, 0, below: "m")
        try layout.place(second, 1, below: "m")
        let error = try #require(refusal(layout, [first, second]))
        #expect(error.code.description == "store.conflict")
        #expect(error.category.exitStatus == 4)
        #expect(
            error.reason == "`m/other` is in `one 1.0` and in `two 2.0`, with different content"
        )
        layout.placements.removeAll { $0.path.name == "other" }
        try layout.write("m/same", "1")
        let seal = try stage(layout, [first, second]).seal
        #expect(seal.entries.map(\.path.description) == [".mcppkg/facts.json", "m/same"])
        try layout.write("m/same", "1", mode: 0o555)
        #expect(refusal(layout, [first, second])?.code.description == "store.conflict")
    }

    @Test("share the bytes of the store, with other permissions as a copy")
    func linked() throws {
        let tree = try fixture.package([("a.js", "1"), ("run.js", "2")], staging)
        var layout = PrefixLayout()
        try layout.place(tree, 0, below: "m")
        let run = layout.placements.removeLast()
        layout.placements.append(
            .init(package: 0, entry: run.entry, path: run.path, mode: 0o555)
        )
        let prefix = try install(layout, [tree])
        let source = try #require(try Files.status(tree.directory.appending("a.js")))
        let target = try #require(try Files.status(prefix.appending("m").appending("a.js")))
        #expect(source.inode == target.inode ? source.links == 2 : source.links == 1)
        let program = try #require(try Files.status(prefix.appending("m").appending("run.js")))
        #expect(program.permissions == 0o555)
        #expect(try Files.status(tree.directory.appending("run.js"))?.inode != program.inode)
    }

    @Test("are built again without hashing, and notice a file of the store that was changed")
    func renewed() throws {
        let files = [("a.js", "1111"), ("b.js", "2222"), ("c/d.js", "3333")]
        let artifact = try fixture.package(files, staging)
        var layout = PrefixLayout()
        try layout.place(artifact, 0, below: "m")
        layout.placements.removeFirst()
        layout.placements.reverse()
        _ = try install(layout, [artifact])
        let known = try UnpackedStore(layout: fixture.layout).existing(artifact.artifact, as: .npm)
        let tree = try #require(known)
        let statuses = try tree.seal.entries.map {
            try Files.status(tree.directory.appending($0.path))?.fingerprint
        }
        let record = try fixture.record(tree.directory.parent.appending("stat"))
        #expect(record.entries.map(\.fingerprint) == statuses)

        try fixture.overwrite(tree.directory.appending("b.js"), with: "EVIL")
        try TemporaryRemoval.remove(fixture.layout.servers)
        let prefix = try install(layout, [tree])
        #expect(fixture.text(prefix.appending("m").appending("b.js")) == "2222")
        #expect(fixture.text(tree.directory.appending("b.js")) == "2222")
    }

    @Test("have a link of a runtime's tree, checked against its seal and for its new place")
    func runtimeLinks() throws {
        var writer = TarWriter()
        writer.add("python/bin/python3.12", "elf", mode: 0o755)
        writer.records.append(.init("python/bin/python3", to: "python3.12"))
        writer.records.append(.init("python/lib/up", to: "../bin"))
        let artifact = try fixture.admit(bytes: writer.gzipped())
        let tree = try UnpackedStore(layout: fixture.layout).tree(
            of: artifact,
            as: .runtime(stripComponents: 1),
            staging: staging
        )
        var layout = PrefixLayout(
            placements: tree.seal.entries.map {
                .init(package: 0, entry: $0, path: $0.path, mode: $0.mode)
            }
        )
        let staged = try stage(layout, [tree])
        let place = fixture.layout.runtime("cpython", version: "3.12", digest: staged.seal.digest)
        try store.place(staged, at: place)
        #expect(fixture.text(place.appending("bin").appending("python3")) == "elf")
        #expect(fixture.text(place.appending("lib").appending("up").appending("python3")) == "elf")

        let top = try RelativePath(parsing: "up")
        layout.placements = tree.seal.entries.filter { $0.path.name == "up" }.map {
            .init(package: 0, entry: $0, path: top, mode: $0.mode)
        }
        #expect(refusal(layout, [tree])?.code.description == "store.layout")
        let bin = try Directory.open(tree.directory.appending("bin"))
        try bin.removeFile("python3")
        try bin.makeSymbolicLink("python3", to: "evil")
        layout.placements = tree.seal.entries.filter { $0.path.name == "python3" }.map {
            .init(package: 0, entry: $0, path: $0.path, mode: $0.mode)
        }
        let again = try stage(layout, [tree])
        #expect(again.seal.entries.last?.digest == Digest(of: "python3.12".utf8))
    }

    @Test("leave what was written down of other prefixes with the same packages true")
    func shared() throws {
        let files = [("a.js", "1111"), ("c/d.js", "3333")]
        var layout = PrefixLayout()
        let fresh = try fixture.package(files, staging)
        try layout.place(fresh, 0, below: "m")
        let first = try install(layout, [fresh])
        let known = try UnpackedStore(layout: fixture.layout).existing(fresh.artifact, as: .npm)
        try layout.write("other", "1")
        _ = try install(layout, [try #require(known)])
        let names = try fixture.names(fixture.layout.seals)
        let seal = try #require(
            names.compactMap(Digest.init(hex:)).first { first.name.hasSuffix($0.short) }
        )
        #expect(names.count == 2)
        let record = try fixture.record(fixture.layout.statRecord(of: seal))
        for entry in record.entries {
            let place = try AbsolutePath(entry.path, below: first)
            #expect(
                try Files.status(place, followingLinks: false)?.fingerprint == entry.fingerprint
            )
        }
    }

    /// One layout that cannot be, and what is said of it.
    struct Impossible: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (inout PrefixLayout) throws -> Void

        static let all = [
            Impossible(testDescription: "leads out of the prefix") {
                try $0.link("bin/x", to: "../../etc")
            },
            Impossible(testDescription: "leads out of the prefix: `a/../b`") {
                try $0.link("bin/x", to: "a/../b")
            },
            Impossible(testDescription: "leads out of the prefix: `/etc/../x`") {
                try $0.link("bin/x", to: "/etc/../x")
            },
            Impossible(testDescription: "is a file and a directory at once") {
                try $0.write("a", "1")
                try $0.write("a.b", "1")
                try $0.write("a/b", "1")
            },
            Impossible(testDescription: "is a file and a directory at once") {
                try $0.link("a", to: "b")
                try $0.write("a/x/y", "1")
            },
            Impossible(testDescription: "keeps for itself") { try $0.write(".mcppkg/x", "1") },
            Impossible(testDescription: "keeps for itself") { try $0.write(".McpPkg", "1") },
            Impossible(testDescription: "permissions") { try $0.write("a", "1", mode: 0o4755) },
        ]
    }

    @Test("are not made where a path cannot be", arguments: Impossible.all)
    func impossible(_ one: Impossible) throws {
        var layout = PrefixLayout()
        try one.make(&layout)
        let error = try #require(refusal(layout))
        #expect(error.code.description == "store.layout")
        #expect(error.category.exitStatus == 4)
        #expect(error.reason.contains(one.testDescription))
        #expect(try fixture.names(staging.directory.path).isEmpty)
    }

    @Test("are not made from an entry that its package does not have")
    func foreign() throws {
        let tree = try fixture.package([("a.js", "1")], staging)
        let entry = try #require(tree.seal.entries.first)
        let forged = Seal.Entry(path: entry.path, mode: 0o444, digest: Digest(of: "2".utf8))
        for (package, entry) in [(0, forged), (1, entry), (-1, entry)] {
            let layout = PrefixLayout(placements: [
                .init(package: package, entry: entry, path: entry.path, mode: 0o444)
            ])
            #expect(refusal(layout, [tree])?.code.description == "store.layout")
        }
    }
}
