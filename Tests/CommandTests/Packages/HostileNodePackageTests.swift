import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "A package of npm that is not what it says",
    .enabled(if: Peers.canInstallNode, "there is no npm")
)
struct HostileNodePackageTests {
    private let place: TemporaryTree
    private var mark: String { place.path + "/mark" }

    init() throws { place = try TemporaryTree() }

    @Test("would run a script when it is installed: it is named, and nothing of it runs")
    func script() throws {
        try expectNamed([SmallPackage(scripts: ["postinstall": "touch \(mark)"])], "tiny-server")
    }

    @Test("needs one that would run a script: that one is named", arguments: [true, false])
    func scriptBelow(_ isAnnounced: Bool) throws {
        let part = SmallPackage(
            name: "part",
            scripts: ["preinstall": "touch \(mark)"],
            isAnnounced: isAnnounced,
            isServer: false
        )
        try expectNamed([SmallPackage(dependencies: ["part": "1.0.0"]), part], "part")
    }

    @Test("has other bytes than the registry says: exit 4")
    func otherBytesAtOnce() throws {
        let package = SmallPackage()
        let registry = try SmallRegistry([package])
        registry.serve(SmallPackage(isServer: false).bytes, instead: package)
        let ground = try PackageGround(serving: registry)
        try ground.refused("install npm:tiny-server --yes", 4, "trust.integrity-mismatch")
    }

    @Test(
        "has other bytes than the lock says: exit 4, whatever their number",
        arguments: [false, true]
    )
    func otherBytes(_ isLonger: Bool) throws {
        let package = SmallPackage()
        let registry = try SmallRegistry([package])
        let first = try PackageGround(serving: registry)
        try first.succeed("install npm:tiny-server --yes")
        var bytes = package.bytes
        bytes[bytes.count - 9] ^= 1
        registry.serve(isLonger ? bytes + [0] : bytes, instead: package)
        let second = try PackageGround(serving: registry)
        try second.takeOver(first)
        let code = isLonger ? "trust.size-mismatch" : "trust.digest-mismatch"
        try second.refused("sync --yes", 4, code)
        #expect(second.harness.names("home/data/servers") == [])
    }

    @Test("is not there, or not in that version")
    func unknown() throws {
        let ground = try PackageGround(serving: SmallRegistry([SmallPackage()]))
        try ground.refused("install npm:nothing-here --yes", 3, "npm.unknown-package")
        try ground.refused("install npm:tiny-server@9.9.9 --yes", 3, "resolution.not-found")
    }

    private func expectNamed(_ packages: [SmallPackage], _ name: String) throws {
        let ground = try PackageGround(serving: SmallRegistry(packages))
        let error = try ground.refused("install npm:tiny-server --yes", 5, "npm.needs-build")
        #expect(error["accept"] == .array([.string("build:" + name)]))
        #expect(error["reason"]?.string?.contains("touch \(mark)") == true)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }
}
