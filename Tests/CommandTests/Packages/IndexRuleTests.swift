import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "What an index says of its packages",
    .enabled(if: Peers.canInstallPython, "there is no `uv` beside MCPPKG_TEST_PYTHON")
)
struct IndexRuleTests {
    private static let older = IndexFile(wheel: SmallWheel())

    private static func newer(uploaded: String? = nil, yanked: String? = nil) -> IndexFile {
        let wheel = SmallWheel(version: "1.1.0")
        return IndexFile(wheel: wheel, uploaded: uploaded ?? older.uploaded, yanked: yanked)
    }

    /// An hour ago, which is younger than any cooldown.
    private static var young: String {
        Date(timeIntervalSinceNow: -3600).formatted(.iso8601)
    }

    @Test("A release that was taken back is passed over")
    func yankedFallsBack() throws {
        let index = try SmallIndex([Self.older, Self.newer(yanked: "broken")])
        let ground = try PackageGround(serving: index)
        let run = try ground.run("install pypi:tiny-server --yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("`tiny-server` 1.1.0 was taken back by its publisher: broken"))
        #expect(try ground.json("info tiny-server")["version"]?.string == "1.0.0")
    }

    @Test(
        "A release that was taken back is refused where nothing else fits, and taken by its number"
    )
    func yankedExactly() throws {
        let index = try SmallIndex([Self.older, Self.newer(yanked: "broken")])
        let ground = try PackageGround(serving: index)
        try ground.refused("install pypi:tiny-server@^1.1 --yes", 5, "pypi.yanked")
        try ground.succeed("install pypi:tiny-server@1.1.0 --yes")
        #expect(try ground.json("info tiny-server")["version"]?.string == "1.1.0")
    }

    @Test("A project in quarantine is refused")
    func quarantined() throws {
        let index = try SmallIndex([Self.older], status: "quarantined")
        let ground = try PackageGround(serving: index)
        let error = try ground.refused("install pypi:tiny-server --yes", 5, "pypi.quarantined")
        #expect(error["reason"]?.string?.contains("looks like malware") == true)
    }

    @Test("A release younger than the cooldown is passed over, and that is said")
    func youngFallsBack() throws {
        let index = try SmallIndex([Self.older, Self.newer(uploaded: Self.young)])
        let ground = try PackageGround(serving: index)
        let run = try ground.run("install pypi:tiny-server --yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1.1.0 is younger than the cooldown"))
        #expect(try ground.json("info tiny-server")["version"]?.string == "1.0.0")
    }

    @Test("A release younger than the cooldown is asked about when it is named")
    func youngExactly() throws {
        let index = try SmallIndex([Self.older, Self.newer(uploaded: Self.young)])
        let ground = try PackageGround(serving: index)
        try ground.refused("install pypi:tiny-server@1.1.0", 5, "consent.unanswered")
        try ground.succeed("install pypi:tiny-server@1.1.0 --yes")
        #expect(try ground.json("info tiny-server")["version"]?.string == "1.1.0")
    }

    @Test("Nothing but young releases is refused")
    func onlyYoung() throws {
        let index = try SmallIndex([Self.newer(uploaded: Self.young)])
        let ground = try PackageGround(serving: index)
        try ground.refused("install pypi:tiny-server --yes", 5, "pypi.too-young")
    }

    @Test("Packages that exclude each other are a conflict")
    func conflict() throws {
        let part = { SmallWheel(name: "part", version: $0, isServer: false) }
        let index = try SmallIndex([SmallWheel(requires: ["part<2"]), part("1.0.0"), part("2.0.0")])
        let ground = try PackageGround(serving: index)
        try ground.refused("install pypi:tiny-server --with part>=2 --yes", 6, "python.conflict")
        try ground.succeed("install pypi:tiny-server --with part --yes")
        #expect(try ground.run("why part").output.contains("part 1.0.0"))
    }

    @Test("A package that is not there is not found, the server's own and one that it needs")
    func unknown() throws {
        let index = try SmallIndex([SmallWheel(requires: ["absent"])])
        let ground = try PackageGround(serving: index)
        try ground.refused("install pypi:nothing-here --yes", 3, "pypi.unknown-project")
        try ground.refused("install pypi:tiny-server --yes", 3, "python.unknown-project")
    }

    @Test("A package without a wheel is named with the token that would let it be built")
    func source() throws {
        let part = SmallWheel(name: "part", isServer: false)
        let index = try SmallIndex([
            IndexFile(wheel: SmallWheel(requires: ["part"])),
            IndexFile(wheel: part, isSource: true),
        ])
        let ground = try PackageGround(serving: index)
        let error = try ground.refused("install pypi:tiny-server --yes", 5, "python.needs-build")
        #expect(error["accept"] == ["build:part"])
    }

    @Test("A lock that lacks a hash is refused as it is")
    func missingHash() throws {
        let index = try SmallIndex([SmallWheel()])
        let ground = try PackageGround(serving: index)
        try ground.succeed("install pypi:tiny-server --yes")
        let lock = try #require(ground.harness.text("home/mcppkg.lock"))
        let without = lock.replacing(/, sha256 = "[0-9a-f]{64}"/, with: "")
        #expect(without != lock)
        try ground.harness.write("home/mcppkg.lock", without)
        for command in ["sync --yes", "sync --locked --yes", "lock --check"] {
            try ground.refused(command, 14, "lock.malformed")
        }
    }
}
