internal import Diagnostics
internal import Documents

/// A `package-lock.json` with locations, as npm 7 and later write it.
///
/// The location of an entry is the directory that it is installed to, so nothing has to be resolved any more.
/// Source: npm documentation, `package-lock.json`, "packages".
public struct NPMPackageLock: Sendable {
    let entries: [NPMLockEntry]
    let roots: [NPMLockEntry.Edge]

    /// Reads at most `NPMLimits.lock` bytes.
    /// - Throws: `NPMLockError.malformed`, or `.version` for one without locations.
    public init(parsing bytes: [UInt8]) throws(NPMLockError) {
        guard bytes.count <= NPMLimits.lock else {
            throw .malformed(place: "", why: "it is larger than any that npm writes")
        }
        let document: JSON
        do throws(JSONError) { document = try JSON(parsing: bytes) } catch {
            throw .malformed(place: "", why: error.reason)
        }
        let version = document["lockfileVersion"]?.integer
        guard let packages = document["packages"]?.object else {
            if let version, (0...2).contains(version) { throw .version(version) }
            throw .malformed(place: "", why: "it has no `packages`")
        }
        guard let version, (2...3).contains(version) else {
            throw .malformed(place: "", why: "its `lockfileVersion` is not 3")
        }
        guard packages.members.count <= NPMLimits.entries else {
            throw .malformed(place: "", why: "more than \(NPMLimits.entries) packages")
        }
        try refuseLinks(packages)
        var entries: [NPMLockEntry] = []
        var roots: [NPMLockEntry.Edge] = []
        for member in packages.members {
            if member.key.isEmpty {
                roots = try NPMLockEntry.edges(member.value, at: "")
            } else {
                entries.append(try NPMLockEntry(at: member.key, member.value))
            }
        }
        self.entries = entries.filter { !$0.isDevelopment }
        self.roots = roots
        try checkPlaces()
    }

    private func checkPlaces() throws(NPMLockError) {
        var lowered: Set<String> = []
        for entry in entries where !lowered.insert(entry.place.path.lowercased()).inserted {
            throw .malformed(
                place: entry.place.path,
                why: "another place differs from it in capitals only"
            )
        }
        let whole = Set(entries.filter { !$0.isBundled }.map(\.place.path))
        for entry in entries where entry.isBundled {
            guard entry.place.enclosing.contains(where: whole.contains) else {
                throw .malformed(
                    place: entry.place.path,
                    why: "it is bundled, and there is no package around it"
                )
            }
        }
    }
}

/// A link leads to a directory beside the project, which has an entry of its own outside of `node_modules`.
private func refuseLinks(_ packages: JSONObject) throws(NPMLockError) {
    let links = packages.members.filter { $0.value["link"]?.bool == true }
    guard links.isEmpty || isMutated("npm.lock-link") else {
        throw .foreign(packages: links.map { "\($0.key) (a link)" })
    }
}
