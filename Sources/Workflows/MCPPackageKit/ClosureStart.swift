internal import Cryptography
internal import Documents
internal import PackageModel
internal import Paths

/// Which file of an installed closure is the server.
enum ClosureStart: Equatable {
    /// A script that the environment's own Python runs.
    case script(RelativePath, environment: RelativePath?)
    /// A module that the environment's own Python runs.
    case module(String)
    /// A file that Node runs, with the versions of Node that the package names.
    case node(RelativePath, engines: String?)

    /// The stored form.
    var json: JSON {
        switch self {
        case .script(let path, let environment):
            var object = JSONObject([
                ("kind", "python"), ("script", .string(path.description)),
            ])
            object["environment"] = environment.map { .string($0.description) }
            return .object(object)
        case .module(let name): return ["kind": "python", "module": .string(name)]
        case .node(let path, let engines):
            var object = JSONObject([("kind", "node"), ("file", .string(path.description))])
            object["engines"] = engines.map { .string($0) }
            return .object(object)
        }
    }

    /// Reads the stored form; nil for one that this version did not write.
    init?(json: JSON) {
        let path = { (key: String) in
            json[key]?.string.flatMap { try? RelativePath(parsing: $0) }
        }
        switch json["kind"]?.string {
        case "python":
            if let script = path("script") {
                self = .script(script, environment: path("environment"))
            } else if let module = json["module"]?.string {
                self = .module(module)
            } else {
                return nil
            }
        case "node":
            guard let file = path("file") else { return nil }
            self = .node(file, engines: json["engines"]?.string)
        default: return nil
        }
    }

    /// The command line before anybody's values, with what a registry document adds.
    func launch(_ package: ServerPackage?) throws -> PackageLaunch {
        switch self {
        case .script(let path, let environment):
            return try PackageLaunch(
                command: .own(Self.python(in: environment)),
                leading: [Template(inPrefix: path)],
                package: package
            )
        case .module(let name):
            return try PackageLaunch(
                command: .own(Self.python(in: nil)),
                leading: [Template(literal: "-m"), Template(literal: name)],
                package: package
            )
        case .node(let path, let engines):
            return try PackageLaunch(
                command: .node(engines.flatMap { try? VersionConstraint(parsing: $0) }),
                leading: [Template(inPrefix: path)],
                package: package
            )
        }
    }

    private static func python(in environment: RelativePath?) throws -> RelativePath {
        try RelativePath(parsing: (environment.map { "\($0)/" } ?? "") + "bin/python")
    }
}

/// The runtime that a closure was laid out for.
struct RuntimeFacts: Equatable {
    /// `cpython` or `node`.
    let name: String
    /// The program, its version and what it hashes to.
    let identity: RuntimeIdentity
    /// What it needs to read: its own directory and its libraries.
    let roots: [AbsolutePath]
    /// The artifact that a managed one was made of.
    let artifact: Digest?

    /// The program itself.
    var executable: AbsolutePath { identity.path }
    /// Its version.
    var version: String { identity.version.description }

    /// The stored form.
    var json: JSON {
        var object = JSONObject([
            ("name", .string(name)),
            ("identity", identity.json),
            ("roots", .array(roots.map { .string($0.description) })),
        ])
        object["artifact"] = artifact.map { .string($0.hex) }
        return .object(object)
    }

    init(name: String, identity: RuntimeIdentity, roots: [AbsolutePath], artifact: Digest?) {
        self.name = name
        self.identity = identity
        self.roots = roots
        self.artifact = artifact
    }

    /// Reads the stored form; nil for one that this version did not write.
    init?(json: JSON) {
        guard let name = json["name"]?.string, let stored = json["identity"],
            let identity = try? RuntimeIdentity(json: stored)
        else { return nil }
        self.init(
            name: name,
            identity: identity,
            roots: (json["roots"]?.array ?? []).compactMap {
                $0.string.flatMap { try? AbsolutePath(parsing: $0) }
            },
            artifact: json["artifact"]?.string.flatMap(Digest.init(hex:))
        )
    }
}
