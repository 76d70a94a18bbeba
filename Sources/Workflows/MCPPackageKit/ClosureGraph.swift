internal import Diagnostics
public import PackageModel

/// The packages of one locked server for one platform, and which needs which.
///
/// A package of npm is one node for each place it lies at, because what it finds depends on the place; every other
/// package is one node. Cycles are allowed, as PyPI has them.
public struct ClosureGraph: Sendable {
    /// One package, at one place where that matters.
    public struct Node: Sendable {
        /// What the lock says of it.
        public let package: LockedPackage
        /// Where it lies below the prefix; nil where its type knows.
        public let place: String?
        /// Its name, or the server's for a bundle.
        public let name: String
        /// Its version, or the server's for a bundle.
        public let version: String
    }

    /// The server.
    public let server: LockedServer
    /// Its packages, ordered by name, then by place; runtimes among them.
    public let nodes: [Node]
    /// For each node, those that it needs, ordered as the nodes are.
    public let edges: [[Int]]
    /// Where the server begins: the package that it is, then what else nobody needs, runtimes last.
    public let roots: [Int]

    /// Reads the closure out of the lock.
    /// - Throws: `ReportError.closureTooLarge` for a lock that nobody wrote in earnest.
    public init(server: LockedServer, platform: String) throws {
        self.server = server
        var budget = ClosureBudget(server: server.id)
        nodes = try Self.nodes(server, platform, &budget)
        edges = try ClosureEdges(nodes: nodes).all(&budget)
        roots = Self.roots(server, nodes, edges)
    }

    /// The nodes that `name` means.
    public func nodes(named name: String) -> [Int] {
        nodes.indices.filter { isName(name, of: nodes[$0]) }
    }

    /// For each node, those that need it.
    public var dependents: [[Int]] {
        var dependents = [[Int]](repeating: [], count: nodes.count)
        for (node, needed) in edges.enumerated() {
            for other in needed { dependents[other].append(node) }
        }
        return dependents
    }

    private static func nodes(
        _ server: LockedServer,
        _ platform: String,
        _ budget: inout ClosureBudget
    ) throws -> [Node] {
        var chosen: [String: Node] = [:]
        for package in server.packages where package.isFor(platform) {
            for place in package.nodePlaces {
                try budget.spend(1)
                if let place { try budget.check(place: place) }
                let node = Node(
                    package: package,
                    place: place,
                    name: package.name ?? server.name.description,
                    version: package.version ?? (package.name == nil ? server.version : "")
                )
                let key = package.type + ":" + (place ?? normalized(node.name, package.type))
                // What was made for this platform by name comes before what is for any.
                if let other = chosen[key],
                    package.platforms.isEmpty || !other.package.platforms.isEmpty
                {
                    continue
                }
                chosen[key] = node
            }
        }
        return chosen.map { (key: $0.value.name + "\u{0}" + $0.key, node: $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map(\.node)
    }

    private static func roots(_ server: LockedServer, _ nodes: [Node], _ edges: [[Int]]) -> [Int] {
        var needed = [Bool](repeating: false, count: nodes.count)
        for (node, others) in edges.enumerated() {
            for other in others where other != node { needed[other] = true }
        }
        let named = PackageIdentity(locked: server).map { identity in
            nodes.indices.filter { nodes[$0].isTop && identity.isName(of: nodes[$0]) }
        }
        var roots = named ?? []
        let free = nodes.indices.filter { !needed[$0] && !roots.contains($0) }
        roots += free.filter { !nodes[$0].isRuntime }
        var reached = Reached(edges)
        reached.visit(roots)
        roots += reached.sources(
            of: nodes.indices.sorted { left, right in
                // In a cycle that nobody enters, the package of the server's version is most likely the server.
                let (first, second) = (
                    nodes[left].version == server.version, nodes[right].version == server.version
                )
                return first != second ? first : left < right
            }.filter { !nodes[$0].isRuntime }
        )
        return roots + free.filter { nodes[$0].isRuntime }
    }
}

extension ClosureGraph.Node {
    /// Whether it is the program that runs the others.
    public var isRuntime: Bool { package.type == "runtime" }

    /// Whether nothing contains it.
    fileprivate var isTop: Bool {
        place.map { $0.split(separator: "/").count { $0 == "node_modules" } <= 1 } ?? true
    }
}

extension LockedPackage {
    /// Whether a machine of this platform takes it; an empty name is any machine.
    func isFor(_ platform: String) -> Bool { platforms.isEmpty || platforms.contains(platform) }

    /// The places at which it is a node; one of no place for all types but npm.
    fileprivate var nodePlaces: [String?] {
        guard type == "npm", let name else { return [nil] }
        return places.isEmpty ? ["node_modules/" + name] : places
    }
}

extension PackageIdentity {
    fileprivate func isName(of node: ClosureGraph.Node) -> Bool {
        type == node.package.type && name == normalized(node.name, type)
    }
}

/// A package's name as its ecosystem compares it, without extras and conditions.
///
/// Source: PEP 503, "Normalized Names".
func normalized(_ name: String, _ type: String) -> String {
    guard type == "pypi" else { return name }
    var result = ""
    for character in name.lowercased() {
        if "._-".contains(character) {
            if !result.hasSuffix("-") { result += "-" }
        } else if character.isLetter || character.isNumber {
            result.append(character)
        } else {
            break
        }
    }
    return result
}

private func isName(_ name: String, of node: ClosureGraph.Node) -> Bool {
    normalized(name, node.package.type) == normalized(node.name, node.package.type)
}
