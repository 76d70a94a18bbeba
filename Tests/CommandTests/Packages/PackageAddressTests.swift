import TestSupport
import Testing

@Suite("An address of a package")
struct PackageAddressTests {
    private let ground: PackageGround

    init() throws { ground = try PackageGround() }

    @Test(
        "that names none is a mistake of the command line",
        arguments: PackageAddressTests.nameless
    )
    func malformed(_ spec: String) throws {
        try ground.refused("install \(spec) --yes", 2, "model.malformed")
    }

    private static let nameless = [
        "pypi:", "pypi:../x", "pypi:a/b", "pypi:-x", "pypi:x[a", "pypi:x@@", "npm:", "npm:../x",
        "npm:.hidden", "npm:@a/b/c", "npm:Ünder",
    ]

    @Test("whose registry does not answer is a failure of the network", arguments: ["pypi", "npm"])
    func down(_ scheme: String) throws {
        try ground.refused("install \(scheme):tiny-server --yes", 7, "network.unreachable")
    }

    @Test("needs the network where only the lock is not enough", arguments: ["pypi", "npm"])
    func offline(_ scheme: String) throws {
        try ground.refused("install \(scheme):tiny-server --offline --yes", 7, "network.offline")
    }
}
