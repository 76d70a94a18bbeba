import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Store
import Testing

@Suite("The content store")
struct ContentStoreTests {
    private let fixture: StoreFixture

    init() throws { fixture = try StoreFixture() }

    @Test("keeps an artifact under its digest and gives its bytes back")
    func kept() throws {
        let artifact = try fixture.admit()
        let content = ContentStore(layout: fixture.layout)
        #expect(try content.contains(artifact.digest))
        let bytes = try content.open(artifact.digest).readAll(limit: .mebibytes(1))
        #expect(Digest(of: bytes) == artifact.digest)
        #expect(try fixture.names(fixture.layout.partial).isEmpty)
    }

    @Test("gives no bytes of another digest, and puts them out of the way")
    func damaged() throws {
        let artifact = try fixture.admit()
        try fixture.overwrite(fixture.layout.content(artifact.digest), with: "x")
        let content = ContentStore(layout: fixture.layout)
        #expect(throws: StoreError.self) { try content.open(artifact.digest) }
        #expect(try !content.contains(artifact.digest))
    }

    @Test("knows what it does not have")
    func missing() throws {
        let content = ContentStore(layout: fixture.layout)
        let digest = Digest(of: "nothing".utf8)
        #expect(try !content.contains(digest))
        #expect(throws: StoreError.self) { try content.open(digest) }
    }

    @Test("copies no more of a file than it may")
    func limit() throws {
        let source = fixture.root.appending("big")
        try fixture.write(source, String(repeating: "x", count: 5000))
        let content = ContentStore(layout: fixture.layout)
        let partial = try content.partialFile(key: Digest(of: "big".utf8))
        #expect(throws: StoreError.self) {
            try content.copy(source, to: partial, limit: .kibibytes(4))
        }
        let facts = try content.copy(source, to: partial, limit: .kibibytes(5))
        #expect(facts.size == ByteCount(5000))
        #expect(facts.digest == Digest(of: [UInt8](repeating: 0x78, count: 5000)))
    }
}
