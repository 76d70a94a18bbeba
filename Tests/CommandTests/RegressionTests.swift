import Cryptography
import Documents
import Foundation
import TestSupport
import Testing

private let weather = "io.github.acme/weather"

@Suite("What once was wrong with choosing servers")
struct RegressionTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("A bundle for a platform that the manifest does not name is not locked")
    func platforms() throws {
        try publishPerPlatform(["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64"])
        try harness.write(
            "project/mcppkg.json",
            #"{"platforms":["macos-aarch64"],"servers":{"weather":{"source":"\#(weather)"}}}"#
        )
        #expect(try harness.run("lock", in: harness.project).status == 0)
        #expect(try locked("project/mcppkg.lock") == [#"platforms = ["macos-aarch64"]"#])
    }

    @Test("A server's own platforms take the place of the manifest's")
    func ownPlatforms() throws {
        try publishPerPlatform(["linux-x64", "linux-arm64", "darwin-arm64"])
        try harness.write(
            "project/mcppkg.json",
            #"{"servers":{"weather":{"source":"\#(weather)","platforms":["linux-aarch64-gnu"]}}}"#
        )
        #expect(try harness.run("lock", in: harness.project).status == 0)
        #expect(try locked("project/mcppkg.lock") == [#"platforms = ["linux-aarch64-gnu"]"#])
    }

    @Test("A server without a bundle for this machine says so")
    func noBundle() throws {
        try publishPerPlatform(["win32-x64"])
        let run = try harness.run("install \(weather)")
        #expect(run.status == 12)
        #expect(run.errors.contains("has no bundle for"))
    }

    @Test("An id that the manifest gives to another server is not taken over")
    func idOfManifest() throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        let manifest = #"{"servers":{"weather":{"source":"com.example/weather"}}}"#
        try harness.write("project/mcppkg.json", manifest)
        #expect(try harness.run("install \(weather)", in: harness.project).status == 6)
        #expect(harness.text("project/mcppkg.json") == manifest)
    }

    @Test("A version younger than the cooldown is asked about when it is named exactly")
    func youngVersion() throws {
        let now = ISO8601DateFormatter().string(from: Date())
        try harness.registry.publish(ServerBundle("1.0.0"), published: now)
        let run = try harness.json("install \(weather)@1.0.0")
        #expect(run["error"]?["code"]?.string == "consent.unanswered")
        #expect(try harness.run("install \(weather)@1.0.0 --yes").status == 0)
    }

    @Test("`rollback` goes to what was current before, not to a version that was left already")
    func rollback() throws {
        for version in ["1.0.0", "1.1.0", "1.2.0"] {
            try harness.registry.publish(ServerBundle(version))
            try harness.run("install \(weather)@\(version)")
            if version == "1.1.0" { try harness.run("rollback weather") }
        }
        let back = try harness.json("rollback weather")
        #expect(back["result"]?["servers"]?.array?.first?["version"]?.string == "1.0.0")
        #expect(try harness.run("rollback weather").status == 3)
    }

    private func publishPerPlatform(_ names: [String]) throws {
        let packages = try names.map { name -> JSON in
            let file = "registry/weather-1.0.0-\(name).mcpb"
            var bundle = ServerBundle("1.0.0")
            bundle.greeting = name
            let bytes = try bundle.bytes()
            try writeFile(harness.tree.path + "/" + file, bytes)
            return [
                "registryType": "mcpb", "transport": ["type": "stdio"],
                "identifier": .string("file://\(harness.tree.path)/\(file)"),
                "fileSha256": .string(Digest(of: bytes).hex),
            ]
        }
        let more: JSON = ["packages": .array(packages)]
        try harness.registry.publish(RegistryFixture.document(weather, "1.0.0", more))
    }

    /// What the lock says of platforms, for each artifact.
    private func locked(_ path: String) throws -> [String] {
        let lines = try #require(harness.text(path)).split(separator: "\n")
        return lines.filter { $0.contains("type = \"mcpb\"") }.map { line in
            let parts = line.components(separatedBy: ", ")
            return parts.first { $0.hasPrefix("platforms") } ?? "any"
        }
    }
}
