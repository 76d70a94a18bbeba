import Cryptography
import Diagnostics
import Filesystem
import Foundation
import PackageModel
import Paths
import Store
import TestSupport
import Trust

/// A home of its own with an empty store.
struct StoreFixture {
    let tree: TemporaryTree
    let layout: StoreLayout
    let root: AbsolutePath
    static let server = ServerName.local(kind: "mcpb", name: "sample")

    init() throws {
        tree = try TemporaryTree()
        root = try AbsolutePath(parsing: tree.path)
        layout = StoreLayout(home: root.appending("home"))
        _ = try Directory.create(layout.config)
    }

    func begin() throws -> Staging {
        try Staging.begin(layout: layout, holder: "tests", seconds: 1)
    }

    /// Gives the content store a bundle of this version, with one more file.
    func admit(_ version: String = "1.0.0", file: String = "server/data.txt") throws
        -> VerifiedArtifact
    {
        let bundle = SampleBundle.writer(
            manifest: SampleBundle.manifest(version: version),
            files: [(file, Array("some data\n".utf8), 0o644)]
        )
        let source = root.appending("bundle-\(version)")
        try writeFile(source.description, bundle.bytes())
        let content = ContentStore(layout: layout)
        let partial = try content.partialFile(key: Digest(of: version.utf8))
        let facts = try content.copy(source, to: partial, limit: .mebibytes(1))
        let artifact = try DigestVerifier(of: "a sample").verify(
            facts,
            expected: facts.digest,
            evidence: .localDigest
        )
        try content.admit(artifact, from: partial)
        return artifact
    }

    /// A prefix of that artifact at its final place.
    func install(_ artifact: VerifiedArtifact, version: String = "1.0.0") throws -> AbsolutePath {
        let staging = try begin()
        let store = PrefixStore(layout: layout)
        let staged = try store.stage(
            artifact,
            facts: [("facts.json", Array("{}".utf8))],
            staging: staging
        )
        return try store.place(staged, server: Self.server, version: version)
    }

    func write(_ path: AbsolutePath, _ text: String) throws {
        try writeFile(path.description, Array(text.utf8))
    }

    func text(_ path: AbsolutePath) -> String? {
        guard let bytes = try? readFile(path.description) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func exists(_ path: AbsolutePath) -> Bool {
        ((try? Files.status(path, followingLinks: false)) ?? nil) != nil
    }

    func names(_ path: AbsolutePath) throws -> [String] {
        guard exists(path) else { return [] }
        return try Directory.open(path).names()
    }

    /// Changes a file in place, its size kept; modes are put back.
    func overwrite(_ file: AbsolutePath, with text: String) throws {
        let mode = try Files.status(file)?.permissions ?? 0o444
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.description)
        let handle = try FileHandle(forUpdating: URL(filePath: file.description))
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
        try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: file.description)
    }
}
