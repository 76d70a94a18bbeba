internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageModel
internal import Paths

/// The byte code of all prefixes, for those who look at the store as a whole.
struct BytecodeStore {
    let layout: StoreLayout

    /// Every difference of one prefix's byte code from what was made.
    func findings(of prefix: Digest) -> [SealFinding] {
        directories(of: prefix.hex).flatMap { BytecodeCheck($0, layout: layout).findings() }
    }

    /// The digests of the seals of all byte code, which `data/seals` has a record for each of.
    var sealDigests: [Digest] {
        names(layout.bytecode).flatMap { prefix in
            directories(of: prefix).compactMap { BytecodeCheck($0, layout: layout).sealDigest }
        }
    }

    /// Removes the byte code of prefixes that are gone; bytes given back.
    ///
    /// The caller holds the lease of the store, so nobody makes any meanwhile.
    func prune(keeping prefixes: [AbsolutePath]) throws -> ByteCount {
        let kept = Set(prefixes.map { String($0.name.suffix(12)) })
        var freed = 0
        for name in names(layout.bytecode) where !kept.contains(String(name.prefix(12))) {
            freed += try bytes(layout.bytecode.appending(name))
            // Moved away first: nobody ever sees half of it under its name.
            let staging = try Directory.create(layout.staging)
            let gone = "gone-bytecode-\(name.prefix(12))"
            try staging.removeTree(gone)
            try Directory.open(layout.bytecode).rename(name, to: gone, in: staging)
            try staging.removeTree(gone)
        }
        return ByteCount(freed)
    }

    private func directories(of prefix: String) -> [AbsolutePath] {
        let parent = layout.bytecode.appending(prefix)
        return names(parent).filter { Digest(hex: $0) != nil }.map { parent.appending($0) }
    }

    /// What cannot be listed holds nothing.
    private func names(_ path: AbsolutePath) -> [String] {
        (try? Directory.open(path).names()) ?? []
    }

    private func bytes(_ path: AbsolutePath) throws -> Int {
        guard let found = try Files.status(path, followingLinks: false) else { return 0 }
        guard found.kind == .directory else { return Int(clamping: found.size) }
        return try Directory.open(path).names().reduce(0) { try $0 + bytes(path.appending($1)) }
    }
}
