import PackageModel
import Testing

@Suite("Image references")
struct ImageReferenceTests {
    private static let hex = String(repeating: "a1", count: 32)

    @Test(
        "A reference is printed in its whole form",
        arguments: [
            ("redis", "docker.io/library/redis:latest"),
            ("redis:7", "docker.io/library/redis:7"),
            ("mcp/redis", "docker.io/mcp/redis:latest"),
            ("docker.io/redis", "docker.io/library/redis:latest"),
            ("index.docker.io/mcp/redis:7", "docker.io/mcp/redis:7"),
            ("registry-1.docker.io/mcp/redis", "docker.io/mcp/redis:latest"),
            ("GHCR.io/acme/weather:V1.2_x-y", "ghcr.io/acme/weather:V1.2_x-y"),
            ("localhost/weather", "localhost/weather:latest"),
            ("localhost:5000", "docker.io/library/localhost:5000"),
            ("localhost:5000/weather", "localhost:5000/weather:latest"),
            ("127.0.0.1:5000/a/b/c:1", "127.0.0.1:5000/a/b/c:1"),
            ("[::1]:5000/a:1", "[::1]:5000/a:1"),
            ("host:5000/a.b_c__d---e", "host:5000/a.b_c__d---e:latest"),
            ("ghcr.io/a@sha256:\(hex)", "ghcr.io/a@sha256:\(hex)"),
            ("ghcr.io/a:1@sha256:\(hex)", "ghcr.io/a:1@sha256:\(hex)"),
            ("a/b/c", "docker.io/a/b/c:latest"),
        ]
    )
    func whole(_ text: String, _ expected: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.description == expected)
        #expect(try ImageReference(parsing: expected) == reference)
    }

    @Test(
        "A text that breaks the grammar is refused",
        arguments: [
            "", " redis", "redis ", "red is", "Redis", "ghcr.io/Acme/x", "ghcr.io/", "/redis",
            "a//b",
            "a/", "redis:", "redis:.1", "redis:-1", "redis:" + String(repeating: "a", count: 129),
            "a..b", "a___b", "-a", "a-", "_a", "a_", ".a", "a.", "a.-b", "redis@", "redis@sha256:",
            "redis@sha256:" + String(repeating: "A1", count: 32), "redis@sha512:" + hex,
            "redis@sha256:\(hex)0", "redis@sha256:\(hex)@sha256:\(hex)", "redis:1:2",
            "ghcr.io:0/a", "ghcr.io:65536/a", "ghcr.io:x/a", "user@ghcr.io/a", "ghcr.io?x/a",
            "ghcr.io#x/a", "ghcr.io\\x/a", "https://ghcr.io/a", "é.io/a", "a/é", "a/b\u{0}",
            "..", "a/../b", "a/./b", "[::1/a", "env:5000/a", "file:5000/a", "op:1/a", "cmd:9/a",
            "ghcr.io/" + String(repeating: "a", count: 248),
        ]
    )
    func refused(_ text: String) {
        #expect { try ImageReference(parsing: text) } throws: { error in
            if case .notA(kind: "image reference", _, _) = error as? ModelError {
                true
            } else {
                false
            }
        }
    }

    @Test("A digest decides what is asked for, else the tag, else latest")
    func asked() throws {
        #expect(try ImageReference(parsing: "a/b").asked == "latest")
        #expect(try ImageReference(parsing: "a/b:1").asked == "1")
        let both = try ImageReference(parsing: "a/b:1@sha256:\(Self.hex)")
        #expect(both.asked == "sha256:" + Self.hex)
        #expect(both.tag == "1")
        #expect(!both.isMovable)
    }

    @Test(
        "Plain http is spoken with this machine only, and Docker Hub answers elsewhere",
        arguments: [
            ("redis", "https://registry-1.docker.io/v2/library/redis"),
            ("ghcr.io/a/b", "https://ghcr.io/v2/a/b"),
            ("localhost:5000/a", "http://localhost:5000/v2/a"),
            ("127.0.0.1:5000/a", "http://127.0.0.1:5000/v2/a"),
            ("[::1]:5000/a", "http://[::1]:5000/v2/a"),
            ("10.0.0.1:5000/a", "https://10.0.0.1:5000/v2/a"),
            ("127.0.0.1.evil.com/a", "https://127.0.0.1.evil.com/v2/a"),
            ("registry:5000/a", "https://registry:5000/v2/a"),
        ]
    )
    func place(_ text: String, _ base: String) throws {
        #expect(try ImageReference(parsing: text).repository.apiBase == base)
    }

    @Test("A source has the image's whole form and a name of its own")
    func source() throws {
        let source = try OCISource(parsing: "ghcr.io/acme/weather:1.2")
        #expect(source.specification.description == "oci:ghcr.io/acme/weather:1.2")
        #expect(source.serverName.description == "oci/ghcr.io-acme-weather")
        #expect(try OCISource(parsing: "mcp/redis").serverName.description == "oci/mcp-redis")
    }

    @Test(
        "A source with slashes after its scheme says how it is written",
        arguments: ["//a/b", "docker://a/b"]
    )
    func slashes(_ text: String) {
        #expect { try OCISource(parsing: text) } throws: { error in
            (error as? ModelError)?.reason.contains("write `oci:ghcr.io/acme/weather`") == true
        }
    }
}
