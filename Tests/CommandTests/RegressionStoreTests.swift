import Cryptography
import Documents
import Foundation
import TestSupport
import Testing

private let weather = "io.github.acme/weather"

@Suite("What once was wrong with what is installed")
struct RegressionStoreTests {
    private let harness: CommandHarness

    init() throws {
        harness = try CommandHarness()
        try harness.registry.publish(ServerBundle("1.0.0"))
    }

    @Test("A directory that is gone is a finding of `verify`, and `sync` builds it again")
    func missingPrefix() throws {
        try harness.run("install \(weather)")
        try FileManager.default.removeItem(atPath: try unsealed(prefix()))
        let found = try harness.json("verify")
        #expect(found["error"]?["category"]?.string == "verification")
        let server = found["result"]?["servers"]?.array?.first
        #expect(server?["findings"]?.array?.first?["code"]?.string == "store.prefix-missing")
        try harness.run("sync")
        #expect(try harness.run("verify").status == 0)
    }

    @Test("A runtime that is gone is found again by `sync`, as the refusal of `run` says")
    func movedRuntime() throws {
        let node = "#!/bin/sh\ncase $1 in --version) echo v22.1.0;; esac\n"
        for place in ["old", "new"] {
            try harness.write(place + "/node", node)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: harness.tree.path + "/\(place)/node"
            )
        }
        let bytes = SampleBundle.bytes(name: "scripted")
        try harness.registry.publish(bytes, as: "a.b/scripted", digest: Digest(of: bytes))
        try harness.run("install a.b/scripted", environment: path("old"))
        try harness.run("sync", environment: path("old"))
        try FileManager.default.removeItem(atPath: harness.tree.path + "/old")
        #expect(try harness.run("run --user scripted").status == 12)
        #expect(try harness.run("sync", environment: path("new")).status == 0)
        #expect(try harness.run("run --user scripted").status == 0)
    }

    private func path(_ place: String) throws -> [String: String] {
        let usual = try harness.environment()["PATH"] ?? ""
        return ["PATH": harness.tree.path + "/\(place):" + usual]
    }

    /// A sealed directory is read-only, and only then are its files.
    private func unsealed(_ path: String) throws -> String {
        let directories = try FileManager.default.subpathsOfDirectory(atPath: path) + [""]
        for name in directories {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: path + "/" + name
            )
        }
        return path
    }

    private func prefix() throws -> String {
        let list = try harness.json("list")
        return try #require(list["result"]?["servers"]?.array?.first?["prefix"]?.string)
    }
}
