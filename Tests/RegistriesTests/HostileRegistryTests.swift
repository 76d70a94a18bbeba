import Diagnostics
import Foundation
import PackageModel
import Registries
import TestSupport
import Testing
import Transport

@Suite("Hostile registries")
struct HostileRegistryTests {
    private let name: ServerName

    init() throws { name = try #require(weather) }

    @Test(
        "An answer that is not what the API describes is malformed",
        arguments: [
            "", "garbage", "[]", "null", "{}", "{\"servers\":{}}", "{\"servers\":[1]}",
            "{\"servers\":[{}]}", "{\"servers\":[],\"servers\":[]}",
            "{\"servers\":[{\"server\":7}]}",
            "{\"servers\":[{\"server\":{\"name\":1,\"version\":\"1\"}}]}",
            "{\"servers\":[{\"server\":{\"name\":\"io.github.acme/weather\"}}]}",
            "{\"servers\":[{\"server\":{\"name\":\"io.github.acme/weather\",\"version\":\"\"}}]}",
            "{\"servers\":[{\"server\":{\"name\":\"io.github.acme/weather\",\"version\":\"a\\nb\"}}]}",
            "{\"servers\":[],\"metadata\":{\"nextCursor\":5}}", "<html>sign in</html>",
            String(repeating: "[", count: 100_000), "{\"servers\":[]} trailing",
        ]
    )
    func malformed(_ body: String) throws {
        let server = try LoopbackServer { _ in .text(body) }
        #expect { try registry(server).versions(of: name) } throws: { error in
            code(error) == "registry.malformed"
                && (error as? RegistryError)?.category == .network
        }
    }

    @Test("A version beyond 255 characters is malformed")
    func longVersion() throws {
        let version = String(repeating: "1", count: 256)
        let server = try LoopbackServer { _ in
            .json(page([entry("io.github.acme/weather", version)]))
        }
        #expect { try registry(server).versions(of: name) } throws: {
            code($0) == "registry.malformed"
        }
    }

    @Test("A wrong status is malformed")
    func wrongStatus() throws {
        let text = """
            {"server":{"name":"io.github.acme/weather","version":"1"},
             "_meta":{"io.modelcontextprotocol.registry/official":{"status":1}}}
            """
        let server = try LoopbackServer { _ in .json(page([text])) }
        #expect { try registry(server).versions(of: name) } throws: {
            code($0) == "registry.malformed"
        }
    }

    @Test(
        "A time out of range is no time, and no crash",
        arguments: ["9999-12-31T23:59:59Z", "0001-01-01", "x"]
    )
    func strangeTime(_ time: String) throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("io.github.acme/weather", "1", published: time)]))
        }
        #expect(try registry(server).versions(of: name).map(\.publishedAt) == [nil])
    }

    @Test("An answer about another server fails the verification")
    func otherName() throws {
        let error = RegistryError.wrongName(asked: name, answered: "io.github.evil/weather")
        #expect(error.category == .verification)
        let list = try LoopbackServer { _ in .json(page([entry("io.github.evil/weather", "1")])) }
        #expect(throws: error) { try registry(list).versions(of: name) }
        let single = try LoopbackServer { _ in .json(entry("io.github.evil/weather", "1")) }
        #expect(throws: error) { try registry(single).version("1", of: name) }
    }

    @Test("An answer about another version is malformed")
    func otherVersion() throws {
        let server = try LoopbackServer { _ in .json(entry("io.github.acme/weather", "2")) }
        #expect { try registry(server).version("1", of: name) } throws: {
            code($0) == "registry.malformed"
        }
    }

    @Test("A cursor that comes again ends the listing")
    func repeatedCursor() throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("a.b/one", "1")], metadata: "{\"nextCursor\":\"same\"}"))
        }
        #expect { try registry(server).search("x", limit: 9) } throws: {
            code($0) == "registry.malformed"
        }
        #expect(server.requests.count == 2)
    }

    @Test("Cursors without an end are cut off")
    func endlessCursors() throws {
        let server = try LoopbackServer { request in
            let last = Int(request.query?.split(separator: "=").last ?? "0") ?? 0
            return .json(page([], metadata: "{\"nextCursor\":\"\(last + 1)\"}"))
        }
        #expect { try registry(server).search("x", limit: 9) } throws: {
            code($0) == "registry.too-much"
        }
        #expect(server.requests.count == RegistryLimits.pages)
    }

    @Test("More versions than any server has are refused")
    func tooManyVersions() throws {
        let one = "{\"name\":\"io.github.acme/weather\",\"version\":\"1\"}"
        let body = page(Array(repeating: one, count: RegistryLimits.versions + 1))
        let server = try LoopbackServer { _ in .json(body) }
        #expect { try registry(server).versions(of: name) } throws: {
            code($0) == "registry.too-much"
        }
    }

    @Test("An answer without an end is cut off")
    func endless() throws {
        let server = try LoopbackServer { _ in
            let block = [UInt8](repeating: 32, count: 1 << 16)
            return .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless(block)])
        }
        #expect { try registry(server).versions(of: name) } throws: {
            code($0) == "network.too-large"
        }
    }

    @Test("A registry that says nothing ends in the transport's deadline")
    func hang() throws {
        let server = try LoopbackServer { _ in .init(steps: [.hang]) }
        #expect { try registry(server).versions(of: name) } throws: {
            code($0) == "network.timed-out"
        }
    }

    @Test("A redirect to plain http is refused")
    func redirect() throws {
        let server = try LoopbackServer { _ in .redirect(to: "http://example.com/v0.1/servers") }
        #expect { try registry(server).versions(of: name) } throws: { error in
            code(error) == "network.refused-redirect"
                && (error as? RegistryError)?.category == .network
        }
    }
}
