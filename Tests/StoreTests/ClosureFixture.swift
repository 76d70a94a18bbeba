import Cryptography
import Diagnostics
import Filesystem
import PackageModel
import Paths
import Store
import TestSupport
import Testing
import Trust

extension StoreFixture {
    /// Gives the content store any bytes.
    func admit(bytes: [UInt8]) throws -> VerifiedArtifact {
        let source = root.appending("artifact")
        try writeFile(source.description, bytes)
        let content = ContentStore(layout: layout)
        let partial = try content.partialFile(key: Digest(of: bytes))
        let facts = try content.copy(source, to: partial, limit: .mebibytes(64))
        let artifact = try DigestVerifier(of: "a sample").verify(
            facts,
            expected: facts.digest,
            evidence: .localDigest
        )
        try content.admit(artifact, from: partial)
        return artifact
    }

    /// The tree of an npm package with these files.
    func package(_ files: [(String, String)], title: String = "package", _ staging: Staging)
        throws -> UnpackedTree
    {
        var writer = TarWriter()
        for (path, text) in files { writer.add("package/" + path, text) }
        var tree = try UnpackedStore(layout: layout).tree(
            of: admit(bytes: writer.gzipped()),
            as: .npm,
            staging: staging
        )
        tree.title = title
        return tree
    }

    /// What was written down of a tree or prefix.
    func record(_ path: AbsolutePath) throws -> StatRecord {
        let bytes = try #require(try Files.read(path, limit: .mebibytes(1)))
        return try #require(StatRecord(parsing: bytes))
    }

    /// A wheel with these files.
    func wheel(_ files: [(String, String)]) throws -> VerifiedArtifact {
        var writer = ZipWriter()
        for (path, text) in files { writer.add(path, Array(text.utf8)) }
        return try admit(bytes: writer.bytes())
    }
}

extension PrefixLayout {
    /// Puts every file of a tree below a directory.
    mutating func place(_ tree: UnpackedTree, _ package: Int, below directory: String) throws {
        for entry in tree.seal.entries {
            let path = try RelativePath(parsing: directory + "/" + entry.path.description)
            placements.append(.init(package: package, entry: entry, path: path, mode: entry.mode))
        }
    }

    /// Writes a file.
    mutating func write(_ path: String, _ text: String, mode: UInt32 = 0o444) throws {
        written.append(.init(path: try .init(parsing: path), mode: mode, bytes: Array(text.utf8)))
    }

    /// Makes a link.
    mutating func link(_ path: String, to target: String) throws {
        links.append(.init(path: try .init(parsing: path), target: target))
    }
}
