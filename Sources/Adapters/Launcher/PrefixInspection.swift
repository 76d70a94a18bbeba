internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// Compares a prefix with its seal, file by file; the thorough way.
struct PrefixInspection {
    let prefix: Directory
    let digest: Digest
    let walk: PrefixWalk

    private static let sealPath = Seal.directoryName + "/" + Seal.fileName
    /// 100,000 files with long paths stay below this.
    private static let sealLimit = 64

    init(prefix: Directory, digest: Digest) throws(FilesystemError) {
        self.prefix = prefix
        self.digest = digest
        walk = try PrefixWalk(prefix)
    }

    /// Every difference.
    ///
    /// Files that `known` describes as they are now are not hashed again.
    func findings(known: StatRecord?) -> [SealFinding] {
        guard let seal = readSeal() else {
            return [
                finding(
                    "store.seal-broken",
                    Self.sealPath,
                    "is missing, or is not the seal of this version"
                )
            ]
        }
        let sealed = Dictionary(
            seal.entries.map { ($0.path.description, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let structure = misplaced(sealed) + (isMutated("seal.missing") ? [] : missing(seal))
        return structure + changed(sealed, known: known, except: Set(structure.map(\.path)))
    }

    private func readSeal() -> Seal? {
        guard let path = try? RelativePath(parsing: Self.sealPath),
            let bytes = try? prefix.openFile(path).readAll(limit: .mebibytes(Self.sealLimit)),
            isMutated("seal.digest") || Digest(of: bytes) == digest
        else { return nil }
        return try? Seal(parsing: bytes)
    }

    /// What lies there and should not, or not so.
    private func misplaced(_ sealed: [String: Seal.Entry]) -> [SealFinding] {
        walk.found.compactMap { found in
            if found.status.kind == .directory, sealed[found.path] == nil {
                return permissions(of: found, are: 0o555)
            }
            if found.path == Self.sealPath { return nil }
            guard let entry = sealed[found.path] else {
                if isMutated("seal.extra") { return nil }
                return finding("store.file-extra", found.path, "is not in the seal")
            }
            let wanted: FileStatus.Kind = entry.isLink ? .link : .file
            guard found.status.kind == wanted else {
                let kind = entry.isLink ? "link" : "file"
                return finding("store.file-changed", found.path, "is no longer a \(kind)")
            }
            // The permissions of a link count for nothing, and systems differ in what they show.
            return entry.isLink ? nil : permissions(of: found, are: entry.mode)
        }
    }

    private func permissions(of found: PrefixWalk.Found, are mode: UInt32) -> SealFinding? {
        guard isMutated("seal.mode") || found.status.permissions == mode else {
            return finding("store.mode-changed", found.path, "has other permissions")
        }
        return nil
    }

    private func missing(_ seal: Seal) -> [SealFinding] {
        let present = Set(walk.found.map(\.path))
        return seal.entries.compactMap { entry in
            present.contains(entry.path.description)
                ? nil : finding("store.file-missing", entry.path.description, "is missing")
        }
    }

    private func changed(
        _ sealed: [String: Seal.Entry],
        known: StatRecord?,
        except reported: Set<String>
    ) -> [SealFinding] {
        let unchanged = Dictionary(
            (known?.entries ?? []).map { ($0.path, $0.fingerprint) },
            uniquingKeysWith: { first, _ in first }
        )
        return walk.found.compactMap { found in
            guard let entry = sealed[found.path], [.file, .link].contains(found.status.kind),
                unchanged[found.path] != found.status.fingerprint,
                !reported.contains(absolute(found.path)),
                !holds(entry, as: found.status)
            else { return nil }
            let what = entry.isLink ? "leads elsewhere" : "has other content"
            return finding("store.file-changed", found.path, what)
        }
    }

    /// Whether the file has the sealed content and stayed as it is while that was read.
    private func holds(_ entry: Seal.Entry, as status: FileStatus) -> Bool {
        do throws(FilesystemError) {
            if entry.isLink { return try leads(entry) }
            let file = try prefix.openFile(entry.path)
            var hasher = DigestHasher()
            try unsafe file.forEachBlock { (block) throws(FilesystemError) in
                unsafe hasher.update(block)
            }
            let isUntouched = try file.status() == status
            return isMutated("seal.content") || isUntouched && hasher.finish() == entry.digest
        } catch {
            // What cannot be read cannot be what was verified.
            return false
        }
    }

    private func leads(_ entry: Seal.Entry) throws(FilesystemError) -> Bool {
        let holder =
            try entry.path.parent.map { (path) throws(FilesystemError) in try prefix.open(path) }
            ?? prefix
        let target = try holder.readLinkBytes(entry.path.name)
        return isMutated("seal.link") || Digest(of: target) == entry.digest
    }

    private func finding(_ code: ErrorCode, _ path: String, _ reason: String) -> SealFinding {
        SealFinding(code: code, path: absolute(path), reason: reason)
    }

    private func absolute(_ path: String) -> String { prefix.path.description + "/" + path }
}
