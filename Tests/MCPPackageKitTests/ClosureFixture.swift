import Cryptography
import Diagnostics
import Filesystem
import Foundation
import PackageModel
import Paths
import Store
import TestSupport
import Transport
import Trust

@testable import MCPPackageKit

/// A home of its own, and a server with some packages of npm.
struct ClosureFixture {
    let tree: TemporaryTree
    let root: AbsolutePath
    let server: LoopbackServer
    /// Names of the packages with their tarballs.
    let tarballs: [String: [UInt8]]

    /// Packages of these sizes, named by their position; `served` replaces what the server gives.
    init(sizes: [Int] = [10, 20_000, 300], served: [String: [UInt8]] = [:]) throws {
        tree = try TemporaryTree()
        root = try AbsolutePath(parsing: tree.path)
        var tarballs: [String: [UInt8]] = [:]
        for (index, size) in sizes.enumerated() {
            var writer = TarWriter()
            writer.add("package/package.json", "{\"name\":\"p\(index)\"}")
            writer.add("package/data", String(repeating: "d", count: size))
            tarballs["p\(index)"] = writer.gzipped()
        }
        self.tarballs = tarballs
        let bodies = tarballs.merging(served) { $1 }
        let files = StaticFiles(
            Dictionary(uniqueKeysWithValues: bodies.map { ("/" + $0.key, $0.value) })
        )
        server = try LoopbackServer { files.respond($0) }
    }

    var layout: StoreLayout { StoreLayout(home: root.appending("home")) }
    var content: ContentStore { ContentStore(layout: layout) }
    var unpacked: UnpackedStore { UnpackedStore(layout: layout) }

    func environment(isOffline: Bool = false) -> Environment {
        var configuration = TransportConfiguration()
        configuration.usesNetrc = false
        configuration.isOffline = isOffline
        configuration.retryPauses = []
        return Environment(
            layout: layout,
            workingDirectory: root,
            home: root,
            platform: .current,
            givenHome: nil,
            program: root.appending("mcppkg"),
            settings: .standard,
            isOffline: isOffline,
            lockTimeout: 5,
            commandName: "test",
            now: { Instant.systemNow() },
            variable: { _ in nil },
            http: HTTPClient(configuration: configuration),
            interaction: .silent
        )
    }

    func digest(_ name: String) -> Digest { Digest(of: tarballs[name] ?? []) }

    func integrity(_ name: String) throws -> NPMIntegrity? {
        let bytes = LongDigest(of: tarballs[name] ?? []).bytes
        return NPMIntegrity(parsing: "sha512-" + Data(bytes).base64EncodedString())
    }

    /// A package as a lock names it, or as npm does while nobody knows its SHA-256.
    func wanted(_ name: String, isLocked: Bool = true, hasSize: Bool = true) throws
        -> WantedArtifact
    {
        WantedArtifact(
            title: name + " 1.0.0",
            url: server.baseURL + "/" + name,
            file: nil,
            digest: isLocked ? digest(name) : nil,
            size: hasSize ? tarballs[name]?.count : nil,
            evidence: .registryDigest,
            integrity: isLocked ? nil : try integrity(name)
        )
    }

    /// Unpacks the named packages as they are locked.
    @discardableResult
    func trees(
        _ names: [String],
        isOffline: Bool = false,
        hasSize: Bool = true,
        check: @escaping @Sendable (UnpackedTree) throws -> Void = { _ in }
    ) throws -> [UnpackedTree] {
        let environment = environment(isOffline: isOffline)
        let staging = try environment.beginStaging()
        return try ClosureFetcher(environment: environment, staging: staging).trees(
            for: names.map {
                WantedTree(
                    artifact: try wanted($0, hasSize: hasSize),
                    shape: .npm,
                    check: check
                )
            }
        )
    }

    /// Replaces what is in the store under the digest of a package.
    func damage(_ name: String) throws {
        try writeFile(layout.content(digest(name)).description, Array("EVIL".utf8))
    }

    /// What the staging directories hold, locks aside.
    var leftovers: [String] {
        get throws { try Directory.open(layout.staging).names().filter { $0 != "mutex" } }
    }
}
