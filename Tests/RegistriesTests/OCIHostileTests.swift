import Cryptography
import Diagnostics
import PackageModel
import Registries
import TestSupport
import Testing

@Suite("Hostile image registries")
struct OCIHostileTests {
    private static let zeros = String(repeating: "0", count: 64)

    private func refuses(_ body: String, type: String, with expected: String) throws {
        var fixture = ImageFixture()
        fixture.add(body, as: "1", type: type)
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == expected }
    }

    @Test(
        "Bytes that are not those of the digest are refused, manifest and configuration",
        arguments: ["manifests/", "blobs/"]
    )
    func digest(_ place: String) throws {
        var fixture = ImageFixture()
        let digest = fixture.addImage()
        let copy = fixture
        let server = try LoopbackServer { request in
            guard request.path.contains(place) else { return copy.answer(request) }
            let key = String(request.path.dropFirst("/v2/acme/weather/".count))
            var body = Array((copy.documents[key]?.body ?? "").utf8)
            // The same length, one bit, still JSON.
            if let index = body.firstIndex(of: UInt8(ascii: "l")) { body[index] ^= 1 }
            return .init(
                headers: [(name: "Content-Type", value: copy.documents[key]?.type ?? "")],
                body: body
            )
        }
        #expect { try pin(server, "@sha256:\(digest.hex)") } throws: { error in
            ociCode(error) == "oci.digest-mismatch"
                && (error as? OCIError)?.category == .verification
        }
    }

    @Test("A manifest of an index is checked against the index")
    func entryDigest() throws {
        var fixture = ImageFixture()
        let digest = fixture.addImage()
        let other = fixture.addImage(label: "x/y")
        _ = fixture.addIndex([(digest, #"{"os":"linux","architecture":"amd64"}"#)], tag: "1")
        let copy = fixture
        let server = try LoopbackServer { request in
            guard request.path.hasSuffix(digest.hex) else { return copy.answer(request) }
            let found = copy.documents["manifests/sha256:\(other.hex)"]
            return .init(
                headers: [(name: "Content-Type", value: found?.type ?? "")],
                body: Array((found?.body ?? "").utf8)
            )
        }
        #expect { try pin(server) } throws: { ociCode($0) == "oci.digest-mismatch" }
    }

    @Test("A registry that announces another digest than its bytes have is refused")
    func announced() throws {
        var fixture = ImageFixture()
        fixture.tag(fixture.addImage(), "1")
        let copy = fixture
        let server = try LoopbackServer { request in
            let found = copy.documents["manifests/1"]
            guard request.path.hasSuffix("/1") else { return copy.answer(request) }
            return .init(
                headers: [
                    (name: "Content-Type", value: found?.type ?? ""),
                    (name: "Docker-Content-Digest", value: "sha256:" + Self.zeros),
                ],
                body: Array((found?.body ?? "").utf8)
            )
        }
        #expect { try pin(server) } throws: { ociCode($0) == "oci.digest-mismatch" }
    }

    @Test("A manifest without end is cut off")
    func endless() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [
                .text("HTTP/1.1 200 OK\r\nContent-Type: \(ImageFixture.manifestType)\r\n\r\n"),
                .endless([UInt8](repeating: 32, count: 4096)),
            ])
        }
        #expect { try pin(server) } throws: { ociCode($0) == "network.too-large" }
    }

    @Test("A configuration that is said to be huge is not fetched")
    func hugeConfiguration() throws {
        var fixture = ImageFixture()
        let descriptor =
            #"{"mediaType":"\#(ImageFixture.configurationType)","digest":"sha256:\#(Self.zeros)","size":99999999}"#
        fixture.add(
            #"{"config":\#(descriptor),"layers":[]}"#,
            as: "1",
            type: ImageFixture.manifestType
        )
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.malformed" }
        #expect(server.requests.count == 1)
    }

    @Test("A configuration of another length than its manifest says is refused")
    func configurationSize() throws {
        var fixture = ImageFixture()
        let digest = fixture.addImage()
        let text = try #require(fixture.documents["manifests/sha256:\(digest.hex)"]?.body)
        let size = try #require(text.firstMatch(of: /"size":\d+/))
        fixture.add(
            text.replacingCharacters(in: size.range, with: "\"size\":7"),
            as: "1",
            type: ImageFixture.manifestType
        )
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.malformed" }
    }

    @Test("A type that disagrees with the document is refused")
    func mediaType() throws {
        let manifest = #"{"mediaType":"\#(ImageFixture.manifestType)","config":{},"layers":[]}"#
        try refuses(manifest, type: ImageFixture.indexType, with: "oci.malformed")
        let index = #"{"mediaType":"\#(ImageFixture.indexType)","manifests":[]}"#
        try refuses(index, type: ImageFixture.manifestType, with: "oci.malformed")
        let other = #"{"mediaType":"text/html","config":{},"layers":[]}"#
        try refuses(other, type: ImageFixture.manifestType, with: "oci.malformed")
    }

    @Test("A document that can be read as index and as manifest is refused")
    func twoFaced() throws {
        let text = #"{"manifests":[],"layers":[],"config":{}}"#
        try refuses(text, type: ImageFixture.indexType, with: "oci.malformed")
        try refuses(text, type: ImageFixture.manifestType, with: "oci.malformed")
    }

    @Test(
        "What is no container image is said to be none",
        arguments: [
            "application/vnd.docker.distribution.manifest.v1+prettyjws", "text/html",
            "application/json",
        ]
    )
    func notAnImage(_ type: String) throws {
        try refuses(#"{"schemaVersion":1,"fsLayers":[]}"#, type: type, with: "oci.not-an-image")
    }

    @Test("A package of another kind in the same registry is said to be none")
    func chart() throws {
        var fixture = ImageFixture()
        let digest = fixture.addManifest(
            configuration: "{}",
            layers: "",
            type: "application/vnd.cncf.helm.config.v1+json"
        )
        fixture.tag(digest, "1")
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.not-an-image" }
    }

    @Test(
        "A document that breaks the specification is one error",
        arguments: [
            "", "{", "null", String(repeating: "[", count: 100_000),
            String(repeating: #"{"a":"#, count: 5_000), "{\"layers\":[]}",
            "{\"config\":{},\"layers\":[]}",
            #"{"config":{"mediaType":"x","digest":"sha256:\#(zeros)","size":-1},"layers":[]}"#,
            #"{"config":{"mediaType":"x","digest":"sha512:\#(zeros)","size":1},"layers":[]}"#,
            #"{"config":{"mediaType":"x","digest":"sha256:../../x","size":1},"layers":[]}"#,
            #"{"config":{"mediaType":"x","digest":"sha256:\#(zeros)","size":1},"layers":{}}"#,
            #"{"config":{"mediaType":"x","digest":"sha256:\#(zeros)","size":1},"layers":[{"mediaType":"l","digest":"sha256:\#(zeros)","size":9223372036854775807}]}"#,
            #"{"config":{"mediaType":"x","digest":"sha256:\#(zeros)","size":1e3},"layers":[]}"#,
        ]
    )
    func malformed(_ body: String) throws {
        try refuses(body, type: ImageFixture.manifestType, with: "oci.malformed")
    }

    @Test("Layers whose sizes add up beyond any image are refused")
    func layerSizes() throws {
        var fixture = ImageFixture()
        let layer = #"{"mediaType":"l","digest":"sha256:\#(Self.zeros)","size":17592186044416}"#
        fixture.tag(fixture.addImage(layers: layer + "," + layer), "1")
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.malformed" }
    }

    @Test("An index with more manifests than any image has is refused before one is fetched")
    func indexBomb() throws {
        var fixture = ImageFixture()
        let digest = Digest(of: Array("x".utf8))
        _ = fixture.addIndex(Array(repeating: (digest, nil), count: 513), tag: "1")
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.malformed" }
        #expect(server.requests.count == 1)
    }

    @Test("An index of entries without platform costs a few questions, not as many as it likes")
    func unnamedBomb() throws {
        var fixture = ImageFixture()
        let digests = (0..<100).map { fixture.addImage(system: "plan\($0)") }
        _ = fixture.addIndex(digests.map { ($0, nil) }, tag: "1")
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.no-platform" }
        #expect(server.requests.count == 1 + 2 * OCILimits.unnamed)
    }

    @Test("An index that leads to an index is refused")
    func nested() throws {
        var fixture = ImageFixture()
        let inner = fixture.addIndex([], tag: "inner")
        _ = fixture.addIndex([(inner, #"{"os":"linux","architecture":"amd64"}"#)], tag: "1")
        let server = try fixture.serve()
        #expect { try pin(server) } throws: { ociCode($0) == "oci.malformed" }
    }

    @Test("An image that is not there is not found, and a registry that fails is named")
    func statuses() throws {
        let server = try ImageFixture().serve()
        #expect { try pin(server) } throws: { error in
            ociCode(error) == "oci.unknown-image" && (error as? OCIError)?.category == .notFound
        }
        let failing = try LoopbackServer { _ in
            .json(#"{"errors":[{"code":"DENIED","message":"go\u0007 away"}]}"#, status: 403)
        }
        #expect { try pin(failing) } throws: { error in
            ociCode(error) == "oci.refused"
                && (error as? OCIError)?.reason.contains("\u{7}") == false
        }
    }
}
