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
    /// Its version.
    let version: String
    /// The program itself.
    let executable: AbsolutePath
    /// What it needs to read: its own directory and its libraries.
    let roots: [AbsolutePath]
    /// The SHA-256 of the program when the closure was laid out.
    let digest: String

    /// The stored form.
    var json: JSON {
        [
            "name": .string(name),
            "version": .string(version),
            "executable": .string(executable.description),
            "roots": .array(roots.map { .string($0.description) }),
            "digest": .string(digest),
        ]
    }

    init(
        name: String,
        version: String,
        executable: AbsolutePath,
        roots: [AbsolutePath],
        digest: String
    ) {
        self.name = name
        self.version = version
        self.executable = executable
        self.roots = roots
        self.digest = digest
    }

    /// Reads the stored form; nil for one that this version did not write.
    init?(json: JSON) {
        guard let name = json["name"]?.string, let version = json["version"]?.string,
            let executable = json["executable"]?.string.flatMap({ try? AbsolutePath(parsing: $0) }),
            let digest = json["digest"]?.string
        else { return nil }
        self.init(
            name: name,
            version: version,
            executable: executable,
            roots: (json["roots"]?.array ?? []).compactMap {
                $0.string.flatMap { try? AbsolutePath(parsing: $0) }
            },
            digest: digest
        )
    }
}
