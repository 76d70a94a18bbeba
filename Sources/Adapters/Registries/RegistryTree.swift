internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Paths

/// The files below the `servers` level of a registry directory, read within the limits.
struct RegistryTree {
    private let root: Directory
    /// `v0.1/` or nothing.
    private let prefix: String

    init(_ path: AbsolutePath) throws(RegistryError) {
        let isThere: Bool
        do throws(FilesystemError) {
            isThere = try Files.status(path)?.kind == .directory
        } catch {
            throw .file(error)
        }
        guard isThere else { throw .noDirectory(path.description) }
        do throws(FilesystemError) {
            root = try Directory.open(path)
            prefix = try root.status(name: "v0.1")?.kind == .directory ? "v0.1/" : ""
        } catch {
            throw .file(error)
        }
    }

    /// The absolute path of a place below `servers`, for errors.
    func describe(_ path: String) -> String { "\(root.path)/\(prefix)servers/\(path)" }

    /// The entry in a version file; nil when there is no such file.
    func entry(_ path: String) throws(RegistryError) -> RegistryEntry? {
        guard let document = try document("servers/" + path) else { return nil }
        return try RegistryEntry(document, from: describe(path))
    }

    /// The entries of a list file; nil when there is no such file.
    func page(_ path: String) throws(RegistryError) -> [RegistryEntry]? {
        guard let document = try document("servers/" + path) else { return nil }
        return try Page(document, from: describe(path)).entries
    }

    /// The list of servers; nil when there is none.
    func listing() throws(RegistryError) -> [RegistryEntry]? {
        for name in ["servers/index.json", "servers/index", "servers.json", "servers"] {
            guard let document = try document(name) else { continue }
            return try Page(document, from: "\(root.path)/\(prefix)\(name)").entries
        }
        return nil
    }

    /// The entries of all version files in one directory; empty when there is none.
    func entries(in path: String) throws(RegistryError) -> [RegistryEntry] {
        var entries: [RegistryEntry] = []
        for name in try names(path) where !isList(name) {
            guard let entry = try entry(path + "/" + name) else { continue }
            entries.append(entry)
            guard entries.count <= RegistryLimits.versions else {
                throw .tooMuch(
                    url: describe(path),
                    what: "entries",
                    limit: RegistryLimits.versions
                )
            }
        }
        return entries
    }

    /// The entries of every server, by reading every directory; sorted by name.
    func everything() throws(RegistryError) -> [RegistryEntry] {
        var entries: [RegistryEntry] = []
        var opened = 0
        for first in try names("") {
            let folders = [first] + (try names(first)).map { first + "/" + $0 }
            for folder in folders {
                opened += 1
                guard opened <= RegistryLimits.directories,
                    entries.count <= RegistryLimits.versions
                else {
                    throw .tooMuch(
                        url: describe(""),
                        what: "entries",
                        limit: RegistryLimits.versions
                    )
                }
                entries += try self.entries(of: folder)
            }
        }
        return entries.sorted { $0.name < $1.name }
    }

    private func entries(of folder: String) throws(RegistryError) -> [RegistryEntry] {
        if let listed = try page(folder + "/versions/index.json") { return listed }
        return try entries(in: folder + "/versions")
    }

    private func isList(_ name: String) -> Bool {
        name == "index.json" || name == "index" || name.hasPrefix(".")
    }

    /// The names in a directory below `servers`; none when it is not there.
    private func names(_ path: String) throws(RegistryError) -> [String] {
        let text = prefix + "servers" + (path.isEmpty ? "" : "/" + path)
        // A name that is no path inside the directory names nothing in it.
        guard let place = try? RelativePath(parsing: text) else { return [] }
        do throws(FilesystemError) {
            guard try root.status(place)?.kind == .directory else { return [] }
            return try root.open(place).names()
        } catch {
            throw .file(error)
        }
    }

    private func document(_ path: String) throws(RegistryError) -> JSON? {
        // A name that is no path inside the directory names nothing in it.
        guard let place = try? RelativePath(parsing: prefix + path) else { return nil }
        guard let bytes = try bytes(place) else { return nil }
        do throws(JSONError) {
            return try JSON(parsing: bytes)
        } catch {
            throw .malformed(url: "\(root.path)/\(place)", why: error.reason)
        }
    }

    private func bytes(_ place: RelativePath) throws(RegistryError) -> [UInt8]? {
        do throws(FilesystemError) {
            guard try root.status(place)?.kind == .file else { return nil }
            return try root.openFile(place).readAll(limit: RegistryLimits.page)
        } catch {
            throw .file(error)
        }
    }
}
