internal import Diagnostics
internal import Documents

/// A directory of the tree that a lock describes: `node_modules/a/node_modules/@s/b`.
struct NPMPlace: Hashable, Sendable {
    /// The path as written.
    let path: String
    /// The last package's directory name, which is its name unless it is an alias.
    let name: String

    /// Accepts packages in `node_modules` directories in each other and nothing else; nil for other texts.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        var index = 0
        var depth = 0
        var last: String?
        while index < parts.count {
            guard parts[index] == "node_modules", index + 1 < parts.count else { return nil }
            let isScoped = parts[index + 1].utf8.first == UInt8(ascii: "@")
            let end = index + (isScoped ? 3 : 2)
            guard end <= parts.count else { return nil }
            let name = parts[(index + 1)..<end].joined(separator: "/")
            do throws(ModelError) { last = try NPMName(parsing: name).description } catch {
                return nil
            }
            index = end
            depth += 1
        }
        guard let last, depth <= NPMLimits.depth else { return nil }
        path = text
        name = last
    }

    /// Where Node looks for `name` when a file of this package asks, nearest first.
    func lookups(of name: String) -> [String] { [path + inside + name] + outerLookups(of: name) }

    /// The same without the package's own `node_modules`, as for a peer.
    func outerLookups(of name: String) -> [String] {
        enclosing.map { ($0.isEmpty ? "" : $0 + "/") + "node_modules/" + name }
    }

    /// The packages around this one, nearest first; the root, as an empty path, is the last.
    var enclosing: [String] {
        var result: [String] = []
        var rest = path.utf8[...]
        let mark = Array("/node_modules/".utf8)
        while let start = lastRange(of: mark, in: rest) {
            rest = rest[..<start]
            result.append(String(Substring(rest)))
        }
        return result + [""]
    }
}

private let inside = "/node_modules/"

private func lastRange(of mark: [UInt8], in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
    var end = text.endIndex
    while let slash = text[..<end].lastIndex(of: 0x2F) {
        if text[slash...].starts(with: mark) { return slash }
        end = slash
    }
    return nil
}

/// One entry of `packages`, other than the root.
struct NPMLockEntry: Sendable {
    /// What one package wants of another.
    struct Edge: Sendable {
        let name: String
        let isOptional: Bool
        let isPeer: Bool
    }

    let place: NPMPlace
    /// The name in the registry, which differs from the place's for an alias.
    let name: NPMName
    let version: String
    let resolved: String?
    let integrity: String?
    let isDevelopment: Bool
    let isOptional: Bool
    let isBundled: Bool
    let edges: [Edge]
    let hasInstallScript: Bool
    let hasShrinkwrap: Bool
    let deprecated: String?
    var manifest: NPMManifest

    init(at key: String, _ json: JSON) throws(NPMLockError) {
        guard let place = NPMPlace(key) else {
            throw .malformed(place: key, why: "it is no place below `node_modules`")
        }
        guard json.object != nil else { throw .malformed(place: key, why: "not an object") }
        self.place = place
        do throws(ModelError) {
            name = try NPMName(parsing: json["name"]?.string ?? place.name)
        } catch { throw .malformed(place: key, why: error.reason) }
        let version = json["version"]?.string ?? ""
        guard isMutated("npm.lock-version") || SemanticVersion(version) != nil else {
            throw .malformed(place: key, why: "`\(version)` is not a version")
        }
        self.version = version
        resolved = json["resolved"]?.string
        integrity = json["integrity"]?.string
        isDevelopment = json["dev"]?.bool ?? false
        isOptional = json["optional"]?.bool ?? json["devOptional"]?.bool ?? false
        isBundled = json["inBundle"]?.bool ?? false
        edges = try Self.edges(json, at: key)
        hasInstallScript = json["hasInstallScript"]?.bool ?? false
        hasShrinkwrap = json["hasShrinkwrap"]?.bool ?? false
        deprecated = json["deprecated"]?.string
        manifest = NPMManifest(json)
    }

    /// What a package, or the root, depends on.
    static func edges(_ json: JSON, at key: String) throws(NPMLockError) -> [Edge] {
        var edges: [Edge] = []
        var known: Set<String> = []
        let optionalPeers = json["peerDependenciesMeta"]?.object
        // An optional dependency is listed among the others too, and then is optional.
        for kind in ["optionalDependencies", "dependencies", "peerDependencies"] {
            guard let value = json[kind], let object = value.object else { continue }
            guard object.members.count <= NPMLimits.dependencies else {
                throw .malformed(
                    place: key,
                    why: "more than \(NPMLimits.dependencies) dependencies"
                )
            }
            for member in object.members where known.insert(member.key).inserted {
                let isPeer = kind == "peerDependencies"
                let mayLack = isPeer && optionalPeers?[member.key]?["optional"]?.bool == true
                let isOptional = kind == "optionalDependencies" || mayLack
                edges.append(Edge(name: member.key, isOptional: isOptional, isPeer: isPeer))
            }
        }
        return edges
    }
}
