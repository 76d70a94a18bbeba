import Cryptography
import Documents
import Foundation
import TestSupport
import Testing

/// A check of the product, and a command that ends well only when that check is not made.
struct CheckScenario: Sendable, CustomTestStringConvertible {
    /// The name by which a test build replaces the check by *true*.
    let check: String
    /// The status that the check gives, where it is made.
    let status: Int32
    /// Makes the bad thing; then one command meets it.
    let arrange: @Sendable (CommandHarness) throws -> Void
    let command: String

    var testDescription: String { check }

    static let all = [digest, seal, document, fit, ownEntry, deleted, secret]

    static let digest = CheckScenario(
        check: "trust.digest",
        status: 4,
        arrange: { harness in
            let bytes = try ServerBundle("1.0.0").bytes()
            try harness.registry.publish(bytes, digest: Digest(of: bytes + [0]))
        },
        command: "install io.github.acme/weather"
    )

    static let seal = CheckScenario(
        check: "seal.check",
        status: 4,
        arrange: { harness in
            try installed(harness)
            try change("home/data/servers/io.github.acme/weather", in: harness)
        },
        command: "run --user weather"
    )

    static let document = CheckScenario(
        check: "lock.document",
        status: 4,
        arrange: { harness in
            try installed(harness)
            let digest = try harness.registry.publish(ServerBundle("1.0.0"))
            let package: JSON = [
                "registryType": "mcpb", "transport": ["type": "stdio"],
                "identifier": .string(
                    "\(harness.registry.url)/bundles/io.github.acme-weather-1.0.0.mcpb"
                ),
                "fileSha256": .string(digest.hex), "runtimeHint": "changed since it was locked",
            ]
            let changed = RegistryFixture.document(
                "io.github.acme/weather",
                "1.0.0",
                ["packages": [package]]
            )
            try harness.registry.publish(changed)
            try TemporaryTree.remove(harness.home + "/data")
        },
        command: "sync --locked"
    )

    static let fit = CheckScenario(
        check: "lock.fits",
        status: 10,
        arrange: { harness in
            try installed(harness)
            let manifest = try #require(harness.text("home/mcppkg.json"))
            try harness.write("home/mcppkg.json", manifest.replacing("^1.0.0", with: "^1.0.1"))
        },
        command: "lock --check"
    )

    static let ownEntry = CheckScenario(
        check: "hosts.entry-not-ours",
        status: 6,
        arrange: { harness in
            try installed(harness)
            try harness.write(
                "person/.claude.json",
                #"{"mcpServers":{"weather":{"type":"stdio","command":"/bin/mine"}}}"#
            )
        },
        command: "link weather --host claude-code"
    )

    static let deleted = CheckScenario(
        check: "resolution.deleted",
        status: 5,
        arrange: { try $0.registry.publish(ServerBundle("1.0.0"), status: "deleted") },
        command: "install io.github.acme/weather"
    )

    static let secret = CheckScenario(
        check: "input.required-secret",
        status: 12,
        arrange: { harness in
            var bundle = ServerBundle("1.0.0")
            bundle.userConfig = [
                "token": [
                    "type": "string", "title": "Token", "description": "A token",
                    "required": true, "sensitive": true,
                ]
            ]
            try harness.registry.publish(bundle)
        },
        command: "install io.github.acme/weather"
    )

    @Sendable fileprivate static func installed(_ harness: CommandHarness) throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        let run = try harness.run("install io.github.acme/weather")
        guard run.status == 0 else { throw ArrangementFailed(line: "install", errors: run.errors) }
    }

    /// Changes the greeting in the only `config.json` below a place, its size and mode kept.
    @Sendable fileprivate static func change(_ place: String, in harness: CommandHarness) throws {
        let root = harness.tree.path + "/" + place
        let found = FileManager.default.subpaths(atPath: root)?.first {
            $0.hasSuffix("server/config.json")
        }
        let file = root + "/" + (try #require(found))
        let text = String(decoding: try readFile(file), as: UTF8.self)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let changed = FileHandle(forUpdatingAtPath: file)
        try changed?.write(contentsOf: Data(text.replacing("Hello", with: "Hallo").utf8))
        try changed?.close()
        try FileManager.default.setAttributes(
            [.posixPermissions: mode as Any],
            ofItemAtPath: file
        )
    }
}

@Suite("A check that is replaced by true")
struct MutationTests {
    @Test("lets the bad thing pass that it refuses otherwise", arguments: CheckScenario.all)
    func scenario(_ scenario: CheckScenario) throws {
        #expect(try status(of: scenario, mutation: nil) == scenario.status)
        #expect(try status(of: scenario, mutation: scenario.check) == 0)
    }

    /// What cannot be read at all is no rule that could be left out.
    private static let ruled = HostileArchive.all.filter { $0.rule != "malformed" }

    @Test("no longer names the archive rule that it is", arguments: ruled)
    func archive(_ archive: HostileArchive) throws {
        #expect(try refusal(of: archive, mutation: nil) == "archive." + archive.rule)
        let mutated = try refusal(of: archive, mutation: "archive." + archive.rule)
        #expect(mutated != "archive." + archive.rule)
    }

    @Test("gives a damaged file of the store to a new prefix, which is repaired otherwise")
    func relink() throws {
        #expect(try greeting(mutation: nil) == "Hello, Ada!")
        #expect(try greeting(mutation: "store.relink") == "Hallo, Ada!")
    }

    private func status(of scenario: CheckScenario, mutation: String?) throws -> Int32 {
        let harness = try CommandHarness()
        try scenario.arrange(harness)
        return try harness.run(scenario.command, environment: variables(mutation)).status
    }

    private func refusal(of archive: HostileArchive, mutation: String?) throws -> String? {
        let harness = try CommandHarness()
        try harness.registry.publish(archive.bytes, digest: Digest(of: archive.bytes))
        let run = try harness.run(
            "install io.github.acme/weather --json",
            environment: variables(mutation)
        )
        // With a rule left out the program may come to any end, as long as it is not this refusal.
        return (try? run.json())?["error"]?["code"]?.string
    }

    /// What a server says whose prefix was built again after its unpacked tree was changed.
    private func greeting(mutation: String?) throws -> String? {
        let harness = try CommandHarness()
        try CheckScenario.installed(harness)
        try TemporaryTree.remove(harness.home + "/data/servers")
        try CheckScenario.change("home/data/unpacked", in: harness)
        try harness.run("sync", environment: variables(mutation))
        return try ServerTalk(
            harness,
            ["--user", "weather"],
            environment: ["MCPPKG_MUTATION": "seal.check"]
        ).greeting
    }

    private func variables(_ mutation: String?) -> [String: String] {
        mutation.map { ["MCPPKG_MUTATION": $0] } ?? [:]
    }
}
