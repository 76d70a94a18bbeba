internal import Diagnostics

/// What a registry says of a locked package beyond the lock.
public struct NPMSupplement: Sendable {
    /// Where its tarball is, when the lock's own word is not to be used.
    public let url: String
    /// Its hash by the registry; the lock's must agree.
    public let integrity: NPMIntegrity?
    /// Where it runs.
    public let platforms: NPMPlatformRule
    /// What npm would run.
    public let scripts: [NPMScript]

    /// Takes every fact.
    public init(
        url: String,
        integrity: NPMIntegrity?,
        platforms: NPMPlatformRule,
        scripts: [NPMScript]
    ) {
        self.url = url
        self.integrity = integrity
        self.platforms = platforms
        self.scripts = scripts
    }
}

extension NPMPackageLock {
    /// Looks up what the registry said of a name and version; `resolved` is the lock's own word.
    public typealias Supplier = (_ name: NPMName, _ version: String, _ resolved: String?) ->
        NPMSupplement?

    /// The tarballs to install, for all platforms at once.
    ///
    /// - Parameters:
    ///   - server: The package whose Node range counts; it lies at the top of the tree.
    ///   - platforms: At least one.
    ///   - allowsLoopback: Whether tarballs may be on this machine, because the registry is.
    ///   - supplier: What the registry said; nil leaves the lock's own facts.
    /// - Returns: Each tarball once, with its places and platforms.
    /// - Throws: `NPMLockError` naming the packages that stand in the way.
    public func closure(
        of server: NPMName?,
        on platforms: [PlatformName],
        allowsLoopback: Bool,
        supplier: Supplier = { _, _, _ in nil }
    ) throws(NPMLockError) -> NPMClosure {
        let supplements = entries.map { entry in
            entry.isBundled ? nil : supplier(entry.name, entry.version, entry.resolved)
        }
        let graph = try NPMLockGraph(
            zip(entries, supplements).map { entry, supplement in
                supplement.map { entry.limited(to: $0.platforms) } ?? entry
            },
            roots: roots
        )
        var reach = [[PlatformName]](repeating: [], count: entries.count)
        for platform in Set(platforms).sorted() {
            for index in try graph.installed(on: platform) { reach[index].append(platform) }
        }
        let wanted = entries.indices.filter { !reach[$0].isEmpty && !entries[$0].isBundled }
        try check(wanted, supplements, allowsLoopback: allowsLoopback)
        var groups = NPMTarballGroups(platforms: Set(platforms).count)
        for index in wanted {
            let names = graph.ways[index].filter { !reach[$0.target].isEmpty }
                .map { entries[$0.target] }.filter { !$0.isBundled }.map(\.name.description)
            groups.add(entries[index], supplements[index], on: reach[index], requiring: names)
        }
        let range = wanted.first { server.map(entries[$0].isTop) ?? false }
            .flatMap { entries[$0].manifest.nodeRange }
        return NPMClosure(
            packages: groups.packages,
            platforms: Set(platforms).sorted(),
            nodeRange: range.flatMap(constraint),
            notes: groups.notes
        )
    }

    private func check(_ wanted: [Int], _ supplements: [NPMSupplement?], allowsLoopback: Bool)
        throws(NPMLockError)
    {
        let label = { (index: Int) in "\(self.entries[index].name)@\(self.entries[index].version)" }
        let foreign = wanted.filter { index in
            guard let url = supplements[index]?.url ?? entries[index].resolved else { return false }
            return !mayFetch(url, allowsLoopback: allowsLoopback)
        }
        guard foreign.isEmpty || isMutated("npm.lock-foreign") else {
            throw .foreign(packages: foreign.map { "\(label($0)) (\(entries[$0].resolved ?? ""))" })
        }
        let unpinned = wanted.filter {
            entries[$0].integrity == nil || (supplements[$0]?.url ?? entries[$0].resolved) == nil
        }
        guard unpinned.isEmpty || isMutated("npm.lock-unpinned") else {
            throw .unpinned(names: unpinned.map(label))
        }
        let weak = wanted.filter { entries[$0].integrity.flatMap(NPMIntegrity.init) == nil }
        guard weak.isEmpty else { throw .weak(names: weak.map(label)) }
        for index in wanted {
            guard let theirs = supplements[index]?.integrity,
                let ours = entries[index].integrity.flatMap(NPMIntegrity.init)
            else { continue }
            guard theirs.agrees(with: ours) || isMutated("npm.lock-agrees") else {
                throw .malformed(
                    place: entries[index].place.path,
                    why: "its hash is not the one that the registry gave"
                )
            }
        }
    }
}

extension NPMLockEntry {
    /// The same with the registry's word on platforms, which older npm leaves out of locks.
    fileprivate func limited(to platforms: NPMPlatformRule) -> NPMLockEntry {
        var copy = self
        copy.manifest = manifest.limited(to: platforms)
        return copy
    }

    /// Whether this is the package of that name at the top of the tree.
    fileprivate func isTop(_ server: NPMName) -> Bool {
        name == server && place.path == "node_modules/\(server)"
    }
}

private func mayFetch(_ url: String, allowsLoopback: Bool) -> Bool {
    // What is no address is from somewhere else.
    guard let address = try? WebAddress(parsing: url) else { return false }
    return allowsLoopback || (address.scheme == "https" && !address.isLoopback)
}

/// npm takes a range that it cannot read for none.
private func constraint(_ text: String) -> VersionConstraint? {
    try? VersionConstraint(parsing: text)
}
