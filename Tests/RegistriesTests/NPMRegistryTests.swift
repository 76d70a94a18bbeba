import Cryptography
import Diagnostics
import Documents
import Foundation
import PackageModel
import Registries
import Resolution
import TestSupport
import Testing
import Transport

/// The npm registry's HTTP API.
@Suite struct NPMRegistryTests {
    private func server(_ answers: [String: TestSupport.LoopbackServer.Response]) throws
        -> TestSupport.LoopbackServer
    {
        try .init { answers[$0.path] ?? .text("{}", status: 404) }
    }

    private func registry(_ server: TestSupport.LoopbackServer) throws -> NPMRegistry {
        try NPMRegistry(location: server.baseURL + "/", client: quickClient())
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return (error as? NPMRegistryError)?.code.description ?? "\(error)" }
    }

    private let packument = #"""
        {"name": "@s/a", "dist-tags": {"latest": "1.1.0"}, "time": {"1.0.0": "2025-01-02T03:04:05.678Z"},
         "versions": {
          "1.0.0": {"name": "@s/a", "version": "1.0.0", "dist": {"tarball": "https://r.example/1"}},
          "1.1.0": {"name": "@s/a", "version": "1.1.0", "deprecated": "use b",
            "dist": {"tarball": "https://r.example/2"}},
          "1.2.0-beta": {"name": "@s/a", "version": "1.2.0-beta", "dist": {"tarball": "https://r.example/3"}},
          "2.0.0": {"name": "@s/a", "version": "2.0.0", "dist": {"tarball": "https://r.example/4"}}}}
        """#

    @Test("A scoped package is asked for in one path segment, in the full form")
    func asking() throws {
        let server = try server(["/@s%2Fa": .json(packument)])
        defer { server.stop() }
        let name = try NPMName(parsing: "@s/a")
        let read = try registry(server).packument(of: name)
        #expect(read.releases.count == 4)
        #expect(server.targets == ["/@s%2Fa"])
        #expect(server.requests.first?["accept"] == "application/json")
        #expect(read.releases[0].publishedAt?.description.hasPrefix("2025-01-02T03:04:05") == true)
    }

    @Test("Candidates end at what is tagged latest, where that fits the request")
    func candidates() throws {
        let read = try NPMPackument(
            parsing: Array(packument.utf8),
            of: NPMName(parsing: "@s/a")
        )
        let offered = { (text: String) in
            let request = try VersionRequest(parsing: text, in: .manifest)
            return read.candidates(for: request).map(\.version.description)
        }
        #expect(read.candidates(for: .newest).map(\.version.description) == ["1.0.0", "1.1.0"])
        #expect(try offered("^1") == ["1.0.0", "1.1.0"])
        #expect(try offered("^2") == ["1.0.0", "1.1.0", "1.2.0-beta", "2.0.0"])
        #expect(try offered("2.0.0").contains("2.0.0"))
        let deprecated = read.candidates(for: .newest)[1]
        #expect(deprecated.status == .deprecated && deprecated.statusMessage == "use b")
    }

    @Test("What is not there is not found; what is not JSON, or about something else, is refused")
    func failures() throws {
        let server = try server([
            "/page": .text("<html>"), "/other": .json(#"{"name": "x", "versions": {}}"#),
            "/closed": .text("no", status: 403),
        ])
        defer { server.stop() }
        let registry = try registry(server)
        let ask = { (name: String) in
            code { _ = try registry.packument(of: NPMName(parsing: name)) }
        }
        #expect(ask("gone") == "npm.unknown-package")
        #expect(ask("page") == "npm.registry-malformed")
        #expect(ask("other") == "npm.registry-malformed")
        #expect(ask("closed") == "npm.registry-refused")
    }

    @Test("The manifest of one version is about that version")
    func manifests() throws {
        let server = try server([
            "/a/1.0.0": .json(#"{"name": "a", "version": "1.0.0", "mcpName": "io.example/a"}"#),
            "/a/2.0.0": .json(#"{"name": "a", "version": "1.0.0"}"#),
        ])
        defer { server.stop() }
        let registry = try registry(server)
        let name = try NPMName(parsing: "a")
        #expect(
            try registry.manifest(of: name, version: "1.0.0")["mcpName"]?.string == "io.example/a"
        )
        #expect(
            code { _ = try registry.manifest(of: name, version: "2.0.0") }
                == "npm.registry-malformed"
        )
        #expect(
            code { _ = try registry.manifest(of: name, version: "3.0.0") } == "npm.unknown-version"
        )
    }

    @Test("A tarball has the hash that was announced, or it is refused")
    func tarballs() throws {
        let server = try server(["/a.tgz": .text("bytes")])
        defer { server.stop() }
        let registry = try registry(server)
        let hash = { (text: String) in
            NPMIntegrity(
                parsing: "sha512-"
                    + Data(LongDigest(of: Array(text.utf8)).bytes).base64EncodedString()
            )
        }
        let right = try #require(hash("bytes"))
        let wrong = try #require(hash("other"))
        let url = server.baseURL + "/a.tgz"
        #expect(try registry.tarball(url, expecting: right) == Array("bytes".utf8))
        #expect(code { _ = try registry.tarball(url, expecting: wrong) } == "npm.wrong-tarball")
    }

    @Test("A registry elsewhere cannot send anybody to this machine, or to plain http")
    func addresses() throws {
        let public_ = try NPMRegistry(
            location: NPMRegistry.standardLocation,
            client: quickClient()
        )
        #expect(public_.mayFetch("https://registry.npmjs.org/a/-/a-1.0.0.tgz"))
        for url in [
            "http://127.0.0.1/a.tgz", "https://127.0.0.1/a.tgz", "https://localhost/a.tgz",
            "http://registry.npmjs.org/a.tgz", "file:///etc/passwd", "git+ssh://github.com/a", "",
        ] {
            #expect(!public_.mayFetch(url))
        }
        let home = try NPMRegistry(location: "http://127.0.0.1:4873", client: quickClient())
        #expect(home.isLoopback && home.mayFetch("http://127.0.0.1:4873/a.tgz"))
    }

    @Test(
        "What is no address of a registry is refused",
        arguments: [
            "", "registry.npmjs.org", "http://r.example", "file:///r", "https://r.example/?a=b",
        ]
    )
    func locations(_ text: String) {
        #expect(
            code { _ = try NPMRegistry(location: text, client: quickClient()) }
                == "npm.registry-location"
        )
    }
}
