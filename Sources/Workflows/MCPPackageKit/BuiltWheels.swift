internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// A wheel that was built on this machine and lies in the store.
struct BuiltWheel: Equatable {
    /// What it is called.
    let name: WheelFileName
    /// What its bytes hash to.
    let sha256: Digest

    /// It in the place of the source that it was built of.
    func stands(for source: LockedPackage) -> LockedPackage {
        var package = LockedPackage(
            type: source.type,
            platforms: source.platforms,
            sha256: sha256,
            evidence: Evidence.built.rawValue
        )
        package.name = source.name
        package.version = source.version
        package.requires = source.requires
        package.extras = source.extras
        // Only its last part is ever looked at: the bytes are in the store.
        package.url = name.description
        return package
    }
}

/// Which wheel was built of which source, so that nothing is built twice.
///
/// It lies in the cache: what is missing there is built again.
struct BuiltWheels {
    let environment: Environment

    private var content: ContentStore { ContentStore(layout: environment.layout) }
    private var directory: AbsolutePath { environment.layout.builds }

    /// The wheel that was noted under a key; nil where there is none, or its bytes are gone or damaged.
    func wheel(_ key: Digest) throws -> BuiltWheel? {
        guard let bytes = try Files.read(directory.appending(key.hex), limit: .kibibytes(4)) else {
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2, let name = try? WheelFileName(parsing: lines[0]),
            let digest = Digest(hex: lines[1]), try content.contains(digest)
        else { return nil }
        return try isWhole(digest) ? BuiltWheel(name: name, sha256: digest) : nil
    }

    /// Whether the bytes in the store hash to their name; those that do not are removed on the way.
    private func isWhole(_ digest: Digest) throws(StoreError) -> Bool {
        do throws(StoreError) {
            let file = try content.open(digest)
            return file.descriptor >= 0
        } catch {
            guard case .damaged = error else { throw error }
            return false
        }
    }

    /// Takes a wheel that was just built into the store and notes it.
    func admit(_ file: OpenFile, _ name: WheelFileName, as key: Digest) throws -> BuiltWheel {
        let partial = try content.partialFile(key: key)
        let facts = try copy(file, to: partial)
        let artifact = try DigestVerifier(of: name.description).verify(
            facts,
            expected: facts.digest,
            evidence: .built
        )
        try content.admit(artifact, from: partial)
        _ = try Directory.create(directory)
        let note = "\(name)\n\(facts.digest.hex)\n"
        try Files.replace(directory.appending(key.hex), with: Array(note.utf8))
        return BuiltWheel(name: name, sha256: facts.digest)
    }

    private func copy(_ file: OpenFile, to place: AbsolutePath) throws -> ArtifactFacts {
        let copy = try Directory.open(place.parent).replaceFile(place.name)
        var hasher = DigestHasher()
        var size = 0
        try unsafe file.forEachBlock { (block) throws(FilesystemError) in
            size += block.count
            unsafe hasher.update(block)
            try unsafe copy.write(block)
        }
        return ArtifactFacts(digest: hasher.finish(), size: ByteCount(size))
    }

    /// A copy under its own name, as resolvers want it.
    func copy(_ wheel: BuiltWheel, into place: AbsolutePath) throws -> AbsolutePath {
        let target = place.appending(wheel.name.description)
        let facts = try content.copy(
            environment.layout.content(wheel.sha256),
            to: target,
            limit: KitLimits.artifact
        )
        _ = try DigestVerifier(of: wheel.name.description).verify(
            facts,
            expected: wheel.sha256,
            evidence: .built
        )
        return target
    }
}
