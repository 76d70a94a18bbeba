import Diagnostics
import Documents
import Foundation
import PackageModel
import Registries
import TestSupport
import Testing
import Transport

@Suite("The registry's HTTP API")
struct OfficialRegistryTests {
    private let name: ServerName

    init() throws { name = try #require(weather) }

    @Test("Versions come with what the registry and the publisher say of them")
    func versions() throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("io.github.acme/weather", "1.0.0", isLatest: true)]))
        }
        let found = try #require(try registry(server).versions(of: name).first)
        #expect(found.version == "1.0.0")
        #expect(found.status == .active)
        #expect(found.publishedAt == Instant(rfc3339: "2026-03-01T10:00:00Z"))
        #expect(found.isLatest == true)
        #expect(found.document["description"]?.string == "Weather for everybody")
        #expect(found.document["_meta"] == nil)
    }

    @Test("A name is one segment of the path, and deleted versions are asked for")
    func path() throws {
        let server = try LoopbackServer { _ in .json(page([entry("io.github.acme/weather", "1")])) }
        _ = try registry(server, path: "/base/").versions(of: name)
        let path = "/base/v0.1/servers/io.github.acme%2Fweather/versions"
        #expect(server.targets == [path + "?include_deleted=true"])
    }

    @Test("A location that already ends in the API's version is not given it twice")
    func versionedLocation() throws {
        let server = try LoopbackServer { _ in .json(page([entry("io.github.acme/weather", "1")])) }
        _ = try registry(server, path: "/v0.1").versions(of: name)
        #expect(server.requests.first?.path.hasPrefix("/v0.1/servers/") == true)
    }

    @Test(
        "A version is one segment of the path",
        arguments: [
            ("1.0.0+2013.5", "1.0.0%2B2013.5"), ("a/b", "a%2Fb"), ("1 0", "1%200"),
            ("..", "%2E%2E"),
            ("%2F", "%252F"), ("v?x#y", "v%3Fx%23y"), ("é", "%C3%A9"),
        ]
    )
    func encodedVersion(_ version: String, _ encoded: String) throws {
        let server = try LoopbackServer { _ in .json(entry("io.github.acme/weather", version)) }
        #expect(try registry(server).version(version, of: name).version == version)
        #expect(server.requests.first?.path.hasSuffix("/versions/" + encoded) == true)
    }

    @Test("A deleted version is known as such, with the reason")
    func deleted() throws {
        let block = """
            {"server":{"name":"io.github.acme/weather","version":"1"},
             "_meta":{"io.modelcontextprotocol.registry/official":
              {"status":"deleted","statusMessage":"malware"}}}
            """
        let server = try LoopbackServer { _ in .json(page([block])) }
        let found = try registry(server).versions(of: name)
        #expect(found.map(\.status) == [.deleted])
        #expect(found.first?.statusMessage == "malware")
    }

    @Test(
        "Where the registry says nothing a version is active; a status nobody knows is not",
        arguments: [
            ("", RegistryEntry.Status.active), (",\"_meta\":{}", .active),
            (",\"_meta\":null", .active),
            (official("{}"), .active), (official("{\"status\":null}"), .active),
            (official("{\"status\":\"quarantined\"}"), .deprecated),
        ]
    )
    func status(_ meta: String, _ status: RegistryEntry.Status) throws {
        let text = "{\"server\":{\"name\":\"io.github.acme/weather\",\"version\":\"1\"}\(meta)}"
        let server = try LoopbackServer { _ in .json(page([text])) }
        #expect(try registry(server).versions(of: name).map(\.status) == [status])
    }

    @Test("A registry that does not take the parameter is asked without it", arguments: [400, 422])
    func withoutParameter(_ status: Int) throws {
        let server = try LoopbackServer { request in
            request.query == nil
                ? .json(page([entry("io.github.acme/weather", "1")]))
                : .json("{\"error\":\"no\"}", status: status)
        }
        #expect(try registry(server).versions(of: name).count == 1)
    }

    @Test("One version is asked for without the parameter likewise")
    func versionWithoutParameter() throws {
        let server = try LoopbackServer { request in
            request.query == nil
                ? .json(entry("io.github.acme/weather", "1"))
                : .json("{\"error\":\"no\"}", status: 400)
        }
        #expect(try registry(server).version("1", of: name).version == "1")
    }

    @Test(
        "An unknown server is not found, however the registry says it",
        arguments: [
            "{\"error\":\"Server not found\"}",
            "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"Server not found\"}",
            "<html><h1>404</h1></html>", "",
        ]
    )
    func unknown(_ body: String) throws {
        let server = try LoopbackServer { _ in .text(body, status: 404) }
        #expect(throws: RegistryError.unknownServer(name, registry: server.baseURL)) {
            try registry(server).versions(of: name)
        }
        let missing = RegistryError.unknownVersion("2", of: name, registry: server.baseURL)
        #expect(throws: missing) { try registry(server).version("2", of: name) }
        #expect(missing.category == .notFound)
    }

    @Test("A server without versions is not found")
    func noVersions() throws {
        let server = try LoopbackServer { _ in .json(page([])) }
        #expect(throws: RegistryError.unknownServer(name, registry: server.baseURL)) {
            try registry(server).versions(of: name)
        }
    }

    @Test("The word for the newest is no version")
    func latest() throws {
        let server = try LoopbackServer { _ in .json(entry("io.github.acme/weather", "1.0.0")) }
        #expect(throws: RegistryError.self) { try registry(server).version("latest", of: name) }
        #expect(server.requests.isEmpty)
    }

    @Test(
        "The registry's own words are in the error",
        arguments: [
            ("{\"error\":\"closed for repair\"}", "closed for repair"),
            (
                "{\"title\":\"Gone\",\"status\":403,\"detail\":\"closed for repair\"}",
                "closed for repair"
            ),
            ("<!DOCTYPE html><p>log in", "a web page came instead of JSON, perhaps from a proxy"),
        ]
    )
    func words(_ body: String, _ message: String) throws {
        let server = try LoopbackServer { _ in .text(body, status: 403) }
        #expect { try registry(server).versions(of: name) } throws: { error in
            guard case .refused(_, 403, message) = error as? RegistryError else { return false }
            return true
        }
    }

    @Test(
        "The recorded list of the versions of one server is understood",
        .enabled(if: examples != nil)
    )
    func recorded() throws {
        let file = "synthetic.versions.latest-disagrees.include_deleted.json"
        let body = Array(try Data(contentsOf: #require(examples).appendingPathComponent(file)))
        let server = try LoopbackServer { _ in .init(body: body) }
        let editor = try ServerName(parsing: "io.modelcontextprotocol/text-editor")
        let found = try registry(server).versions(of: editor)
        #expect(Set(found.map(\.version)).isSuperset(of: ["1.2.9", "2.1.0-rc.1"]))
        #expect(found.contains { $0.status == .deleted })
    }
}

/// A `_meta` member with this official block.
private func official(_ block: String) -> String {
    ",\"_meta\":{\"io.modelcontextprotocol.registry/official\":\(block)}"
}
