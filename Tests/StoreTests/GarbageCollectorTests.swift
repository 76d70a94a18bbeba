import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Paths
import Store
import Testing

@Suite("The collector")
struct GarbageCollectorTests {
    private let fixture: StoreFixture
    private var layout: StoreLayout { fixture.layout }
    private let later = Instant.systemNow().advanced(bySeconds: 3600)

    init() throws { fixture = try StoreFixture() }

    private func collector() throws -> GarbageCollector {
        try GarbageCollector(layout: layout, holder: "tests", seconds: 0)
    }

    @Test("removes prefixes, trees and artifacts that nothing needs")
    func unneeded() throws {
        let artifact = try fixture.admit()
        let prefix = try fixture.install(artifact)
        let collected = try collector().collect(keeping: Roots(), madeBefore: later)
        #expect(collected.prefixes == [prefix])
        #expect(collected.artifacts == [artifact.digest])
        #expect(collected.freed.bytes > 0)
        #expect(!fixture.exists(prefix))
        #expect(try !ContentStore(layout: layout).contains(artifact.digest))
        #expect(try fixture.names(layout.unpacked).isEmpty)
        #expect(try fixture.names(layout.staging) == ["mutex"])
    }

    @Test("never takes what is a root")
    func roots() throws {
        let kept = try fixture.admit("1.0.0")
        let keptPrefix = try fixture.install(kept, version: "1.0.0")
        let other = try fixture.admit("2.0.0")
        let otherPrefix = try fixture.install(other, version: "2.0.0")
        var roots = Roots()
        roots.prefixes = [keptPrefix]
        roots.artifacts = [kept.digest]
        let collected = try collector().collect(keeping: roots, madeBefore: later)
        #expect(collected.prefixes == [otherPrefix])
        #expect(collected.artifacts == [other.digest])
        #expect(fixture.exists(keptPrefix))
        #expect(try ContentStore(layout: layout).contains(kept.digest))
        #expect(fixture.exists(layout.unpacked(kept.digest).appending("seal")))
    }

    @Test("never takes what is younger than it is told")
    func young() throws {
        let artifact = try fixture.admit()
        let prefix = try fixture.install(artifact)
        let earlier = Instant.systemNow().advanced(bySeconds: -3600)
        let collected = try collector().collect(keeping: Roots(), madeBefore: earlier)
        #expect(collected.prefixes.isEmpty && collected.artifacts.isEmpty)
        #expect(fixture.exists(prefix))
    }

    @Test("counts a file with two names once, when the last of them goes")
    func freed() throws {
        let artifact = try fixture.admit()
        var roots = Roots()
        roots.artifacts = [artifact.digest]
        _ = try fixture.install(artifact)
        let size = Array("some data\n".utf8).count
        let first = try collector().collect(keeping: roots, madeBefore: later)
        let second = try collector().collect(keeping: Roots(), madeBefore: later)
        #expect(second.freed.bytes >= size)
        #expect(second.freed.bytes > first.freed.bytes)
    }

    @Test("removes what interrupted commands left beside the prefixes")
    func leftovers() throws {
        try fixture.write(layout.staging.appending("gone-1").appending("file"), "left")
        try fixture.write(layout.partial.appending("abc"), "half")
        let prefix = try fixture.install(try fixture.admit())
        let kept = try fixture.names(layout.seals)
        #expect(kept.map { $0.prefix(12) } == [prefix.name.suffix(12)])
        let gone = String(repeating: "f", count: 64)
        try fixture.write(layout.seals.appending(gone), "record")
        try fixture.write(layout.seals.appending(".\(gone).mcppkg-new"), "record")
        var roots = Roots()
        roots.prefixes = [prefix]
        let collector = try collector()
        _ = try collector.collect(keeping: roots, madeBefore: later)
        _ = try collector.collectPartial()
        #expect(try fixture.names(layout.staging) == ["mutex"])
        #expect(try fixture.names(layout.partial).isEmpty)
        #expect(try fixture.names(layout.seals) == kept)
    }

    @Test("removes runtimes that nothing needs, and byte code of prefixes that are gone")
    func runtimes() throws {
        let store = PrefixStore(layout: layout)
        let places = try ["1", "2"].map { version in
            let staging = try fixture.begin()
            let staged = try store.stageFacts([(version, [1])], staging: staging)
            return try store.place(
                staged,
                at: layout.runtime("cpython", version: version, digest: staged.seal.digest)
            )
        }
        let prefix = try fixture.install(try fixture.admit())
        let digest = try #require(
            fixture.names(layout.seals).compactMap(Digest.init(hex:)).first {
                prefix.name.hasSuffix($0.short)
            }
        )
        let gone = Digest(of: "gone".utf8)
        for owner in [digest, gone] {
            let place = layout.bytecode(of: owner, interpreter: gone)
            try fixture.write(place.appending("a.pyc"), "code")
        }
        var roots = Roots()
        roots.prefixes = [places[1], prefix]
        let collected = try collector().collect(keeping: roots, madeBefore: later)
        #expect(collected.prefixes == [places[0]])
        #expect(!fixture.exists(places[0]) && fixture.exists(places[1]))
        #expect(try fixture.names(layout.bytecode) == [digest.hex])
        #expect(try fixture.names(layout.seals).count == 2)
    }
}
