public import Cryptography
internal import Diagnostics
public import Filesystem
public import PackageModel
public import Paths

/// The SHA-256 of a runtime: of its program, and of the shared library that is the rest of it.
///
/// A file that the kernel describes as it was when it was last hashed is not hashed again.
public struct RuntimeDigest: Sendable {
    private let memory: AbsolutePath

    /// Remembers digests below the cache of the layout.
    public init(layout: StoreLayout) { memory = layout.cache.appending("runtimes") }

    /// Hashes one runtime; without a shared library it is the digest of the program.
    /// - Throws: `FilesystemError` when one of the files cannot be read.
    public func digest(of program: AbsolutePath, library: AbsolutePath? = nil)
        throws(FilesystemError) -> Digest
    {
        let own = try digest(of: program)
        guard let library else { return own }
        let other = try digest(of: library)
        return Digest(of: Array("\(own.hex)\n\(other.hex)\n".utf8))
    }

    private func digest(of file: AbsolutePath) throws(FilesystemError) -> Digest {
        let path = try Files.realPath(file)
        let place = memory.appending(Digest(of: path.description.utf8).hex)
        let before = try OpenFile.reading(path).status().fingerprint
        if let known = remembered(place, before) { return known }
        let opened = try OpenFile.reading(path)
        var hasher = DigestHasher()
        try unsafe opened.forEachBlock { unsafe hasher.update($0) }
        let digest = hasher.finish()
        // What changed while it was read is not remembered.
        if try opened.status().fingerprint == before { remember(digest, before, at: place) }
        return digest
    }

    private func remembered(_ place: AbsolutePath, _ found: FileFingerprint) -> Digest? {
        // A cache: what cannot be read is hashed again.
        guard let bytes = (try? Files.read(place, limit: .kibibytes(1))) ?? nil else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard words.count == 2, words[0] == text(found) else { return nil }
        return Digest(hex: String(words[1]))
    }

    private func remember(_ digest: Digest, _ found: FileFingerprint, at place: AbsolutePath) {
        // A cache: without it the file is hashed again the next time.
        guard (try? Directory.create(memory)) != nil else { return }
        try? Files.replace(place, with: Array("\(text(found))\n\(digest.hex)\n".utf8))
    }

    private func text(_ found: FileFingerprint) -> String {
        [found.device, found.inode, found.size, found.mode, found.modified, found.changed]
            .map { String($0) }.joined(separator: " ")
    }
}
