internal import Cryptography
internal import Diagnostics
internal import Documents
internal import PackageModel

/// Gathers components and who needs whom, each package of several servers once.
struct SBOMParts {
    /// The reference of everything together.
    static let root = "mcppkg.lock"

    private var servers: [(reference: String, component: JSON)] = []
    private var packages: [String: SBOMPackage] = [:]
    private var needs: [String: Set<String>] = [root: []]

    /// Takes over one server with its closure on every platform that it is locked for.
    mutating func add(_ server: LockedServer) throws {
        let reference = "server:" + server.id.description
        servers.append((reference, Self.component(server, reference)))
        needs[Self.root, default: []].insert(reference)
        needs[reference] = needs[reference] ?? []
        for package in server.packages {
            let identity = Self.identity(package, server)
            packages[identity, default: SBOMPackage(package, server)].add(package)
            needs[identity] = needs[identity] ?? []
        }
        for platform in try Self.platforms(server) {
            try addNeeds(ClosureGraph(server: server, platform: platform), of: reference)
        }
    }

    /// Servers in the order of the lock, then packages in the order of their references.
    var components: [JSON] {
        let references = references
        return servers.map(\.component)
            + packages.map { (references[$0.key] ?? $0.key, $0.value) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { $0.1.component(reference: $0.0) }
    }

    /// Who needs whom, with an entry for each component.
    var dependencies: [JSON] {
        let references = references
        func known(_ identity: String) -> String { references[identity] ?? identity }
        return needs.map { (known($0.key), Set($0.value.map(known)).sorted()) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { reference, needed in
                var object = JSONObject([("ref", .string(reference))])
                if !needed.isEmpty {
                    object["dependsOn"] = .array(needed.map { .string($0) })
                }
                return .object(object)
            }
    }

    /// A reference is the package URL, with a part of the digest where one URL has several files.
    private var references: [String: String] {
        let counts = Dictionary(packages.values.map { ($0.url, 1) }, uniquingKeysWith: +)
        return packages.mapValues { package in
            counts[package.url] == 1 ? package.url : package.url + "#" + package.digest.short
        }
    }

    private mutating func addNeeds(_ graph: ClosureGraph, of reference: String) {
        let identities = graph.nodes.map { Self.identity($0.package, graph.server) }
        for root in graph.roots { needs[reference, default: []].insert(identities[root]) }
        for (node, others) in graph.edges.enumerated() {
            // A package at several places may need another place of itself, which is no other component.
            let needed = others.map { identities[$0] }.filter { $0 != identities[node] }
            needs[identities[node], default: []].formUnion(needed)
        }
    }

    /// Every platform that the lock names; one that is any machine where it names none.
    private static func platforms(_ server: LockedServer) throws -> [String] {
        let platforms = Set(server.packages.flatMap(\.platforms))
        guard platforms.count <= ReportLimits.platforms else {
            throw ReportError.closureTooLarge(id: server.id.description)
        }
        return platforms.isEmpty ? [""] : platforms.sorted()
    }

    private static func identity(_ package: LockedPackage, _ server: LockedServer) -> String {
        PackageURL(package, of: server).description + "#" + package.sha256.hex
    }

    private static func component(_ server: LockedServer, _ reference: String) -> JSON {
        var object = JSONObject([
            ("type", "application"), ("bom-ref", .string(reference)),
            ("name", .string(server.name.description)), ("version", .string(server.version)),
        ])
        if let remote = server.remote {
            object["externalReferences"] = [
                ["type": "other", "url": .string(remote.url), "comment": "endpoint"]
            ]
        }
        var properties = [
            SBOM.property("mcppkg:id", server.id.description),
            SBOM.property("mcppkg:source", server.source),
        ]
        if let registry = server.registry {
            properties.append(SBOM.property("mcppkg:registry", registry))
        }
        if let runtime = server.runtime {
            properties.append(SBOM.property("mcppkg:runtime", runtime))
        }
        object["properties"] = .array(properties)
        return .object(object)
    }
}
