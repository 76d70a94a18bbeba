import PackageModel
import Testing

@testable import MCPPackageKit

@Suite("What changed in a closure")
struct LockDiffTests {
    @Test("is each package that came, went or moved, by name")
    func versions() {
        let changes = LockDiff.changes(
            from: [locked("a"), locked("b"), locked("c"), locked("same")],
            to: [locked("d"), locked("b", "2.0.0"), locked("c"), locked("same")]
        )
        #expect(changes.map(text) == ["a: 1.0.0 > -", "b: 1.0.0 > 2.0.0", "d: - > 1.0.0"])
    }

    @Test("is first what has other bytes under the same version")
    func otherBytes() {
        let changes = LockDiff.changes(
            from: [locked("a"), locked("z", content: "one")],
            to: [locked("a", "2.0.0"), locked("z", content: "two")]
        )
        #expect(
            changes.map(text) == [
                "z: 1.0.0 > 1.0.0 (other bytes under the same version)", "a: 1.0.0 > 2.0.0",
            ]
        )
        #expect(changes.map(\.hasOtherBytes) == [true, false])
    }

    @Test("is no other bytes where only a platform was added")
    func platforms() {
        let linux = locked("a", on: ["linux-x86_64-gnu"])
        let changes = LockDiff.changes(
            from: [linux],
            to: [linux, locked("a", on: ["macos-aarch64"])]
        )
        #expect(
            changes.map(text) == [
                "a: 1.0.0 > 1.0.0 (platforms linux-x86_64-gnu -> linux-x86_64-gnu, macos-aarch64)"
            ]
        )
        #expect(!changes[0].hasOtherBytes)
    }

    @Test("names evidence, builds, extras, needs and places that moved")
    func facts() {
        var after = LockedPackage(
            type: "npm",
            platforms: [],
            sha256: locked("a", type: "npm").sha256,
            evidence: "npm-signature"
        )
        after.name = "a"
        after.version = "1.0.0"
        after.build = "install: node-gyp rebuild"
        after.extras = ["cli"]
        after.requires = ["b"]
        after.places = ["node_modules/x/node_modules/a"]
        after.url = "https://x.example/a.tgz"
        let changes = LockDiff.changes(from: [locked("a", type: "npm")], to: [after])
        #expect(
            changes.map(\.details) == [
                [
                    "evidence registry-digest -> npm-signature",
                    "build none -> install: node-gyp rebuild", "extras none -> cli", "address",
                    "needs",
                    "place",
                ]
            ]
        )
    }

    @Test("takes all versions of one name together, and two spellings of PyPI for one name")
    func together() {
        let changes = LockDiff.changes(
            from: [
                node("zod", "3.0.0", at: "zod"), node("zod", "4.0.0", at: "x/node_modules/zod"),
            ],
            to: [node("zod", "4.0.0", at: "zod")]
        )
        #expect(changes.map(\.before) == ["3.0.0, 4.0.0"])
        #expect(changes.map(\.after) == ["4.0.0"])
        #expect(
            LockDiff.changes(from: [locked("a_b")], to: [locked("a-b", "2.0.0")]).map(text)
                == ["a-b: 1.0.0 > 2.0.0"]
        )
    }

    private func text(_ change: LockDiff.PackageChange) -> String {
        let details = change.details.isEmpty ? "" : " (\(change.details.joined(separator: "; ")))"
        return "\(change.name): \(change.before ?? "-") > \(change.after ?? "-")" + details
    }
}
