import Foundation
import TestSupport
import Testing

/// A check of packages, and an installation that ends well only when that check is not made.
struct PackageCheck: Sendable, CustomTestStringConvertible {
    /// The name by which a test build replaces the check by *true*.
    let check: String
    /// The status that the check gives, where it is made.
    let status: Int32
    /// What to install.
    var command = "install pypi:tiny-server --yes"
    /// Makes the person and what the index serves.
    let ground: @Sendable () throws -> PackageGround

    var testDescription: String { check }

    static let python = [
        PackageCheck(check: "wheel.record-hash", status: 4) {
            try PackageGround(serving: SmallIndex([SmallWheel(misquoted: "tiny_server.py")]))
        },
        PackageCheck(check: "wheel.record-unlisted", status: 4) {
            try PackageGround(serving: SmallIndex([SmallWheel(unlisted: ["more.py": "x = 1\n"])]))
        },
        PackageCheck(check: "pypi.quarantine", status: 5) {
            let file = IndexFile(wheel: SmallWheel())
            return try PackageGround(serving: SmallIndex([file], status: "quarantined"))
        },
        PackageCheck(check: "pypi.cooldown", status: 5) {
            let young = Date(timeIntervalSinceNow: -3600).formatted(.iso8601)
            let file = IndexFile(wheel: SmallWheel(), uploaded: young)
            return try PackageGround(serving: SmallIndex([file]))
        },
        PackageCheck(check: "pypi.yanked", status: 5) {
            let file = IndexFile(wheel: SmallWheel(), yanked: "broken")
            return try PackageGround(serving: SmallIndex([file]))
        },
        PackageCheck(check: "sandbox.files", status: 13) {
            try PackageGround(serving: SmallIndex([SmallWheel(atImport: "open('/etc/shadow')\n")]))
        },
        PackageCheck(check: "sandbox.network", status: 13) {
            let code = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_STREAM)\n"
            return try PackageGround(serving: SmallIndex([SmallWheel(atImport: code)]))
        },
    ]

    static let node = [
        PackageCheck(
            check: "npm.needs-build",
            status: 5,
            command: "install npm:tiny-server --yes"
        ) {
            let package = SmallPackage(scripts: ["postinstall": "true"])
            return try PackageGround(serving: SmallRegistry([package]))
        },
        PackageCheck(
            check: "trust.integrity",
            status: 4,
            command: "install npm:tiny-server --yes"
        ) {
            let package = SmallPackage()
            let registry = try SmallRegistry([package])
            let other = SmallPackage(dependencies: ["tiny-server": "*"])
            registry.serve(other.bytes, instead: package)
            return try PackageGround(serving: registry)
        },
    ]
}

@Suite("A check of packages that is replaced by true")
struct PackageMutationTests {
    @Test(
        "lets the bad package of Python pass that it refuses otherwise",
        .enabled(if: Peers.canInstallPython, "there is no `uv` beside MCPPKG_TEST_PYTHON"),
        arguments: PackageCheck.python
    )
    func python(_ check: PackageCheck) throws { try expect(check) }

    @Test(
        "lets the bad package of npm pass that it refuses otherwise",
        .enabled(if: Peers.canInstallNode, "there is no npm"),
        arguments: PackageCheck.node
    )
    func node(_ check: PackageCheck) throws { try expect(check) }

    private func expect(_ check: PackageCheck) throws {
        let ground = try check.ground()
        let refused = try ground.run(check.command)
        #expect(refused.status == check.status, "\(refused.errors)")
        let mutated = try ground.run(
            check.command,
            environment: ["MCPPKG_MUTATION": check.check]
        )
        #expect(mutated.status == 0, "\(mutated.errors)")
    }
}
