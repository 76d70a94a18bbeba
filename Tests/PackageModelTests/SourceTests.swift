import Cryptography
import PackageModel
import Testing

private let hex = String(repeating: "ab", count: 32)

@Suite struct SourceTests {
    private func source(_ text: String) throws -> SourceSpecification {
        try SourceSpecification(parsing: text, in: .commandLine)
    }

    @Test("Names of a registry come with and without a version")
    func registries() throws {
        let name = try ServerName(parsing: "io.github.acme/weather")
        let version = try VersionText(parsing: "1.0.0")
        #expect(try source("io.github.acme/weather") == .registry(name, .newest))
        #expect(try source("io.github.acme/weather@1.0.0") == .registry(name, .now(version)))
        #expect(
            try source("io.github.acme/weather@=1.0.0")
                == .registry(name, .range(.exactly(version)))
        )
        let manifest = try SourceSpecification(
            parsing: "io.github.acme/weather@1.0.0",
            in: .manifest
        )
        #expect(manifest == .registry(name, .range(.exactly(version))))
    }

    @Test(
        "Paths are told by how they begin, and their kind by how they end",
        arguments: [
            ("./x.mcpb", SourceSpecification.bundleFile("./x.mcpb")),
            ("/a/b.dxt", .bundleFile("/a/b.dxt")),
            ("../X.MCPB", .bundleFile("../X.MCPB")), ("x.mcpb", .bundleFile("./x.mcpb")),
            ("~/x.mcpb", .bundleFile("~/x.mcpb")),
            ("./server.json", .documentFile("./server.json")),
            ("./work", .directory("./work")), (".", .directory(".")), ("..", .directory("..")),
            ("/", .directory("/")), ("./a b#c@d", .directory("./a b#c@d")),
            ("file:///tmp/a%20b.mcpb", .bundleFile("/tmp/a b.mcpb")),
            ("file://localhost/tmp/x.mcpb", .bundleFile("/tmp/x.mcpb")),
        ]
    )
    func paths(text: String, expected: SourceSpecification) throws {
        #expect(try source(text) == expected)
    }

    @Test("A text that is a name and could be a file is a file where there is one")
    func ambiguousNames() throws {
        let text = "io.acme/x.mcpb"
        #expect(try source(text) == .registry(ServerName(parsing: text), .newest))
        let found = try SourceSpecification(parsing: text, in: .commandLine) { $0 == text }
        #expect(found == .bundleFile("./io.acme/x.mcpb"))
    }

    @Test("An address whose path ends as a bundle is one, with its digest where it is named")
    func bundleAddresses() throws {
        let plain = "https://example.com/a/x.mcpb?raw=1"
        let address = try WebAddress(parsing: plain)
        #expect(try source(plain) == .bundleURL(address, digest: nil))
        #expect(
            try source(plain + "#sha256=" + hex) == .bundleURL(address, digest: Digest(hex: hex))
        )
        let tagged = "https://example.com/download/@up/stash@2.0.2/c.dxt"
        #expect(try source(tagged) == .bundleURL(WebAddress(parsing: tagged), digest: nil))
    }

    @Test("Any other address is a remote server")
    func remotes() throws {
        let text = "https://mcp.example.com/mcp"
        #expect(try source(text) == .remote(WebAddress(parsing: text)))
        #expect(try source("http://127.0.0.1:8000/mcp").description == "http://127.0.0.1:8000/mcp")
    }

    @Test(
        "Sources of later issues are recognised",
        arguments: [
            ("npm:@scope/pkg@1", SourceSpecification.npm("@scope/pkg@1")),
            ("pypi:mcp-server-git@>=2026.7,<2027", .pypi("mcp-server-git@>=2026.7,<2027")),
            ("oci:ghcr.io/a/b:1", .oci("ghcr.io/a/b:1")),
            ("git+https://example.com/r@4f1c", .git("https://example.com/r@4f1c")),
            ("weather", .search("weather")), ("weather forecast", .search("weather forecast")),
        ]
    )
    func recognised(text: String, expected: SourceSpecification) throws {
        #expect(try source(text) == expected)
    }

    @Test(
        "The description reads as the same source",
        arguments: [
            "io.github.acme/weather", "io.github.acme/weather@1.0.0", "io.github.acme/weather@^1.2",
            "io.github.acme/weather@=2025.06.18", "io.github.acme/weather@>=1,<2", "x.mcpb",
            "./x.mcpb",
            "file:///x.mcpb", "https://example.com/x.mcpb#sha256=" + hex,
            "HTTPS://Example.COM/Mcp?A=b",
            "http://[::1]:80/mcp", "./server.json", "./dir", "npm:a", "pypi:a[b]", "oci:a/b",
            "git+ssh://x",
            "weather",
        ]
    )
    func roundTrips(text: String) throws {
        let first = try source(text)
        #expect(try source(first.description) == first)
    }

    @Test(
        "What is no source is refused with a reason",
        arguments: [
            "", " ", " weather", "weather ", "weather@1.0.0", "@scope/pkg",
            "io.github.acme/weather@",
            "io.github.acme/weather@latest", "io.github.acme/weather@^1 || ^2", "a/b/c", "ab/cd:1",
            "npm:", "ftp://example.com/x.mcpb", "docker:x", "op://vault/item", "env:TOKEN",
            "file:x.mcpb",
            "file://host/x.mcpb", "file:///x%ZZ.mcpb", "file:///x.mcpb#sha256=" + hex,
            "file:///a%00b.mcpb",
            "file:///a%0Ab.mcpb", "file:///%FF.mcpb", "javascript:alert(1)",
            "io.acme/we\u{202E}ather",
            "./x\u{1B}[31m.mcpb", "./x\n.mcpb", "https://example.com/mcp#fragment",
            String(repeating: "a", count: 5000),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try source(text) }
    }

    @Test(
        "A digest after an address has 64 lower-case digits and nothing else",
        arguments: [
            "", "sha256=", "sha256=" + String(repeating: "AB", count: 32), "sha256=" + hex + "0",
            "sha256=" + hex.dropLast(), "sha512=" + hex, "SHA256=" + hex, "sha256=" + hex + "&x",
            hex,
        ]
    )
    func refusesDigests(fragment: String) {
        #expect(throws: ModelError.self) { try source("https://example.com/x.mcpb#" + fragment) }
    }

    @Test("A manifest does not search, and does not hold a version of a search")
    func manifestsNameServers() {
        #expect(throws: ModelError.self) {
            try SourceSpecification(parsing: "weather", in: .manifest)
        }
    }
}
