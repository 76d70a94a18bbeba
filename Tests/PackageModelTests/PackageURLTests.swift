import Cryptography
import PackageModel
import Testing

@Suite("A package URL")
struct PackageURLTests {
    @Test("names a package as its own ecosystem does", arguments: named)
    func ecosystem(_ sample: Sample) throws {
        #expect(try url(sample) == sample.url)
    }

    struct Sample: Sendable {
        let type: String
        let name: String?
        let version: String?
        var address: String?
        let url: String
    }

    private static let digest = Digest(of: "content".utf8)

    private static let named = [
        Sample(type: "npm", name: "zod", version: "4.0.0", url: "pkg:npm/zod@4.0.0"),
        Sample(
            type: "npm",
            name: "@Acme/Files",
            version: "1.0.0-rc.1+b",
            url: "pkg:npm/%40Acme/files@1.0.0-rc.1%2Bb"
        ),
        Sample(
            type: "npm",
            name: "x",
            version: "1.0.0",
            address: "git+https://github.com/a/b@c",
            url: "pkg:npm/x@1.0.0?vcs_url=git%2Bhttps://github.com/a/b%40c"
        ),
        Sample(
            type: "pypi",
            name: "Typing_Extensions",
            version: "1!2.0",
            url: "pkg:pypi/typing-extensions@1%212.0"
        ),
        Sample(
            type: "oci",
            name: "ghcr.io/acme/Fetch",
            version: "1.2",
            url: "pkg:oci/fetch@sha256:\(digest)?repository_url=ghcr.io/acme/Fetch&tag=1.2"
        ),
        Sample(
            type: "oci",
            name: "ghcr.io/acme/fetch",
            version: "sha256:ab",
            url: "pkg:oci/fetch@sha256:\(digest)?repository_url=ghcr.io/acme/fetch"
        ),
        Sample(
            type: "runtime",
            name: "node",
            version: "22.3.0",
            address: "https://x.example/a b.whl?c=d",
            url: "pkg:generic/node@22.3.0?checksum=sha256:\(digest)"
                + "&download_url=https://x.example/a%20b.whl%3Fc%3Dd"
        ),
        Sample(
            type: "mcpb",
            name: nil,
            version: nil,
            url: "pkg:generic/io.github.acme/weather@1.2.3?checksum=sha256:\(digest)"
        ),
        Sample(
            type: "later",
            name: "a/b?c",
            version: nil,
            url: "pkg:generic/a%2Fb%3Fc?checksum=sha256:\(digest)"
        ),
    ]

    private func url(_ sample: Sample) throws -> String {
        let server = LockedServer(
            id: try InstanceID(parsing: "weather"),
            name: try ServerName(parsing: "io.github.acme/weather"),
            version: "1.2.3",
            source: "x"
        )
        var package = LockedPackage(
            type: sample.type,
            platforms: [],
            sha256: Self.digest,
            evidence: "registry-digest"
        )
        package.name = sample.name
        package.version = sample.version
        package.url = sample.address
        return PackageURL(package, of: server).description
    }
}
