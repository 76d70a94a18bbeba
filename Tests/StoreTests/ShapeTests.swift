import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Paths
import Store
import TestSupport
import Testing

@Suite("Trees of artifacts")
struct ShapeTests {
    private let fixture: StoreFixture
    private let staging: Staging
    private let store: UnpackedStore

    init() throws {
        fixture = try StoreFixture()
        staging = try fixture.begin()
        store = UnpackedStore(layout: fixture.layout)
    }

    @Test(
        "of wheels may be looked at before anybody can find them, and are not made when that fails"
    )
    func checked() throws {
        struct Refusal: Error {}
        let wheel = try fixture.wheel([("a/b.py", "1"), ("a-1.dist-info/RECORD", "a/b.py,,\n")])
        let record = try RelativePath(parsing: "a-1.dist-info/RECORD")
        #expect(throws: Refusal.self) {
            try store.tree(of: wheel, as: .wheel, staging: staging) { tree in
                #expect(try !store.contains(wheel.digest, as: .wheel))
                #expect(try tree.read(record, limit: .kibibytes(1)) == Array("a/b.py,,\n".utf8))
                throw Refusal()
            }
        }
        #expect(try !store.contains(wheel.digest, as: .wheel))
        #expect(try ContentStore(layout: fixture.layout).contains(wheel.digest))
        let tree = try store.tree(of: wheel, as: .wheel, staging: staging)
        #expect(tree.seal.entries.map(\.path.description) == ["a-1.dist-info/RECORD", "a/b.py"])
        #expect(try tree.read(.init(parsing: "none"), limit: .kibibytes(1)) == nil)
        #expect(throws: StoreError.self) { try tree.read(record, limit: ByteCount(2)) }
        _ = try store.tree(of: wheel, as: .wheel, staging: staging) { _ in throw Refusal() }
    }

    @Test("unpacked by the rules of one shape do not stand for another")
    func shapes() throws {
        let bundle = try fixture.admit()
        _ = try store.tree(of: bundle, staging: staging)
        #expect(try store.contains(bundle.digest))
        #expect(try !store.contains(bundle.digest, as: .wheel))
        #expect(try store.existing(bundle.digest, as: .wheel) == nil)
        var checks = 0
        let wheel = try store.tree(of: bundle, as: .wheel, staging: staging) { _ in checks += 1 }
        #expect(checks == 1)
        #expect(try store.contains(bundle.digest, as: .wheel))
        #expect(wheel.seal.entries.count == 3)
    }

    @Test(
        "of a package with a link, or a signed zip as a wheel, are refused and their bytes forgotten"
    )
    func refused() throws {
        let links = TarWriter([.init("package/l", to: "x")])
        var signed = SampleBundle.writer()
        signed.suffix = SampleBundle.signatureBlock()
        for (bytes, shape) in [(links.gzipped(), ArtifactShape.npm), (signed.bytes(), .wheel)] {
            let artifact = try fixture.admit(bytes: bytes)
            let error = #expect(throws: StoreError.self) {
                try store.tree(of: artifact, as: shape, staging: staging)
            }
            #expect(error?.category.exitStatus == 4)
            #expect(try !ContentStore(layout: fixture.layout).contains(artifact.digest))
            #expect(try !store.contains(artifact.digest, as: shape))
        }
    }

    @Test("need no bytes of the artifact any more, and its bytes are hashed unless they just came")
    func bytes() throws {
        let artifact = try fixture.admit()
        let place = fixture.layout.content(artifact.digest)
        try fixture.overwrite(place, with: "PK\u{3}\u{4}EVIL")
        #expect(throws: StoreError.self) {
            try store.tree(of: artifact, as: .bundle, staging: staging)
        }
        #expect(!fixture.exists(place))
        let again = try fixture.admit()
        _ = try store.tree(of: again, as: .bundle, isFresh: true, staging: staging)
        try Files.remove(place)
        #expect(try store.existing(artifact.digest, as: .bundle)?.seal.entries.count == 3)
        _ = try store.tree(of: again, as: .bundle, staging: staging)
    }

    @Test("stop being made when nobody wants them any more")
    func stopped() throws {
        var store = store
        store.keepGoing = { false }
        let artifact = try fixture.admit()
        #expect(throws: StoreError.self) {
            try store.tree(of: artifact, as: .bundle, staging: staging)
        }
        #expect(try ContentStore(layout: fixture.layout).contains(artifact.digest))
    }
}
