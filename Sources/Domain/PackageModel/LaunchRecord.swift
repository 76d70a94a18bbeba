public import Cryptography
public import Documents
public import Paths

/// Everything `run` needs to start one version of one instance: all paths absolute, nothing left to find.
///
/// Stored as one small JSON file; written by what installs, read by the program that hosts start.
public struct LaunchRecord: Sendable, Equatable {
    /// A piece of an argument or environment value.
    public enum Piece: Sendable, Equatable {
        /// As it is.
        case text(String)
        /// The directory that `run` works for: the project, or where it was started.
        case workspace
    }

    /// One argument or environment value, its pieces to be joined.
    public typealias Value = [Piece]

    /// The server's name, for messages.
    public let server: String
    /// The server's version, for messages.
    public let version: String
    /// The sealed directory.
    public let prefix: AbsolutePath
    /// The digest of the prefix's seal.
    public let prefixDigest: Digest
    /// The program to become: a file of the prefix, or a runtime found at install time.
    public let executable: AbsolutePath
    /// Arguments after the program's own name.
    public let arguments: [Value]
    /// Variables that the server gets beside the fixed list, in order of name.
    public let environment: [(name: String, value: Value)]
    /// The server's writable directory; it is its HOME-independent place for state.
    public var state: AbsolutePath
    /// What it may reach beside prefix and state.
    public var confinement = Confinement()
    /// Byte code of a Python server, made after it was installed; nil where there is no such thing.
    ///
    /// A missing directory costs only time.
    public var bytecode: AbsolutePath?
    /// The runtime that it was installed on; nil where the program is a file of the prefix.
    public var runtime: RuntimeIdentity?

    /// Takes every fact that each server has.
    public init(
        server: String,
        version: String,
        prefix: AbsolutePath,
        prefixDigest: Digest,
        executable: AbsolutePath,
        arguments: [Value],
        environment: [(name: String, value: Value)],
        state: AbsolutePath
    ) {
        self.server = server
        self.version = version
        self.prefix = prefix
        self.prefixDigest = prefixDigest
        self.executable = executable
        self.arguments = arguments
        self.environment = environment.sorted { $0.name < $1.name }
        self.state = state
    }

    /// Same facts.
    public static func == (left: LaunchRecord, right: LaunchRecord) -> Bool {
        left.json == right.json
    }

    /// The stored form.
    public var json: JSON {
        var object = JSONObject(members)
        if confinement != Confinement() { object["confinement"] = confinement.json }
        object["bytecode"] = bytecode.map { .string($0.description) }
        object["runtime"] = runtime?.json
        return .object(object)
    }

    private var members: [(String, JSON)] {
        [
            ("launchVersion", 1),
            ("server", .string(server)),
            ("version", .string(version)),
            ("prefix", .string(prefix.description)),
            ("prefixDigest", .string(prefixDigest.hex)),
            ("executable", .string(executable.description)),
            ("arguments", .array(arguments.map(encode))),
            ("environment", .object(JSONObject(environment.map { ($0.name, encode($0.value)) }))),
            ("state", .string(state.description)),
        ]
    }

    /// Reads the stored form.
    /// - Throws: `ModelError.document` naming the member that is missing or of another kind.
    public init(json: JSON) throws(ModelError) {
        guard json["launchVersion"]?.integer == 1 else {
            throw .document(kind: "launch record", path: "launchVersion", why: "not version 1")
        }
        server = try text(json, "server")
        version = try text(json, "version")
        prefix = try path(json, "prefix")
        executable = try path(json, "executable")
        state = try path(json, "state")
        guard let digest = Digest(hex: try text(json, "prefixDigest")) else {
            throw .document(kind: "launch record", path: "prefixDigest", why: "not a digest")
        }
        prefixDigest = digest
        var arguments: [Value] = []
        for value in json["arguments"]?.array ?? [] {
            arguments.append(try decode(value, "arguments"))
        }
        self.arguments = arguments
        var environment: [(name: String, value: Value)] = []
        for (name, value) in json["environment"]?.object?.members ?? [] {
            environment.append((name, try decode(value, "environment")))
        }
        self.environment = environment
        if let grants = json["confinement"] { confinement = try Confinement(json: grants) }
        if json["bytecode"] != nil { bytecode = try path(json, "bytecode") }
        if let identity = json["runtime"] { runtime = try RuntimeIdentity(json: identity) }
    }
}

func encode(_ value: LaunchRecord.Value) -> JSON {
    if value.isEmpty { return .string("") }
    if case .text(let text)? = value.first, value.count == 1 { return .string(text) }
    return .array(
        value.map { piece in
            switch piece {
            case .text(let text): .string(text)
            case .workspace: .null
            }
        }
    )
}

func decode(_ json: JSON, _ place: String) throws(ModelError) -> LaunchRecord.Value {
    if let text = json.string { return [.text(text)] }
    guard let pieces = json.array else {
        throw .document(kind: "launch record", path: place, why: "not a text or a list of pieces")
    }
    return pieces.map { piece in piece.string.map { .text($0) } ?? .workspace }
}

private func text(_ json: JSON, _ key: String) throws(ModelError) -> String {
    guard let value = json[key]?.string else {
        throw .document(kind: "launch record", path: key, why: "missing, or not a text")
    }
    return value
}

private func path(_ json: JSON, _ key: String) throws(ModelError) -> AbsolutePath {
    let value = try text(json, key)
    do throws(PathError) {
        return try AbsolutePath(parsing: value)
    } catch {
        throw .document(kind: "launch record", path: key, why: "not an absolute path")
    }
}
