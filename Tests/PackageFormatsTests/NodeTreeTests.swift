import Foundation
import PackageFormats
import PackageModel
import Paths
import TestSupport
import Testing

/// Trees that are compared, file by file, with those that npm makes.
@Suite(.serialized, .enabled(if: NPMFolder.program != nil, "there is no npm"))
struct NodeTreeTests {
    @Test(
        "The tree equals what `npm ci --ignore-scripts` makes",
        arguments: ["@sample/tree-server", "@sample/odd-server"]
    )
    func equal(_ server: String) throws {
        let folder = try #require(NPMFolder.shared)
        let project = try TemporaryTree()
        let registry = try folder.serve()
        defer { registry.stop() }
        try folder.npm(["install", "--package-lock-only"], in: project.path, server, registry)
        try folder.npm(["ci"], in: project.path, server, registry)
        let lock = [UInt8](
            try Data(contentsOf: URL(filePath: project.path + "/package-lock.json"))
        )
        let closure = try NPMPackageLock(parsing: lock).closure(
            of: try NPMName(parsing: server),
            on: [NodeFixture.platform],
            allowsLoopback: true
        )
        let unpacked = try TemporaryTree()
        let trees = try closure.packages.map { package in
            let target = String(package.url.dropFirst(registry.baseURL.count + 1))
            let tarball = try #require(folder.tarball(target))
            return try NodeFixture.unpack(tarball, of: package, below: unpacked.path)
        }
        let layout = try NodeTreeLayout.make(packages: trees, platform: NodeFixture.platform)
        var expected = try NodeFixture.contents(project.path + "/node_modules")
        expected[".package-lock.json"] = nil
        let ours = NodeFixture.contents(layout)
        for (path, facts) in expected {
            #expect(ours["node_modules/" + path] == facts, "\(path)")
        }
        let theirs = Set(expected.keys.map { "node_modules/" + $0 })
        #expect(Set(ours.keys).subtracting(theirs).sorted() == [])
    }
}
