public import Cryptography
public import Documents
public import Paths

/// The runtime that an instance was installed on, so that one that changed since is noticed.
public struct RuntimeIdentity: Sendable, Hashable {
    /// The program itself, all links resolved.
    public let path: AbsolutePath
    /// What it said its version is.
    public let version: RuntimeVersion
    /// Of the program and the library that it consists of.
    public let digest: Digest
    /// The shared library that is the rest of the interpreter; nil where the program is all of it.
    public let library: AbsolutePath?

    /// Takes the facts.
    public init(
        path: AbsolutePath,
        version: RuntimeVersion,
        digest: Digest,
        library: AbsolutePath? = nil
    ) {
        self.path = path
        self.version = version
        self.digest = digest
        self.library = library
    }

    /// The stored form.
    public var json: JSON {
        var object = JSONObject([
            ("path", .string(path.description)),
            ("version", .string(version.description)),
            ("digest", .string(digest.hex)),
        ])
        object["library"] = library.map { .string($0.description) }
        return .object(object)
    }

    /// Reads the stored form.
    /// - Throws: `ModelError.document` for another one.
    public init(json: JSON) throws(ModelError) {
        guard let path = json["path"]?.string.flatMap({ try? AbsolutePath(parsing: $0) }),
            let version = json["version"]?.string.flatMap(RuntimeVersion.init(parsing:)),
            let digest = json["digest"]?.string.flatMap(Digest.init(hex:))
        else {
            throw .document(kind: "launch record", path: "runtime", why: "not a runtime")
        }
        let library = json["library"]?.string.flatMap { try? AbsolutePath(parsing: $0) }
        self.init(path: path, version: version, digest: digest, library: library)
    }
}
