import Cryptography
import Documents
import Foundation
import TestSupport
import Testing

@Suite("A registry that must not be believed")
struct HostileRegistryTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("answers what is no answer: exit 4 or 7, one reason, nothing left", arguments: Answer.all)
    func answers(_ answer: Answer) throws {
        let server = try LoopbackServer { _ in answer.response }
        defer { server.stop() }
        try expectRefusal(server, [4, 7])
    }

    /// Part of a bundle is kept, to be resumed.
    private static let refused = (Answer.all + Answer.bundles).filter { !$0.isPart }

    @Test("names a bundle that does not come as it says", arguments: refused)
    func bundles(_ answer: Answer) throws {
        let registry = try PlayedRegistry { _, _ in answer.response }
        defer { registry.server.stop() }
        try expectRefusal(registry.server, [4, 7])
    }

    @Test("sent part of something else: that is no obstacle to the whole")
    func part() throws {
        let registry = try PlayedRegistry { _, _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{no zip")])
        }
        try expectStatus(7, registry)
        #expect(harness.names("home/data/partial").count == 2)
        let files = try PlayedRegistry { request, bytes in
            StaticFiles(["/weather.mcpb": bytes]).respond(request)
        }
        try expectStatus(0, files)
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
    }

    private func expectStatus(_ status: Int32, _ registry: PlayedRegistry) throws {
        let run = try harness.run(
            "install io.github.acme/weather",
            environment: ["MCPPKG_REGISTRY": registry.server.baseURL]
        )
        registry.server.stop()
        #expect(run.status == status, "\(run.errors)")
    }

    @Test("hangs: there is a deadline", .timeLimit(.minutes(3)))
    func hangs() throws {
        let server = try LoopbackServer { _ in .init(steps: [.hang]) }
        defer { server.stop() }
        try expectRefusal(server, [7])
    }

    @Test("names an artifact on this machine, and is itself elsewhere")
    func elsewhere() throws {
        let run = try harness.run(
            "install https://localhost.example.invalid/x.mcpb#sha256=\(String(repeating: "0", count: 64)) --json"
        )
        #expect(run.status == 7)
        #expect(harness.leftInStore == [])
    }

    @Test("answers well, and everything works")
    func well() throws {
        let registry = try PlayedRegistry { _, bytes in .init(body: bytes) }
        defer { registry.server.stop() }
        let run = try harness.run(
            "install io.github.acme/weather --host claude-code",
            environment: ["MCPPKG_REGISTRY": registry.server.baseURL]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(try ServerTalk(harness, ["--user", "weather"]).greeting == "Hello, Ada!")
        #expect(harness.text("home/mcppkg.lock")?.contains(registry.server.baseURL) == true)
    }

    private func expectRefusal(_ server: LoopbackServer, _ statuses: Set<Int32>) throws {
        let run = try harness.run(
            ["install", "io.github.acme/weather"],
            environment: ["MCPPKG_REGISTRY": server.baseURL],
            seconds: 120
        )
        #expect(statuses.contains(run.status), "\(run)")
        #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
        #expect(run.output.isEmpty)
        #expect(harness.leftInStore == [])
        #expect(harness.text("home/mcppkg.lock") == nil)
    }
}

/// One way to answer badly.
struct Answer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let response: LoopbackServer.Response
    var isPart: Bool { testDescription == "fewer bytes than promised" }

    init(_ name: String, _ response: LoopbackServer.Response) {
        testDescription = name
        self.response = response
    }

    private static let deep = String(repeating: "[", count: 200_000)

    static let all = [
        Answer("words", .text("here is no registry")),
        Answer("a page", .text("<html><body>Sign in</body></html>")),
        Answer("nothing", .text("")),
        Answer("an empty object", .json("{}")),
        Answer("a number", .json("7")),
        Answer("half an object", .json(#"{"servers":[{"server":{"name":"#)),
        Answer("deep brackets", .json(deep)),
        Answer("bytes that are no text", .init(body: [0xFF, 0xFE, 0x00, 0xC0])),
        Answer("an error", .text("broken", status: 500)),
        Answer("a refusal", .text("no", status: 403)),
        Answer("a redirect to plain http elsewhere", .redirect(to: "http://example.com/v0.1/")),
        Answer("a redirect to a file", .redirect(to: "file:///etc/passwd")),
        Answer("a redirect in a circle", .redirect(to: "/v0.1/servers/circle")),
        Answer("no HTTP", .init(steps: [.text("SSH-2.0-OpenSSH_9.9\r\n")])),
        Answer("a reset", .init(steps: [.text("HTTP/1.1 200 OK\r\n"), .reset])),
        Answer(
            "fewer bytes than promised",
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")])
        ),
        Answer(
            "endless headers",
            .init(steps: [
                .text("HTTP/1.1 200 OK\r\n"), .endless(Array("X-Filler: abcdefghij\r\n".utf8)),
            ])
        ),
    ]

    static let bundles = [
        Answer("other bytes", .init(body: Array("PK\u{3}\u{4} and so on".utf8))),
        Answer("nothing there", .notFound),
        Answer(
            "endless bytes",
            .init(steps: [
                .text("HTTP/1.1 200 OK\r\n\r\n"), .endless([UInt8](repeating: 0x50, count: 65_536)),
            ])
        ),
    ]
}

/// A registry over HTTP with one version, whose bundle is answered by the test.
struct PlayedRegistry {
    let server: LoopbackServer

    init(bundle: @escaping @Sendable (LoopbackServer.Request, [UInt8]) -> LoopbackServer.Response)
        throws
    {
        let bytes = try ServerBundle("1.0.0").bytes()
        let digest = Digest(of: bytes).hex
        server = try LoopbackServer { request in
            if request.path.hasSuffix(".mcpb") { return bundle(request, bytes) }
            return .json(Self.answer(to: request, digest).text())
        }
    }

    private static func answer(to request: LoopbackServer.Request, _ digest: String) -> JSON {
        let host = request["host"] ?? ""
        let package: JSON = [
            "registryType": "mcpb", "identifier": .string("http://\(host)/weather.mcpb"),
            "fileSha256": .string(digest), "transport": ["type": "stdio"],
        ]
        let entry: JSON = [
            "server": RegistryFixture.document(
                "io.github.acme/weather",
                "1.0.0",
                ["packages": [package]]
            )
        ]
        let isList = request.path.hasSuffix("/versions")
        return isList ? ["servers": [entry], "metadata": ["count": 1]] : entry
    }
}
