internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// Manifest and lock of one scope as they are on disk, and as one operation wants them.
struct ScopeState {
    let scope: Scope
    private let manifestFile: AbsolutePath
    private let lockFile: AbsolutePath
    private let manifestBytes: [UInt8]?
    private let lockBytes: [UInt8]?
    /// The manifest's text as it was; an empty file counts as `{}` and stays empty while nothing is added.
    private let read: JSONText
    /// The manifest's text; edits keep comments, order and unknown members.
    private(set) var text: JSONText
    /// What the text says.
    private(set) var manifest: Manifest
    /// What was chosen.
    var lock: Lockfile

    /// Reads both files; what is not there counts as empty.
    /// - Throws: `ManifestError`, `LockfileError`, or `PlaceError.linkedFile` for a project file behind a link.
    init(layout: StoreLayout, scope: Scope) throws {
        self.scope = scope
        manifestFile = try Self.place(layout.manifest(of: scope), scope)
        lockFile = try Self.place(layout.lockfile(of: scope), scope)
        manifestBytes = try Files.read(manifestFile, limit: KitLimits.document)
        lockBytes = try Files.read(lockFile, limit: KitLimits.document)
        do {
            read = try JSONText(parsing: manifestBytes ?? Array("{}\n".utf8))
        } catch {
            throw PlaceError.manifestMalformed(path: manifestFile, why: error.reason)
        }
        text = read
        manifest = try Manifest(json: read.root.value)
        lock = try lockBytes.map { try Lockfile(parsing: $0) } ?? .empty
    }

    /// Whether there is a manifest at all.
    var hasManifest: Bool { manifestBytes != nil }

    /// Whether there is a lock at all.
    var hasLock: Bool { lockBytes != nil }

    /// The directory that relative paths of the manifest start from.
    var directory: AbsolutePath { manifestFile.parent }

    /// The manifest's sources as the lock remembers them.
    var sources: [InstanceID: String] {
        Dictionary(
            manifest.servers.map { ($0.id, lockText(of: $0.requirement.source)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The other server that an id belongs to already, in the lock or in a manifest not locked yet; nil when there is
    /// none.
    func holder(of id: InstanceID, besides name: ServerName) -> String? {
        if case .registry(let named, _)? = manifest.server(id)?.source, named != name {
            return named.description
        }
        guard let locked = lock[id]?.name, locked != name else { return nil }
        return locked.description
    }

    /// Writes a server into the manifest, or takes it out.
    mutating func setRequirement(_ requirement: ServerRequirement?, for id: InstanceID) throws {
        let path = ["servers", id.description]
        if let requirement {
            text = try edited(requirement.json, manifest.server(id)?.json, at: path)
        } else {
            text = text.removing(path)
        }
        manifest = try Manifest(json: text.root.value)
    }

    /// Only what means something else is written, so that everything else stays as somebody wrote it.
    private func edited(_ new: JSON, _ old: JSON?, at path: [String]) throws -> JSONText {
        guard let old = old?.object, let new = new.object else {
            return try text.setting(new, at: path)
        }
        var result = text
        for (key, value) in new.members where old[key] != value {
            result = try result.setting(value, at: path + [key])
        }
        for (key, _) in old.members where new[key] == nil { result = result.removing(path + [key]) }
        return result
    }

    /// Sets the source of a server and nothing else.
    mutating func setSource(_ source: SourceSpecification, for id: InstanceID) throws {
        text = try text.setting(
            .string(source.description),
            at: ["servers", id.description, "source"]
        )
        manifest = try Manifest(json: text.root.value)
    }

    /// The steps that write what differs from the files.
    var changes: [Change] {
        var changes: [Change] = []
        if text.bytes != read.bytes {
            changes.append(write(manifestFile, manifestBytes, text.bytes))
        }
        let lockedBytes = lock.bytes
        if lockBytes != lockedBytes, lockBytes != nil || !lock.servers.isEmpty {
            changes.append(write(lockFile, lockBytes, lockedBytes))
        }
        // Only the directory of a person's own manifest can be missing.
        return changes.isEmpty ? [] : [.makeDirectory(path: directory)] + changes
    }

    /// Whether writing would change anything of the lock.
    var lockDiffers: Bool { (lockBytes ?? Lockfile.empty.bytes) != lock.bytes }

    private func write(_ path: AbsolutePath, _ old: [UInt8]?, _ new: [UInt8]) -> Change {
        .write(path: path, old: old, new: new, mode: 0o644, rebase: nil)
    }

    /// A person's own file may be a link (dotfile managers); a project's may not lead out of it.
    private static func place(_ path: AbsolutePath, _ scope: Scope) throws -> AbsolutePath {
        guard try Files.status(path, followingLinks: false)?.kind == .link else { return path }
        switch scope {
        case .user: return try Files.realPath(path)
        case .project: throw PlaceError.linkedFile(path: path)
        }
    }
}

/// A source as the lock writes it: the manifest's text, but never a path of one machine.
func lockText(of source: SourceSpecification) -> String {
    switch source {
    case .bundleFile(let path), .documentFile(let path):
        let isRelative = path.hasPrefix("./") && !path.contains("/../")
        return isRelative ? path : "./" + (path.split(separator: "/").last.map(String.init) ?? path)
    default: return source.description
    }
}
