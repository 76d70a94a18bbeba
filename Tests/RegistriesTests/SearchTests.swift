import Diagnostics
import Foundation
import PackageModel
import Registries
import TestSupport
import Testing
import Transport

@Suite("Search in a registry")
struct SearchTests {
    @Test("A text is encoded, and each server is there once, in its newest version")
    func grouped() throws {
        let server = try LoopbackServer { _ in
            .json(
                page([
                    entry("a.b/one", "1.10.0", published: "2026-02-01T00:00:00Z"),
                    entry("a.b/one", "1.9.0", published: "2026-01-01T00:00:00Z"),
                    entry("a.b/two", "1.0.0", published: "2026-01-01T00:00:00Z", isLatest: true),
                    entry("a.b/two", "0.9.1", published: "2026-02-01T00:00:00Z"),
                    entry("a.b/gone", "1.0.0", status: "deleted"),
                ])
            )
        }
        let found = try registry(server).search("we & you", limit: 10)
        #expect(found.map { $0.name + "@" + $0.version } == ["a.b/one@1.10.0", "a.b/two@1.0.0"])
        #expect(server.targets == ["/v0.1/servers?search=we%20%26%20you&limit=10&version=latest"])
    }

    @Test("Pages are followed with the cursor encoded, and an empty last page is no error")
    func pages() throws {
        let server = try LoopbackServer { request in
            let query = request.query ?? ""
            if !query.contains("cursor=") {
                return .json(
                    page([entry("a.b/one", "1")], metadata: "{\"nextCursor\":\"a.b/one:1\"}")
                )
            }
            return .json(page([], metadata: "{\"nextCursor\":\"\",\"count\":0}"))
        }
        #expect(try registry(server).search("x", limit: 10).map(\.name) == ["a.b/one"])
        #expect(server.targets.count == 2)
        #expect(server.targets.last?.hasSuffix("&cursor=a.b%2Fone%3A1") == true)
    }

    @Test(
        "A list ends without a next cursor, however that is written",
        arguments: ["{}", "null", "{\"nextCursor\":null}", "{\"nextCursor\":\"\"}"]
    )
    func ends(_ metadata: String) throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("a.b/one", "1")], metadata: metadata))
        }
        #expect(try registry(server).search("x", limit: 5).count == 1)
        #expect(server.requests.count == 1)
    }

    @Test("No page more than needed is asked for")
    func enough() throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("a.b/one", "1")], metadata: "{\"nextCursor\":\"more\"}"))
        }
        #expect(try registry(server).search("x", limit: 1).count == 1)
        #expect(server.requests.count == 1)
    }

    @Test("A registry that does not flag the latest is asked again without the flag")
    func unflagged() throws {
        let server = try LoopbackServer { request in
            let isFlagged = request.query?.contains("version=latest") ?? false
            return .json(page(isFlagged ? [] : [entry("a.b/one", "1")]))
        }
        #expect(try registry(server).search("x", limit: 5).count == 1)
    }

    @Test("What the registry takes for a wildcard is a plain character here")
    func wildcard() throws {
        let server = try LoopbackServer { _ in
            .json(page([entry("a.b/one_x", "1"), entry("a.b/onex", "1")]))
        }
        #expect(try registry(server).search("e_x", limit: 5).map(\.name) == ["a.b/one_x"])
    }

    @Test("Nothing wanted is nothing asked")
    func none() throws {
        let server = try LoopbackServer { _ in .notFound }
        #expect(try registry(server).search("x", limit: 0).isEmpty)
        #expect(server.requests.isEmpty)
    }

    @Test("The recorded pages are understood", .enabled(if: examples != nil))
    func recorded() throws {
        let folder = try #require(examples)
        let first = Array(
            try Data(contentsOf: folder.appendingPathComponent("synthetic.list.page1.json"))
        )
        let second = Array(
            try Data(contentsOf: folder.appendingPathComponent("synthetic.list.page2-last.json"))
        )
        let server = try LoopbackServer { request in
            .init(body: request.query?.contains("cursor=") == true ? second : first)
        }
        let names = try registry(server).search("", limit: 50).map(\.name)
        #expect(names.contains("io.github.modelcontextprotocol/filesystem"))
        #expect(names.contains("io.modelcontextprotocol/text-editor"))
    }
}
