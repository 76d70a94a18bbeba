internal import Diagnostics
internal import PackageModel

/// Finds for each package of a closure the ones that it needs.
struct ClosureEdges {
    private let nodes: [ClosureGraph.Node]
    /// Nodes of npm by their place.
    private let byPlace: [String: Int]
    /// Other nodes, and those of npm under their own name, by type and name.
    private let byName: [String: [Int]]

    init(nodes: [ClosureGraph.Node]) {
        self.nodes = nodes
        byPlace = Dictionary(
            nodes.indices.compactMap { index in nodes[index].place.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first }
        )
        byName = Dictionary(grouping: nodes.indices) { index in
            Self.key(nodes[index].name, nodes[index].package.type)
        }
    }

    /// For each node, those that it needs, in order.
    func all(_ budget: inout ClosureBudget) throws -> [[Int]] {
        var all = try direct(&budget)
        try addAliases(to: &all, &budget)
        return all.map { $0.sorted() }
    }

    private func direct(_ budget: inout ClosureBudget) throws -> [Set<Int>] {
        var all: [Set<Int>] = []
        all.reserveCapacity(nodes.count)
        for node in nodes {
            let folders = node.place.map(Self.folders) ?? []
            var found: Set<Int> = []
            for name in node.package.requires {
                try budget.spend(1 + folders.count)
                if let index = try target(name, node, folders, &budget) { found.insert(index) }
            }
            all.append(found)
        }
        return all
    }

    /// Leads to folders of another name than their package, where nothing led there yet.
    ///
    /// The lock says the names of packages, not of folders: beside `wrap-ansi` a package may need another version of it
    /// in `wrap-ansi-cjs`. Such a folder belongs to whoever needs the package and sees the folder.
    private func addAliases(to all: inout [Set<Int>], _ budget: inout ClosureBudget) throws {
        let needed = Set(all.joined())
        let orphans = nodes.indices.filter { isAlias($0) && !needed.contains($0) }
        guard !orphans.isEmpty else { return }
        for (index, node) in nodes.enumerated() {
            let folders = node.place.map(Self.folders) ?? []
            for orphan in orphans where orphan != index {
                try budget.spend(1 + node.package.requires.count)
                let other = nodes[orphan]
                guard node.package.requires.contains(other.name),
                    let folder = other.place.map(Self.parent), folders.contains(folder)
                else { continue }
                all[index].insert(orphan)
            }
        }
    }

    private func isAlias(_ index: Int) -> Bool {
        guard let place = nodes[index].place else { return false }
        return !("/" + place).hasSuffix("/node_modules/" + nodes[index].name)
    }

    /// The folder that a place lies in, with its final slash.
    private static func parent(_ place: String) -> String {
        let parts = place.split(separator: "/")
        guard let index = parts.lastIndex(of: "node_modules") else { return "" }
        return parts[...index].joined(separator: "/") + "/"
    }

    /// What `name` leads to from a node; nil for an optional package that is not there.
    private func target(
        _ name: String,
        _ node: ClosureGraph.Node,
        _ folders: [String],
        _ budget: inout ClosureBudget
    ) throws -> Int? {
        for folder in folders {
            if let index = byPlace[folder + name] { return index }
        }
        let same = byName[Self.key(name, node.package.type)] ?? []
        guard node.place != nil else { return same.first }
        // An alias lies in a folder of another name: the nearest package of that name is meant.
        for folder in folders {
            try budget.spend(same.count)
            let nearest = same.first { index in
                guard let place = nodes[index].place, place.hasPrefix(folder) else { return false }
                return !place.dropFirst(folder.count).contains("/node_modules/")
            }
            if let nearest { return nearest }
        }
        return nil
    }

    /// The folders that Node looks into from a place, nearest first, each with its final slash.
    ///
    /// Source: Node.js, "Loading from node_modules folders". What lies deeper than any real package is passed over.
    private static func folders(_ place: String) -> [String] {
        var folders = [place + "/node_modules/"]
        var parts = place.split(separator: "/")
        while let index = parts.lastIndex(of: "node_modules"), folders.count < ReportLimits.folders
        {
            folders.append(parts[...index].joined(separator: "/") + "/")
            parts = Array(parts[..<index])
        }
        return folders
    }

    private static func key(_ name: String, _ type: String) -> String {
        type + ":" + normalized(name, type)
    }
}

/// Which nodes were reached from others, without recursion: a hostile lock may be one long chain.
struct Reached {
    private let edges: [[Int]]
    private var isReached: [Bool]

    init(_ edges: [[Int]]) {
        self.edges = edges
        isReached = [Bool](repeating: false, count: edges.count)
    }

    func contains(_ node: Int) -> Bool { isReached[node] }

    mutating func visit(_ starts: [Int]) {
        var waiting = starts.filter { !isReached[$0] }
        for start in waiting { isReached[start] = true }
        while let node = waiting.popLast() {
            for next in edges[node] where !isReached[next] {
                isReached[next] = true
                waiting.append(next)
            }
        }
    }

    /// The fewest of `candidates` from which everything that is not reached yet can be; earlier ones are preferred.
    ///
    /// One pass finds starts of which none is reached by an earlier one; a second from the back drops those that a
    /// later one reaches.
    func sources(of candidates: [Int]) -> [Int] {
        let starts = firsts(candidates)
        return firsts(starts.reversed()).reversed()
    }

    private func firsts(_ candidates: [Int]) -> [Int] {
        var pass = self
        var starts: [Int] = []
        for candidate in candidates where !pass.contains(candidate) {
            starts.append(candidate)
            pass.visit([candidate])
        }
        return starts
    }
}

/// Work that one closure may cost; a real one of 1,000 packages costs some 10,000.
struct ClosureBudget {
    let server: InstanceID
    private var left = ReportLimits.closureWork

    init(server: InstanceID) { self.server = server }

    func check(place: String) throws {
        guard place.utf8.count <= ReportLimits.place else {
            throw ReportError.closureTooLarge(id: server.description)
        }
    }

    mutating func spend(_ work: Int) throws {
        left -= work
        guard left >= 0 || isMutated("closure.budget") else {
            throw ReportError.closureTooLarge(id: server.description)
        }
    }
}
