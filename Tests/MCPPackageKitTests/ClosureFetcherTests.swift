import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Paths
import Store
import TestSupport
import Testing
import Transport
import Trust

@testable import MCPPackageKit

@Suite("Fetching a closure")
struct ClosureFetcherTests {
    @Test(
        "gives the trees in the order asked, each fetched once, with the titles asked for",
        arguments: [true, false]
    )
    func order(hasSize: Bool) throws {
        let fixture = try ClosureFixture()
        let trees = try fixture.trees(["p0", "p1", "p0", "p2"], hasSize: hasSize)
        #expect(trees.map(\.artifact) == ["p0", "p1", "p0", "p2"].map(fixture.digest))
        #expect(trees.map(\.title) == ["p0 1.0.0", "p1 1.0.0", "p0 1.0.0", "p2 1.0.0"])
        #expect(trees.map(\.seal.entries.count) == [2, 2, 2, 2])
        #expect(fixture.server.targets.sorted() == ["/p0", "/p1", "/p2"])
        #expect(try fixture.leftovers.isEmpty)
    }

    @Test(
        "needs no network and no artifacts for what is unpacked, and no network for what was fetched"
    )
    func present() throws {
        let fixture = try ClosureFixture()
        let environment = fixture.environment()
        _ = try ArtifactFetcher(environment: environment).fetch([fixture.wanted("p0")])
        try fixture.trees(["p1"])
        try Files.remove(fixture.layout.content(fixture.digest("p1")))
        let trees = try fixture.trees(["p1", "p0"], isOffline: true)
        #expect(trees.map(\.artifact) == ["p1", "p0"].map(fixture.digest))
        #expect(fixture.server.targets == ["/p0", "/p1"])
    }

    @Test("without network says so of what is missing")
    func offline() throws {
        let fixture = try ClosureFixture()
        try fixture.trees(["p1"])
        let error = #expect(throws: TransportError.self) {
            try fixture.trees(["p1", "p2"], isOffline: true)
        }
        #expect(error == .offline(url: fixture.server.baseURL + "/p2"))
    }

    @Test("refuses other bytes than those that are locked, and unpacks none of them")
    func otherBytes() throws {
        let evil = TarWriter([.init("package/evil", [1])]).gzipped()
        let fixture = try ClosureFixture(served: ["p1": evil])
        let error = #expect(throws: TrustError.self) {
            try fixture.trees(["p0", "p1"], hasSize: false)
        }
        #expect(error?.code.description == "trust.digest-mismatch")
        #expect(error?.category.exitStatus == 4)
        for digest in [fixture.digest("p1"), Digest(of: evil)] {
            #expect(try !fixture.content.contains(digest))
            #expect(try !fixture.unpacked.contains(digest, as: .npm))
        }
        #expect(try fixture.leftovers.isEmpty)
    }

    @Test("refuses a tree that its check refuses, before anybody can find it")
    func checked() throws {
        struct Refusal: Error {}
        let fixture = try ClosureFixture()
        let wrong = fixture.digest("p1")
        #expect(throws: Refusal.self) {
            try fixture.trees(["p0", "p1", "p2"]) { tree in
                if tree.artifact == wrong { throw Refusal() }
            }
        }
        #expect(try !fixture.unpacked.contains(wrong, as: .npm))
    }

    @Test("fetches again what was damaged in the store, as bytes and as a tree")
    func damaged() throws {
        let fixture = try ClosureFixture()
        let environment = fixture.environment()
        _ = try ArtifactFetcher(environment: environment).fetch([fixture.wanted("p0")])
        try fixture.damage("p0")
        try fixture.trees(["p1"])
        try Files.remove(fixture.layout.content(fixture.digest("p1")))
        try writeFile(
            fixture.layout.unpacked(fixture.digest("p1")).appending("seal").description,
            Array("torn".utf8)
        )
        let trees = try fixture.trees(["p0", "p1", "p2"])
        #expect(trees.map(\.seal.entries.count) == [2, 2, 2])
        #expect(fixture.server.targets.sorted() == ["/p0", "/p0", "/p1", "/p1", "/p2"])
    }

    @Test("collects what is large where it can be resumed")
    func large() throws {
        let fixture = try ClosureFixture(sizes: [3 << 20, 10])
        let bytes = try #require(fixture.tarballs["p0"])
        let partial = try fixture.content.partialFile(key: fixture.digest("p0"))
        try writeFile(partial.description, Array(bytes.prefix(2 << 20)))
        let trees = try fixture.trees(["p0", "p1"])
        #expect(trees.map(\.seal.entries.count) == [2, 2])
        let request = try #require(fixture.server.requests.first { $0.target == "/p0" })
        #expect(request["range"] == "bytes=\(2 << 20)-")
    }

    @Test("names what npm names by SHA-512 alone by the SHA-256 of the same bytes")
    func integrity() throws {
        let fixture = try ClosureFixture()
        let wanted = try ["p0", "p1"].map {
            try fixture.wanted($0, isLocked: false, hasSize: false)
        }
        let fetcher = ArtifactFetcher(environment: fixture.environment())
        let artifacts = try fetcher.fetch(wanted)
        #expect(artifacts.map(\.digest) == ["p0", "p1"].map(fixture.digest))
        #expect(artifacts.map(\.size.bytes) == ["p0", "p1"].map { fixture.tarballs[$0]?.count })
    }

    @Test("refuses bytes of another SHA-512")
    func otherIntegrity() throws {
        let fixture = try ClosureFixture(served: ["p1": [1, 2, 3]])
        let wanted = try fixture.wanted("p1", isLocked: false, hasSize: false)
        let error = #expect(throws: TrustError.self) {
            try ArtifactFetcher(environment: fixture.environment()).fetch([wanted])
        }
        #expect(error?.code.description == "trust.integrity-mismatch")
        #expect(error?.category.exitStatus == 4)
        #expect(try !fixture.content.contains(Digest(of: [1, 2, 3])))
    }

    @Test("refuses a locked artifact whose bytes do not have the SHA-512 of the lock as well")
    func bothDigests() throws {
        let fixture = try ClosureFixture()
        var wanted = try fixture.wanted("p0")
        wanted.integrity = try fixture.integrity("p1")
        let error = #expect(throws: TrustError.self) {
            try ArtifactFetcher(environment: fixture.environment()).fetch([wanted])
        }
        #expect(error?.code.description == "trust.integrity-mismatch")
    }
}
