import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "A server of npm with about two hundred packages",
    .enabled(if: Peers.canInstallNode, "there is no npm")
)
struct NodeServerTests {
    private static let id = "tree-server"

    @Test("is installed and listed, equals what `npm ci` makes, and needs no network again")
    func whole() throws {
        let folder = try #require(NPMFolder.shared)
        let registry = try folder.serve()
        defer { registry.stop() }
        let ground = try PackageGround(npm: registry.baseURL + "/")
        try ground.succeed("install npm:@sample/tree-server --yes")
        try expectTools(ground)
        try expectSame(ground, folder, registry)
        try expectNothingToDo(ground)
        try expectOffline(ground)
    }

    private func expectTools(_ ground: PackageGround) throws {
        let talk = try ServerTalk(ground.harness, ["--user", Self.id])
        #expect(talk.tools == ["names"], "\(talk.run.errors)")
    }

    private func expectSame(
        _ ground: PackageGround,
        _ folder: NPMFolder,
        _ registry: LoopbackServer
    ) throws {
        let place = try TemporaryTree()
        let package = "@sample/tree-server"
        try folder.npm(["install", "--package-lock-only"], in: place.path, package, registry)
        try folder.npm(["ci"], in: place.path, package, registry)
        let theirs = try FileTree.facts(place.path + "/node_modules") {
            $0 != ".package-lock.json"
        }
        let ours = try FileTree.facts(try ground.prefix(Self.id) + "/node_modules")
        #expect(ours.count > 1000)
        #expect(FileTree.difference(ours, theirs) == [])
    }

    private func expectNothingToDo(_ ground: PackageGround) throws {
        let before = try ground.facts()
        let again = try ground.run(
            "install npm:@sample/tree-server --yes",
            environment: ["MCPPKG_NPM_REGISTRY": "http://127.0.0.1:9/"]
        )
        #expect(again.status == 0, "\(again.errors)")
        #expect(try ground.facts() == before)
    }

    private func expectOffline(_ ground: PackageGround) throws {
        guard Peers.canRemoveNetwork else { return }
        let other = try PackageGround()
        try other.takeOver(ground)
        let stored = other.harness.home + "/data"
        try FileManager.default.createDirectory(atPath: stored, withIntermediateDirectories: true)
        try TemporaryTree.copy(ground.harness.home + "/data/content", to: stored + "/content")
        let run = try other.runWithoutNetwork("sync --offline --yes")
        #expect(run.status == 0, "\(run.errors)")
        try expectTools(other)
    }
}
