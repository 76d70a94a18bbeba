internal import Diagnostics
public import PackageModel

/// Shows the closures of locked servers as trees, each package's own packages once.
public struct Tree {
    /// One line.
    public struct Row: Sendable, Equatable {
        /// Levels below the server, from 1.
        public let depth: Int
        /// The package.
        public let name: String
        /// Its version; may be empty.
        public let version: String
        /// Its type, such as `npm` or `runtime`.
        public let type: String
        /// Where it lies, where that is not one place for its name.
        public let place: String?
        /// What was accepted to run so that it can be used.
        public let build: String?
        /// Whether what it needs was shown before.
        public let isRepeated: Bool
        /// Whether nothing of its level follows below the same package.
        public let isLast: Bool
    }

    /// The tree of one server.
    public struct Server: Sendable {
        /// The facts of the lock.
        public let locked: LockedServer
        /// Its lines.
        public let rows: [Row]
    }

    private let closures: ScopeClosures

    /// The platform that is shown.
    public var platform: String { closures.platform }

    /// Works on the lock of one scope, for one platform: this machine's where none is named.
    public init(environment: Environment, scope: Scope, platform: PlatformName? = nil) {
        closures = ScopeClosures(environment: environment, scope: scope, platform: platform)
    }

    /// The trees of all servers, or of one, at most `depth` levels deep.
    /// - Throws: `ReportError.notLocked`.
    public func run(id: InstanceID?, depth: Int? = nil) throws -> [Server] {
        try closures.graphs(id.map { [$0] } ?? []).map { graph in
            var walk = TreeWalk(graph: graph, edges: graph.edges, depth: depth)
            return Server(locked: graph.server, rows: walk.rows(from: graph.roots))
        }
    }

    /// What needs a package, turned upside down, for every server that has it.
    /// - Throws: `ReportError.noSuchPackage` when none has.
    public func run(inverting name: String, id: InstanceID?, depth: Int? = nil) throws -> [Server] {
        let graphs = try closures.graphs(id.map { [$0] } ?? [])
        let trees = graphs.compactMap { graph -> Server? in
            let starts = graph.nodes(named: name)
            guard !starts.isEmpty else { return nil }
            var walk = TreeWalk(graph: graph, edges: graph.dependents, depth: depth)
            return Server(locked: graph.server, rows: walk.rows(from: starts))
        }
        guard !trees.isEmpty else { throw closures.missing(name, graphs, id) }
        return trees
    }
}

/// Walks a graph in the order in which a tree is read.
private struct TreeWalk {
    private let graph: ClosureGraph
    private let edges: [[Int]]
    private let limit: Int
    private var isExpanded: [Bool]

    init(graph: ClosureGraph, edges: [[Int]], depth: Int?) {
        self.graph = graph
        self.edges = edges
        limit = min(depth ?? ReportLimits.depth, ReportLimits.depth)
        isExpanded = [Bool](repeating: false, count: edges.count)
    }

    /// Without recursion: each package is opened once, so there are no more lines than needs.
    mutating func rows(from starts: [Int]) -> [Tree.Row] {
        guard limit > 0 else { return [] }
        var rows: [Tree.Row] = []
        var waiting = items(starts, depth: 1)
        while let item = waiting.popLast() {
            let isRepeated = isExpanded[item.node] && !edges[item.node].isEmpty
            rows.append(row(item, isRepeated: isRepeated))
            guard !isExpanded[item.node], item.depth < limit else { continue }
            isExpanded[item.node] = true
            waiting += items(edges[item.node], depth: item.depth + 1)
        }
        return rows
    }

    private typealias Item = (node: Int, depth: Int, isLast: Bool)

    /// In reverse, because the last one in is the first one out.
    private func items(_ nodes: [Int], depth: Int) -> [Item] {
        nodes.enumerated().reversed().map { index, node in
            (node: node, depth: depth, isLast: index == nodes.count - 1)
        }
    }

    private func row(_ item: Item, isRepeated: Bool) -> Tree.Row {
        let node = graph.nodes[item.node]
        return Tree.Row(
            depth: item.depth,
            name: node.name,
            version: node.version,
            type: node.package.type,
            place: node.place,
            build: node.package.build,
            isRepeated: isRepeated,
            isLast: item.isLast
        )
    }
}
