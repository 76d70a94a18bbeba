import Cryptography
import PackageModel
import Testing

private typealias Sample = LockfileSample

@Suite("Lockfile")
struct LockfileTests {
    @Test("The text has one fact a line in a fixed order")
    func form() throws {
        #expect(
            Sample.text(Lockfile(servers: [try airtable(), try remote()]))
                == airtableAndRemote
        )
    }

    @Test("A lock of nothing is a header and a version")
    func empty() {
        #expect(
            Sample.text(.empty)
                == "# Written by mcppkg. People edit mcppkg.json.\nversion = 1\n"
        )
    }

    @Test("What was written is read back, byte for byte", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        let lock = Lockfile(
            servers: try (0..<seed).map { try Sample.server($0, seed: seed) }
        )
        let again = try Lockfile(parsing: lock.bytes)
        #expect(again == lock)
        #expect(again.bytes == lock.bytes)
    }

    @Test(
        "The order in which servers, packages and platforms come does not show",
        arguments: 0..<20
    )
    func order(seed: Int) throws {
        let servers = try (0..<12).map { try Sample.server($0, seed: seed) }
        var generator = Shuffle(state: UInt64(seed))
        let shuffled = try servers.map { old in
            var server = LockedServer(
                id: old.id,
                name: old.name,
                version: old.version,
                source: old.source
            )
            server.packages = try old.packages.map { try reordered($0, &generator) }
                .shuffled(using: &generator)
            return server
        }
        let lock = Lockfile(servers: shuffled.shuffled(using: &generator))
        #expect(lock.bytes == Lockfile(servers: servers).bytes)
    }

    @Test("Servers are found, added and removed by id")
    func editing() throws {
        var lock = Lockfile(servers: [try Sample.server(5), try Sample.server(1)])
        lock[try Sample.id(3)] = try Sample.server(3)
        #expect(
            lock.servers.map(\.id) == [
                try Sample.id(1), try Sample.id(3), try Sample.id(5),
            ]
        )
        lock[try Sample.id(1)] = nil
        lock[try Sample.id(5)] = try Sample.server(5, version: "9.9.9")
        #expect(lock[try Sample.id(5)]?.version == "9.9.9")
        #expect(lock.servers.count == 2)
    }

    @Test("A lock fits a manifest when it has exactly its servers for exactly its sources")
    func fitting() throws {
        let lock = Lockfile(servers: [try Sample.server(1), try Sample.server(2)])
        let sources = Dictionary(uniqueKeysWithValues: lock.servers.map { ($0.id, $0.source) })
        #expect(lock.fits(sources))
        #expect(
            lock.unresolved([try Sample.id(1): "other@^2", try Sample.id(3): "new"])
                == [try Sample.id(1), try Sample.id(3)]
        )
        #expect(
            lock.superfluous([try Sample.id(1): "other@^2"]) == [try Sample.id(2)]
        )
        #expect(!lock.fits([:]))
        #expect(!Lockfile.empty.fits(sources))
    }

    @Test("The package made for a platform is preferred to one made for any")
    func platforms() throws {
        var server = try Sample.server(1)
        let any = Sample.package("any", platforms: [])
        let own = Sample.package("own", platforms: ["macos-aarch64", "linux-x86_64-gnu"])
        server.packages = [any, own]
        #expect(server.package(for: "linux-x86_64-gnu") == own)
        #expect(server.package(for: "linux-aarch64-gnu") == any)
        server.packages = [own]
        #expect(server.package(for: "linux-aarch64-gnu") == nil)
    }

    @Test("Keys and tables of a later mcppkg are kept where they were")
    func unknownKeys() throws {
        let later = """
            # Written by mcppkg. People edit mcppkg.json.
            version = 1
            revision = 7

            [[server]]
            id = "a"
            name = "io.github.acme/a"
            version = "1.0.0"
            source = "io.github.acme/a@^1"
            remote = { type = "http", url = "https://acme.example/mcp", audience = "acme" }
            packages = [
                { type = "mcpb", sha256 = "\(Sample.digest("a").hex)", evidence = "tuf", mirrors = ["x"] },
            ]
            surface = [
                "one",
                "two",
            ]

            [server.publisher]
            kind = "sigstore"

            [[package]]
            name = "left-pad"

            """
        #expect(Sample.text(try Lockfile(parsing: Array(later.utf8))) == later)
        var edited = try Lockfile(parsing: Array(later.utf8))
        edited[try Sample.id(1)] = try Sample.server(1)
        #expect(Sample.text(edited).contains("revision = 7"))
        #expect(Sample.text(edited.replacing(with: [])).contains("left-pad"))
    }
}

private let airtableAndRemote = """
    # Written by mcppkg. People edit mcppkg.json.
    version = 1

    [[server]]
    id = "airtable"
    name = "io.github.domdomegg/airtable-mcp-server"
    version = "1.10.2"
    source = "io.github.domdomegg/airtable-mcp-server@^1.10"
    registry = "https://registry.modelcontextprotocol.io"
    document = "sha256:\(Sample.digest("document").hex)"
    notAfter = "2026-11-19T00:00:00Z"
    runtime = "python >=3.10"
    launch = "sha256:\(Sample.digest("launch").hex)"
    asks = "sha256:\(Sample.digest("asks").hex)"
    packages = [
        { type = "mcpb", platforms = ["linux-aarch64-gnu", "linux-x86_64-gnu"], url = \
    "https://acme.example/a.mcpb", size = 123, sha256 = "\(Sample.digest("a").hex)", evidence = \
    "registry-digest" },
        { type = "mcpb", sha256 = "\(Sample.digest("b").hex)", evidence = "registry-digest" },
    ]

    [[server]]
    id = "wiki"
    name = "com.acme/wiki"
    version = "2.0.0"
    source = "com.acme/wiki@^2"
    remote = { type = "http", url = "https://wiki.acme.example/mcp" }

    """

private func airtable() throws -> LockedServer {
    var server = LockedServer(
        id: try InstanceID(parsing: "airtable"),
        name: try ServerName(parsing: "io.github.domdomegg/airtable-mcp-server"),
        version: "1.10.2",
        source: "io.github.domdomegg/airtable-mcp-server@^1.10"
    )
    server.registry = "https://registry.modelcontextprotocol.io"
    server.document = Sample.digest("document")
    server.notAfter = "2026-11-19T00:00:00Z"
    server.runtime = "python >=3.10"
    server.launch = Sample.digest("launch")
    server.asks = Sample.digest("asks")
    var own = Sample.package("a", platforms: ["linux-x86_64-gnu", "linux-aarch64-gnu"])
    own.url = "https://acme.example/a.mcpb"
    own.size = 123
    server.packages = [Sample.package("b", platforms: []), own]
    return server
}

private func remote() throws -> LockedServer {
    var server = LockedServer(
        id: try InstanceID(parsing: "wiki"),
        name: try ServerName(parsing: "com.acme/wiki"),
        version: "2.0.0",
        source: "com.acme/wiki@^2"
    )
    server.remote = LockedRemote(type: "http", url: "https://wiki.acme.example/mcp")
    return server
}

private func reordered(_ old: LockedPackage, _ generator: inout Shuffle) throws -> LockedPackage {
    var package = LockedPackage(
        type: old.type,
        platforms: old.platforms.shuffled(using: &generator),
        sha256: old.sha256,
        evidence: old.evidence
    )
    package.url = old.url
    package.size = old.size
    return package
}

/// The same order for the same seed.
private struct Shuffle: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
