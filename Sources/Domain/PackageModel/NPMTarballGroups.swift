/// Entries of one tarball and the same platforms, which become one package with several places.
struct NPMTarballGroups {
    private struct Key: Hashable {
        let name: NPMName
        let version: String
        let integrity: String
        let platforms: [PlatformName]
    }

    private struct Group {
        let entry: NPMLockEntry
        let supplement: NPMSupplement?
        var places: [String]
        var requires: Set<String>
        var isOptional: Bool
        var hasInstallScript: Bool
    }

    private let platforms: Int
    private var groups: [Key: Group] = [:]

    /// `platforms` is how many were asked for.
    init(platforms: Int) { self.platforms = platforms }

    mutating func add(
        _ entry: NPMLockEntry,
        _ supplement: NPMSupplement?,
        on reach: [PlatformName],
        requiring names: [String]
    ) {
        let key = Key(
            name: entry.name,
            version: entry.version,
            integrity: entry.integrity ?? "",
            platforms: reach.count == platforms ? [] : reach
        )
        let fresh = Group(
            entry: entry,
            supplement: supplement,
            places: [],
            requires: [],
            isOptional: true,
            hasInstallScript: false
        )
        var group = groups[key] ?? fresh
        group.places.append(entry.place.path)
        group.requires.formUnion(names)
        group.isOptional = group.isOptional && entry.isOptional
        group.hasInstallScript = group.hasInstallScript || entry.hasInstallScript
        groups[key] = group
    }

    /// The packages in the order of the lock.
    var packages: [NPMLockedPackage] {
        groups.compactMap { key, group in package(key, group) }.sorted { left, right in
            if left.name != right.name { return left.name < right.name }
            if left.version != right.version { return precedes(left.version, right.version) }
            return left.places.lexicographicallyPrecedes(right.places, by: precedes)
        }
    }

    /// What a person should know of single packages.
    var notes: [String] {
        packages.flatMap { package in
            let name = "`\(package.name)@\(package.version)`"
            return [
                package.deprecated.map { "\(name) is deprecated: \($0)" },
                package.hasShrinkwrap ? "\(name) brings its own list of dependencies" : nil,
            ].compactMap(\.self)
        }
    }

    private func package(_ key: Key, _ group: Group) -> NPMLockedPackage? {
        guard let integrity = NPMIntegrity(parsing: key.integrity),
            let url = group.supplement?.url ?? group.entry.resolved
        else { return nil }
        let scripts = group.supplement?.scripts ?? []
        return NPMLockedPackage(
            name: key.name,
            version: key.version,
            places: group.places.sorted(by: precedes),
            requires: group.requires.sorted(by: precedes),
            url: url,
            integrity: integrity,
            platforms: key.platforms,
            isOptional: group.isOptional,
            hasInstallScript: group.hasInstallScript || !scripts.isEmpty,
            scripts: scripts,
            hasShrinkwrap: group.entry.hasShrinkwrap,
            bins: group.entry.manifest.bins,
            nodeRange: group.entry.manifest.nodeRange,
            deprecated: group.entry.deprecated
        )
    }
}

private func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
