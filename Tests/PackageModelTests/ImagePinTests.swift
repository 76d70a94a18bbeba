import Cryptography
import Documents
import PackageModel
import Testing

@Suite("Pinned images")
struct ImagePinTests {
    private let index = Digest(of: Array("index".utf8))
    private let manifest = Digest(of: Array("manifest".utf8))

    private func configuration() throws -> ImageConfiguration {
        try ImageConfiguration(json: JSON(parsing: #"{"os":"linux","architecture":"amd64"}"#))
    }

    private func pin(_ text: String, index: Digest?) throws -> ImagePin {
        let entry = ImagePin.Manifest(
            digest: manifest,
            configuration: try configuration(),
            size: 42
        )
        let platforms = try ["linux-x86_64-musl", "linux-x86_64-gnu"].map(
            PlatformName.init(parsing:)
        )
        return ImagePin(
            reference: try ImageReference(parsing: text),
            indexDigest: index,
            manifests: Dictionary(uniqueKeysWithValues: platforms.map { ($0, entry) })
        )
    }

    @Test("A lock keeps an image by its manifest, once for each platform, and reads it back")
    func locked() throws {
        let packages = try pin("ghcr.io/acme/weather:1.2", index: index).packages
        var server = LockedServer(
            id: try InstanceID(parsing: "weather"),
            name: try ServerName(parsing: "oci/weather"),
            version: "1.2",
            source: "oci:ghcr.io/acme/weather:1.2"
        )
        server.packages = packages
        let lock = try Lockfile(parsing: Lockfile(servers: [server]).bytes)
        let read = try #require(lock.servers.first?.package(for: "linux-x86_64-gnu"))
        #expect(packages.map(\.platforms) == [["linux-x86_64-gnu"], ["linux-x86_64-musl"]])
        #expect(try PinnedImage(read).description == "ghcr.io/acme/weather@sha256:\(manifest.hex)")
        #expect(read.size == 42)
        #expect(read.imageDigest == index)
        #expect(read.movableImage?.description == "ghcr.io/acme/weather:1.2")
    }

    @Test("Without an index the manifest is what the tag led to")
    func withoutIndex() throws {
        let package = try #require(try pin("ghcr.io/a/b:1", index: nil).packages.first)
        #expect(package.integrity == nil)
        #expect(package.imageDigest == manifest)
    }

    @Test("An image that was named by its digest never moves")
    func pinned() throws {
        let text = "ghcr.io/a/b@sha256:\(manifest.hex)"
        let package = try #require(try pin(text, index: nil).packages.first)
        #expect(package.version == "sha256:\(manifest.hex)")
        #expect(package.movableImage == nil)
    }

    @Test("A tag is the version, and a digest where the tag says nothing")
    func version() throws {
        #expect(try pin("a/b:1.2", index: index).version == "1.2")
        #expect(try pin("a/b", index: index).version == "sha256-\(index.short)")
        #expect(try pin("a/b:latest", index: nil).version == "sha256-\(manifest.short)")
    }

    @Test(
        "A package of a lock that is no whole image name is refused",
        arguments: [
            ("oci", "redis"), ("oci", "docker.io/redis"), ("npm", "ghcr.io/a/b"), ("oci", "a b"),
        ]
    )
    func wrongName(_ type: String, _ name: String) {
        var package = LockedPackage(type: type, platforms: [], sha256: manifest, evidence: "x")
        package.name = name
        #expect(throws: ModelError.self) { try PinnedImage(package) }
    }

    @Test(
        "A platform takes what every machine of it runs",
        arguments: [
            ("linux", "amd64", nil, "linux-x86_64-gnu", true),
            ("linux", "amd64", "v1", "linux-x86_64-musl", true),
            ("linux", "amd64", "v3", "linux-x86_64-gnu", false),
            ("linux", "arm64", "v8", "linux-aarch64-gnu", true),
            ("linux", "arm64", "", "macos-aarch64", true),
            ("linux", "arm64", "v9", "linux-aarch64-gnu", false),
            ("linux", "arm", "v8", "linux-aarch64-gnu", false),
            ("windows", "amd64", nil, "linux-x86_64-gnu", false),
            ("darwin", "arm64", nil, "macos-aarch64", false),
        ] as [(String, String, String?, String, Bool)]
    )
    func suits(
        _ system: String,
        _ architecture: String,
        _ variant: String?,
        _ platform: String,
        _ expected: Bool
    ) throws {
        let image = ImagePlatform(system: system, architecture: architecture, variant: variant)
        #expect(image.suits(try PlatformName(parsing: platform)) == expected)
    }
}
