import Cryptography
import Documents
import Foundation
import TestSupport
import Testing

@Suite("A bundle that must not be installed")
struct HostileBundleTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("breaks an archive rule: exit 4, one reason, nothing left", arguments: HostileArchive.all)
    func rule(_ archive: HostileArchive) throws {
        try harness.registry.publish(archive.bytes, digest: Digest(of: archive.bytes))
        try expectRefusal("install io.github.acme/weather --host claude-code", 4, "archive.")
    }

    @Test("breaks an archive rule and lies on disk: the same", arguments: [HostileArchive.all[0]])
    func file(_ archive: HostileArchive) throws {
        try writeFile(harness.person + "/evil.mcpb", archive.bytes)
        try expectRefusal("install ./evil.mcpb --yes", 4, "archive.")
    }

    @Test("has another digest than its registry says")
    func digest() throws {
        let bytes = try ServerBundle("1.0.0").bytes()
        try harness.registry.publish(bytes, digest: Digest(of: bytes + [0]))
        try expectRefusal("install io.github.acme/weather", 4, "trust.digest-mismatch")
    }

    @Test("was cut short or has one changed bit", arguments: Damage.allCases)
    func damage(_ damage: Damage) throws {
        let bytes = try ServerBundle("1.0.0").bytes()
        try harness.registry.publish(damage.applied(to: bytes), digest: Digest(of: bytes))
        try expectRefusal("install io.github.acme/weather", 4, "trust.digest-mismatch")
    }

    @Test("is damaged, and its registry vouches for the damage", arguments: Damage.allCases)
    func vouched(_ damage: Damage) throws {
        let bytes = damage.applied(to: try ServerBundle("1.0.0").bytes())
        try harness.registry.publish(bytes, digest: Digest(of: bytes))
        try expectRefusal("install io.github.acme/weather", 4, "")
    }

    @Test("names a start that is refused", arguments: Start.allCases)
    func start(_ start: Start) throws {
        let bytes = try start.bundle().bytes()
        try harness.registry.publish(bytes, digest: Digest(of: bytes))
        let run = try harness.run("install io.github.acme/weather --json")
        #expect(run.status == 12, "\(run)")
        #expect(try run.json()["error"]?["code"] == "model.refused")
        #expect(harness.names("home/data/servers") == [])
        #expect(harness.names("home/data/staging") == ["mutex"])
        #expect(harness.names("home/data/instances") == [])
    }

    @Test("leaves what was installed before as it was")
    func upgrade() throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        try harness.run("install io.github.acme/weather --host claude-code")
        let before = harness.text("person/.claude.json")
        let archive = HostileArchive.all[0]
        try harness.registry.publish(
            archive.bytes,
            version: "1.1.0",
            digest: Digest(of: archive.bytes)
        )
        #expect(try harness.run("upgrade weather").status == 4)
        #expect(harness.text("person/.claude.json") == before)
        #expect(try ServerTalk(harness, ["--user", "weather"]).version == "1.0.0")
        #expect(try harness.run("verify").status == 0)
    }

    private func expectRefusal(_ line: String, _ status: Int32, _ code: String) throws {
        let run = try harness.run(line + " --json")
        let error = try run.json()["error"]
        #expect(run.status == status, "\(run)")
        #expect(error?["code"]?.string?.hasPrefix(code) == true, "\(run.output)")
        #expect(harness.leftInStore == [], "\(run.output)")
        let plain = try harness.run(line)
        #expect(plain.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
    }
}

/// What transport or malice does to the bytes of a bundle.
enum Damage: CaseIterable, Sendable {
    case empty, half, lastByte, firstBit, middleBit, lastBit

    func applied(to bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .empty: []
        case .half: Array(bytes.prefix(bytes.count / 2))
        case .lastByte: bytes.dropLast()
        case .firstBit: flipped(bytes, 0)
        case .middleBit: flipped(bytes, bytes.count / 2)
        case .lastBit: flipped(bytes, bytes.count - 1)
        }
    }

    private func flipped(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
        var bytes = bytes
        bytes[index] ^= 0x10
        return bytes
    }
}

/// Starts that fetch, or that hand the process to somebody else.
enum Start: CaseIterable, Sendable {
    case npx, shell, preload, outside

    func bundle() throws -> ZipWriter {
        var bundle = ServerBundle("1.0.0")
        if self == .preload { bundle.environment = [("LD_PRELOAD", "/tmp/evil.so")] }
        let manifest = bundle.manifest.text()
        let plain = #""command":"${__dirname}/server/serve""#
        let other =
            switch self {
            case .npx: #""command":"npx""#
            case .shell: #""command":"/bin/sh""#
            case .outside: #""command":"${__dirname}/../../evil""#
            case .preload: plain
            }
        var writer = ZipWriter()
        writer.add("manifest.json", Array(manifest.replacing(plain, with: other).utf8))
        writer.records += try bundle.writer().records.dropFirst()
        return writer
    }
}

extension CommandHarness {
    /// What a refused installation left in the store.
    var leftInStore: [String] {
        let places = ["staging", "unpacked", "servers", "partial", "instances"]
        var found = places.flatMap { place in
            names("home/data/" + place).map { place + "/" + $0 }
        }
        found.removeAll { $0 == "staging/mutex" || $0.hasSuffix(".lock") }
        let content = FileManager.default.subpaths(atPath: home + "/data/content") ?? []
        return found + content.filter { $0.utf8.count > 64 }
    }
}
