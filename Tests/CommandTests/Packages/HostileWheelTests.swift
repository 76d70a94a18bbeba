import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "A Python package that is not what it says",
    .enabled(if: Peers.canInstallPython, "there is no `uv` beside MCPPKG_TEST_PYTHON")
)
struct HostileWheelTests {
    @Test("lies about its own files: exit 4, nothing installed", arguments: Lie.all)
    func lies(_ lie: Lie) throws {
        let index = try SmallIndex([lie.wheel])
        let ground = try PackageGround(serving: index)
        let error = try ground.refused("install pypi:tiny-server --yes", 4, lie.code)
        #expect(error["reason"]?.string?.contains(lie.names) == true)
    }

    @Test(
        "has other bytes than the lock says: exit 4, whatever their number",
        arguments: [false, true]
    )
    func otherBytes(_ isLonger: Bool) throws {
        let wheel = SmallWheel()
        let index = try SmallIndex([wheel])
        let first = try PackageGround(serving: index)
        try first.succeed("install pypi:tiny-server --yes")
        var bytes = wheel.bytes
        bytes[100] ^= 1
        index.serve(isLonger ? bytes + [0] : bytes, instead: wheel)
        let second = try PackageGround(serving: index)
        try second.takeOver(first)
        let code = isLonger ? "trust.size-mismatch" : "trust.digest-mismatch"
        try second.refused("sync --yes", 4, code)
        #expect(second.harness.names("home/data/servers") == [])
    }

    @Test("has other bytes than its page says: exit 4")
    func otherBytesAtOnce() throws {
        let wheel = SmallWheel()
        let index = try SmallIndex([wheel])
        index.serve(SmallWheel(atImport: "print(1)\n").bytes, instead: wheel)
        let ground = try PackageGround(serving: index)
        let run = try ground.run("install pypi:tiny-server --yes --json")
        #expect(run.status == 4, "\(run.output)")
        #expect(ground.instances == [])
    }

    @Test("runs code whenever Python starts: that is said before it is installed")
    func startUp() throws {
        let wheel = SmallWheel(extra: [
            "greeting.pth": "import os; os.environ['X'] = '1'\n", "sitecustomize.py": "y = 1\n",
        ])
        let index = try SmallIndex([wheel])
        let ground = try PackageGround(serving: index)
        let run = try ground.run("install pypi:tiny-server --yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("`greeting.pth` of"))
        #expect(run.errors.contains("import os; os.environ['X'] = '1'"))
        #expect(run.errors.contains("`sitecustomize.py` of"))
    }
}

/// A wheel that its own RECORD does not describe, or that reaches for what is not its own.
struct Lie: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var wheel: SmallWheel
    var code = "wheel.record"
    /// What the refusal names.
    var names: String

    static let all = [
        Lie(
            testDescription: "another hash",
            wheel: SmallWheel(misquoted: "tiny_server.py"),
            names: "`tiny_server.py`"
        ),
        Lie(
            testDescription: "a file that is not listed",
            wheel: SmallWheel(unlisted: ["more.py": "x = 1\n"]),
            names: "`more.py`"
        ),
        Lie(
            testDescription: "a file outside",
            wheel: SmallWheel(extra: ["../outside.py": "x = 1\n"]),
            code: "archive.parent-path",
            names: "outside.py"
        ),
    ]
}
