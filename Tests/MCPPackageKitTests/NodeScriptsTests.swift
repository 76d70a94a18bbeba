import Cryptography
import Diagnostics
import Foundation
import PackageFormats
import PackageModel
import Paths
import Store
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite(
    "Install scripts that were accepted run, confined",
    .enabled(if: BuildGround.node != nil, "Node is needed")
)
struct NodeScriptsTests {
    private let ground: BuildGround
    private let environment: Environment
    private let staging: Staging

    init() throws {
        ground = try BuildGround()
        environment = try ground.environment()
        staging = try environment.beginStaging()
    }

    /// A package with one script, laid out and run; the layout and its tree.
    private func run(_ code: String) throws -> (layout: PrefixLayout, tree: UnpackedTree) {
        var tar = TarWriter()
        tar.add("package/package.json", #"{"name":"demo","version":"1.0.0"}"#)
        tar.add("package/x.js", code)
        tar.add("package/gone.txt", "gone")
        tar.add("package/kept.txt", "kept")
        let bytes = tar.gzipped()
        let server = try serving(bytes)
        var package = LockedPackage(
            type: "npm",
            platforms: [],
            sha256: Digest(of: bytes),
            evidence: "registry-digest"
        )
        (package.name, package.version) = ("demo", "1.0.0")
        package.url = server.baseURL + "/demo-1.0.0.tgz"
        package.places = ["node_modules/demo"]
        let reader = NodeTreeReader(environment: environment, staging: staging)
        let found = try reader.trees([package])
        let layout = try NodeTreeLayout.make(
            packages: found.map(\.package),
            platform: environment.platform
        )
        let scripts = NodeScripts(
            environment: environment,
            staging: staging,
            node: try ground.runtime(.node, environment)
        )
        let job = NodeScripts.Job(
            place: try RelativePath(parsing: "node_modules/demo"),
            title: "demo 1.0.0",
            scripts: [NPMScript(event: .postinstall, command: "node x.js")]
        )
        let trees = found.map(\.tree)
        return (try scripts.applied([job], to: layout, of: trees), trees[0])
    }

    private func text(_ layout: PrefixLayout, _ path: String) -> String? {
        layout.written.first { $0.path.description == path }
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("What a script makes, changes and removes in its own package becomes part of the tree")
    func keepsItsOwn() throws {
        let code = """
            const fs = require('fs')
            fs.writeFileSync('made.txt', process.env.npm_lifecycle_event)
            fs.writeFileSync('kept.txt', 'changed')
            fs.unlinkSync('gone.txt')
            fs.mkdirSync('build'); fs.writeFileSync('build/tool', '#!', { mode: 0o755 })
            fs.symlinkSync('made.txt', 'link.txt')
            """
        let (layout, _) = try run(code)
        #expect(text(layout, "node_modules/demo/made.txt") == "postinstall")
        #expect(text(layout, "node_modules/demo/kept.txt") == "changed")
        #expect(layout.written.first { $0.path.name == "tool" }?.mode == 0o555)
        #expect(layout.links.map(\.target) == ["made.txt"])
        let placed = layout.placements.map(\.path.name).sorted()
        #expect(placed == ["package.json", "x.js"])
    }

    @Test("A script that leaves a mark outside finds no way, and what it tried is told")
    func isConfined() throws {
        let mark = ground.tree.path + "/person/mark"
        _ = try ground.personal("there", "")
        let error = #expect(throws: BuildError.self) {
            try run("require('fs').writeFileSync('\(mark)', 'x')")
        }
        #expect(error?.code == "build.failed")
        #expect(error?.reason.contains("write `\(mark)`") == true)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test("A script reaches nothing, not even this machine")
    func hasNoNetwork() throws {
        let server = try LoopbackServer { _ in .text("here") }
        let code = """
            require('http').get('\(server.baseURL)', () => process.exit(0)).on('error', () => process.exit(1))
            """
        #expect(throws: BuildError.self) { try run(code) }
        #expect(server.requests.isEmpty)
    }

    @Test("A script reads nothing of the person's")
    func readsNothing() throws {
        let secret = try ground.personal(".ssh/id_ed25519", "a key")
        let code = "require('fs').copyFileSync('\(secret)', 'stolen')"
        #expect(throws: BuildError.self) { try run(code) }
    }

    @Test(
        "A link that leads out, to the person's files too, is not taken",
        arguments: ["s('/etc', 'out')", "s('../../../..', 'up')"]
    )
    func refusesLinks(call: String) throws {
        let error = #expect(throws: BuildError.self) {
            try run("const s = require('fs').symlinkSync; \(call)")
        }
        #expect(error?.code == "build.wrong")
    }

    @Test("A directory that gave way to a link to the person's files brings none of them")
    func followsNoLink() throws {
        let secret = try ground.personal("demo/secret", "a key")
        let person = (secret as NSString).deletingLastPathComponent
        let parent = (person as NSString).deletingLastPathComponent
        let code = """
            const fs = require('fs')
            fs.renameSync('../../node_modules', '../../other')
            fs.symlinkSync('\(parent)', '../../../tree/node_modules')
            """
        #expect(throws: (any Error).self) { try run(code) }
    }
}
