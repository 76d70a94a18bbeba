internal import Diagnostics

/// The entries of a lock with what each finds from its place.
struct NPMLockGraph {
    /// A way from one entry to another.
    struct Way {
        let target: Int
        let isOptional: Bool
    }

    let entries: [NPMLockEntry]
    /// For each entry what it finds.
    let ways: [[Way]]
    /// What the root asks for.
    let roots: [Way]

    /// Finds the target of every dependency as Node does.
    /// - Throws: `NPMLockError.malformed` when one that is needed is not there.
    init(_ entries: [NPMLockEntry], roots: [NPMLockEntry.Edge]) throws(NPMLockError) {
        let places = Dictionary(
            entries.enumerated().map { ($0.element.place.path, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        self.entries = entries
        var ways: [[Way]] = []
        for entry in entries {
            ways.append(
                try Self.ways(entry.edges, places, from: entry) { edge in
                    edge.isPeer
                        ? entry.place.outerLookups(of: edge.name)
                        : entry.place.lookups(of: edge.name)
                }
            )
        }
        self.ways = ways
        self.roots = try Self.ways(roots, places, from: nil) { ["node_modules/" + $0.name] }
    }

    private static func ways(
        _ edges: [NPMLockEntry.Edge],
        _ places: [String: Int],
        from entry: NPMLockEntry?,
        lookups: (NPMLockEntry.Edge) -> [String]
    ) throws(NPMLockError) -> [Way] {
        var ways: [Way] = []
        for edge in edges {
            if let target = lookups(edge).lazy.compactMap({ places[$0] }).first {
                ways.append(Way(target: target, isOptional: edge.isOptional))
            } else if !edge.isOptional, !edge.isPeer, entry?.isBundled != true {
                // What is inside a tarball may lack something, and nobody can mend that here.
                throw .malformed(
                    place: entry?.place.path ?? "",
                    why: "it needs `\(edge.name)`, which is not in the lock"
                )
            }
        }
        return ways
    }

    /// The entries that a platform gets.
    ///
    /// A package that does not run there takes all with it that cannot do without it; that is an error when the
    /// root cannot. Bundled entries are asked nothing: they come with their tarball.
    /// Source: npm `@npmcli/arborist`, `lib/optional-set.js`.
    func installed(on platform: PlatformName) throws(NPMLockError) -> Set<Int> {
        let blockers = blockers(on: platform)
        var found: Set<Int> = []
        var pending: [Int] = []
        func follow(_ way: Way) throws(NPMLockError) {
            if let blocker = blockers[way.target] {
                guard way.isOptional else {
                    let entry = entries[blocker]
                    let package = "\(entry.name)@\(entry.version)"
                    throw .platform(package: package, platform: platform)
                }
                return
            }
            if found.insert(way.target).inserted { pending.append(way.target) }
        }
        for way in roots { try follow(way) }
        while let next = pending.popLast() {
            for way in ways[next] { try follow(way) }
        }
        return found
    }

    /// Entries that cannot be installed on a platform, each with the one that is the reason.
    private func blockers(on platform: PlatformName) -> [Int: Int] {
        var users: [Int: [Int]] = [:]
        for (index, ways) in ways.enumerated() where !entries[index].isBundled {
            for way in ways where !way.isOptional { users[way.target, default: []].append(index) }
        }
        var blockers: [Int: Int] = [:]
        var pending: [Int] = []
        for (index, entry) in entries.enumerated()
        where !entry.isBundled && !entry.manifest.platforms.allows(platform) {
            blockers[index] = index
            pending.append(index)
        }
        while let next = pending.popLast() {
            for user in users[next] ?? [] where blockers[user] == nil {
                blockers[user] = blockers[next]
                pending.append(user)
            }
        }
        return blockers
    }
}
