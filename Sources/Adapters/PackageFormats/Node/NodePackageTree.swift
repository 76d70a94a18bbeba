internal import Cryptography
internal import Documents
public import Filesystem
public import PackageModel
internal import Paths

/// The unpacked files of one npm package, the leading directory of its tarball left out.
public struct NodePackageTree: Sendable {
    /// What the lock says of it.
    public let package: LockedPackage
    /// Its files.
    public let entries: [Seal.Entry]
    /// The bytes of one of its files.
    public let read: @Sendable (Seal.Entry) throws(FilesystemError) -> [UInt8]

    /// Takes every fact.
    public init(
        package: LockedPackage,
        entries: [Seal.Entry],
        read: @escaping @Sendable (Seal.Entry) throws(FilesystemError) -> [UInt8]
    ) {
        self.package = package
        self.entries = entries
        self.read = read
    }

    /// `name@version`, for errors.
    var label: String { "\(package.name ?? "")@\(package.version ?? "")" }

    /// The `package.json` in a directory of the package, the empty one being its own; nil where there is none.
    /// - Throws: `NodePackageError.malformed` for one that is no JSON object.
    public func manifest(in directory: String = "") throws(NodePackageError) -> NPMManifest? {
        let path = directory.isEmpty ? "package.json" : directory + "/package.json"
        guard let entry = entries.first(where: { $0.path.description == path }) else { return nil }
        return try manifest(entry)
    }

    func manifest(_ entry: Seal.Entry) throws(NodePackageError) -> NPMManifest {
        let bytes: [UInt8]
        do throws(FilesystemError) { bytes = try read(entry) } catch { throw .file(error) }
        guard bytes.count <= NPMLimits.manifest else {
            throw .malformed(package: label, why: "its `\(entry.path)` is too large")
        }
        do throws(JSONError) { return try NPMManifest(parsing: bytes) } catch {
            throw .malformed(package: label, why: "`\(entry.path)`: \(error.reason)")
        }
    }

    /// The package's own `package.json`, which npm demands of every package and which names it.
    public func requiredManifest() throws(NodePackageError) -> NPMManifest {
        guard let manifest = try manifest() else {
            throw .malformed(package: label, why: "it has no `package.json`")
        }
        return manifest
    }
}

extension NPMIntegrity {
    /// Compares a tarball on disk with what the registry announced.
    /// - Throws: `NodePackageError.wrongTarball` for other bytes.
    public func check(_ tarball: OpenFile, of package: String) throws(NodePackageError) {
        var hasher = LongDigestHasher()
        do throws(FilesystemError) {
            try unsafe tarball.forEachBlock { unsafe hasher.update($0) }
        } catch { throw .file(error) }
        let digest = hasher.finish()
        guard accepts(digest) else { throw .wrongTarball(package: package, actual: digest) }
    }
}
