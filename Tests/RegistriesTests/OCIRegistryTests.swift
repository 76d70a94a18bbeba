import Cryptography
import Diagnostics
import PackageModel
import Registries
import TestSupport
import Testing

@Suite("Images in registries")
struct OCIRegistryTests {
    @Test("A tag that leads to a manifest is pinned for the platform of its configuration")
    func manifest() throws {
        var fixture = ImageFixture()
        let layer =
            #"{"mediaType":"l","digest":"sha256:\#(String(repeating: "a", count: 64))","size":30}"#
        let digest = fixture.addImage(layers: layer + "," + layer)
        fixture.tag(digest, "1")
        let found = try pin(fixture.serve(), ":1", [x86, musl, arm])
        #expect(found.indexDigest == nil)
        #expect(Set(found.manifests.keys) == Set([x86, musl].compactMap(\.self)))
        #expect(found.manifests.values.allSatisfy { $0.digest == digest && $0.size == 60 })
    }

    @Test("An index gives each platform its manifest, and vouchers in it are passed over")
    func index() throws {
        var fixture = ImageFixture()
        let amd = fixture.addImage()
        let arm64 = fixture.addImage(architecture: "arm64")
        let voucher = Digest(of: Array("voucher".utf8))
        let index = fixture.addIndex(
            [
                (voucher, #"{"os":"unknown","architecture":"unknown"}"#),
                (arm64, #"{"os":"linux","architecture":"arm64","variant":"v8"}"#),
                (amd, #"{"os":"linux","architecture":"amd64"}"#),
            ],
            tag: "1"
        )
        let found = try pin(fixture.serve(), ":1", [x86, arm, mac])
        #expect(found.indexDigest == index)
        #expect(x86.flatMap { found.manifests[$0] }?.digest == amd)
        #expect(arm.flatMap { found.manifests[$0] }?.digest == arm64)
        #expect(mac.flatMap { found.manifests[$0] }?.digest == arm64)
    }

    @Test("An attestation that names a real platform is passed over")
    func attestation() throws {
        var fixture = ImageFixture()
        let real = fixture.addImage()
        let other = fixture.addImage(label: "x/y")
        let entry = { (digest: Digest, more: String) in
            """
            {"mediaType":"\(ImageFixture.manifestType)","digest":"sha256:\(digest.hex)","size":1,
             "platform":{"os":"linux","architecture":"amd64"}\(more)}
            """
        }
        let note = #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
        fixture.add(
            #"{"manifests":[\#(entry(other, note)),\#(entry(real, ""))]}"#,
            as: "1",
            type: ImageFixture.indexType
        )
        #expect(try pin(fixture.serve()).manifests.values.map(\.digest) == [real])
    }

    @Test("An entry without a platform is what its configuration says")
    func unnamed() throws {
        var fixture = ImageFixture()
        let arm64 = fixture.addImage(architecture: "arm64")
        let amd = fixture.addImage()
        _ = fixture.addIndex([(arm64, nil), (amd, nil)], tag: "1")
        let found = try pin(fixture.serve(), ":1", [x86, arm])
        #expect(x86.flatMap { found.manifests[$0] }?.digest == amd)
        #expect(arm.flatMap { found.manifests[$0] }?.digest == arm64)
    }

    @Test("A digest beside a tag decides what is fetched")
    func digestDecides() throws {
        var fixture = ImageFixture()
        let old = fixture.addImage(label: "a/b")
        fixture.tag(fixture.addImage(), "1")
        let server = try fixture.serve()
        let found = try pin(server, ":1@sha256:\(old.hex)")
        #expect(found.manifests.values.map(\.digest) == [old])
        #expect(!server.targets.contains("/v2/acme/weather/manifests/1"))
    }

    @Test("An image for other machines only is refused with what it is made for")
    func otherPlatforms() throws {
        var fixture = ImageFixture()
        let windows = fixture.addImage(system: "windows")
        _ = fixture.addIndex([(windows, #"{"os":"windows","architecture":"amd64"}"#)], tag: "1")
        fixture.tag(windows, "single")
        let server = try fixture.serve()
        for tag in [":1", ":single"] {
            #expect { try pin(server, tag) } throws: { error in
                ociCode(error) == "oci.no-platform"
                    && (error as? OCIError)?.category == .environment
                    && (error as? OCIError)?.reason.contains("`windows/amd64`") == true
            }
        }
    }

    @Test(
        "The label has to be the server's name",
        arguments: [nil, "io.github.acme/weather2", "", "IO.github.acme/weather"]
    )
    func label(_ label: String?) throws {
        var fixture = ImageFixture()
        fixture.tag(fixture.addImage(label: label), "1")
        let found = try pin(fixture.serve())
        let name = try ServerName(parsing: "io.github.acme/weather")
        #expect { try OCIRegistry.check(found, isServer: name) } throws: { error in
            ociCode(error) == "oci.server-label" && (error as? OCIError)?.category == .verification
        }
    }

    @Test("The label is looked at on every platform")
    func everyLabel() throws {
        var fixture = ImageFixture()
        let amd = fixture.addImage()
        let arm64 = fixture.addImage(architecture: "arm64", label: "evil/other")
        _ = fixture.addIndex(
            [
                (amd, #"{"os":"linux","architecture":"amd64"}"#),
                (arm64, #"{"os":"linux","architecture":"arm64"}"#),
            ],
            tag: "1"
        )
        let server = try fixture.serve()
        let name = try ServerName(parsing: "io.github.acme/weather")
        try OCIRegistry.check(pin(server, ":1", [x86]), isServer: name)
        #expect(throws: OCIError.self) {
            try OCIRegistry.check(pin(server, ":1", [x86, arm]), isServer: name)
        }
    }

    @Test("The newest digest is what the tag leads to, index or manifest")
    func newest() throws {
        var fixture = ImageFixture()
        let manifest = fixture.addImage()
        fixture.tag(manifest, "1")
        let index = fixture.addIndex([(manifest, nil)], tag: "2")
        let server = try fixture.serve()
        let registry = OCIRegistry(client: quickClient())
        #expect(try registry.newestDigest(of: image(server, ":1")) == manifest)
        #expect(try registry.newestDigest(of: image(server, ":2")) == index)
    }

    @Test("The four types are asked for, and nothing of the person is sent")
    func headers() throws {
        var fixture = ImageFixture()
        fixture.tag(fixture.addImage(), "1")
        let server = try fixture.serve()
        _ = try pin(server)
        let first = try #require(server.requests.first)
        let accepted = first.headers.filter { $0.name == "accept" }.map(\.value)
        #expect(accepted.count == 4)
        #expect(accepted.contains("application/vnd.docker.distribution.manifest.list.v2+json"))
        #expect(first["authorization"] == nil)
    }
}
