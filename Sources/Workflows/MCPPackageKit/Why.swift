internal import Diagnostics
public import PackageModel

/// Finds out why a package is there: every way from a server to it.
public struct Why {
    /// One package on the way.
    public struct Step: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its version.
        public let version: String
    }

    /// One way, from the server's own package to the one asked for.
    public struct Path: Sendable, Equatable {
        /// The server.
        public let server: InstanceID
        /// The packages in order; each needs the next.
        public let steps: [Step]
    }

    /// What was found.
    public struct Report: Sendable {
        /// The ways of each server, shortest first.
        public let paths: [Path]
        /// Servers that have more ways than are shown.
        public let cut: [InstanceID]
    }

    private let closures: ScopeClosures

    /// Works on the lock of one scope, for one platform: this machine's where none is named.
    public init(environment: Environment, scope: Scope, platform: PlatformName? = nil) {
        closures = ScopeClosures(environment: environment, scope: scope, platform: platform)
    }

    /// - Throws: `ReportError.noSuchPackage` when no closure holds it, and `.notLocked` for an id.
    public func run(package name: String, id: InstanceID?) throws -> Report {
        let graphs = try closures.graphs(id.map { [$0] } ?? [])
        var paths: [Path] = []
        var cut: [InstanceID] = []
        for graph in graphs {
            let found = ClosurePaths(graph: graph, to: graph.nodes(named: name)).shortest()
            paths += found.paths.map { nodes in
                Path(
                    server: graph.server.id,
                    steps: nodes.map {
                        Step(name: graph.nodes[$0].name, version: graph.nodes[$0].version)
                    }
                )
            }
            if found.isCut { cut.append(graph.server.id) }
        }
        guard !paths.isEmpty || !cut.isEmpty else { throw closures.missing(name, graphs, id) }
        return Report(paths: paths, cut: cut)
    }
}

/// The shortest ways from the roots of a graph to some of its nodes.
///
/// Ways are prolonged in the order of the length they will have at least, and each node at most as often as ways are
/// wanted, so that the work stays small in graphs that have more ways than anybody could list.
struct ClosurePaths {
    private let graph: ClosureGraph
    private let targets: Set<Int>
    /// Steps from each node to the nearest target; nil where none can be reached.
    private let distances: [Int?]

    init(graph: ClosureGraph, to targets: [Int]) {
        self.graph = graph
        self.targets = Set(targets)
        distances = Self.distances(graph, targets)
    }

    /// The ways, and whether there may be more.
    ///
    /// What is longer than any real way is passed over.
    func shortest(limit: Int = ReportLimits.paths) -> (paths: [[Int]], isCut: Bool) {
        // One list for each least length.
        var waiting = [[Way]](repeating: [], count: ReportLimits.depth)
        var isCut = false
        func wait(_ way: Way) {
            guard let distance = distances[way.node] else { return }
            let length = way.length + distance
            if length < waiting.count { waiting[length].append(way) } else { isCut = true }
        }
        for root in graph.roots { wait(Way(root)) }
        var visits = [Int](repeating: 0, count: graph.nodes.count)
        var found: [[Int]] = []
        for length in waiting.indices {
            // Prolonging a way appends to this list or to a later one.
            var next = 0
            while next < waiting[length].count {
                let way = waiting[length][next]
                next += 1
                guard found.count < limit else { return (found, true) }
                visits[way.node] += 1
                guard visits[way.node] <= limit else { continue }
                if targets.contains(way.node) {
                    found.append(way.nodes)
                } else {
                    for other in graph.edges[way.node] where !way.contains(other) {
                        wait(Way(other, after: way))
                    }
                }
            }
            waiting[length] = []
        }
        return (found, isCut)
    }

    private static func distances(_ graph: ClosureGraph, _ targets: [Int]) -> [Int?] {
        var distances = [Int?](repeating: nil, count: graph.nodes.count)
        let dependents = graph.dependents
        var front = targets
        var distance = 0
        while !front.isEmpty {
            for node in front { distances[node] = distance }
            distance += 1
            front = Set(front.flatMap { dependents[$0] }.filter { distances[$0] == nil }).sorted()
        }
        return distances
    }
}

/// A way that shares its beginning with others.
private final class Way: Sendable {
    let node: Int
    /// Steps that it has taken.
    let length: Int
    private let before: Way?

    init(_ node: Int, after before: Way? = nil) {
        self.node = node
        self.before = before
        length = before.map { $0.length + 1 } ?? 0
    }

    var nodes: [Int] {
        var nodes = [node]
        var way = before
        while let current = way {
            nodes.append(current.node)
            way = current.before
        }
        return nodes.reversed()
    }

    func contains(_ other: Int) -> Bool {
        var way: Way? = self
        while let current = way {
            if current.node == other { return true }
            way = current.before
        }
        return false
    }
}
