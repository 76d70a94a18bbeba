public import Documents
public import Paths

/// What one started server may reach beside its prefix, its state and its temporary directory.
///
/// Compiled into a kernel policy by what starts the server; nothing else of the person's is reachable.
public struct Confinement: Sendable, Equatable {
    /// Directories and files that may be read and executed: the runtime and its libraries.
    public var runtimes: [AbsolutePath]
    /// Directories and files of the person that were granted for reading.
    public var readable: [LaunchRecord.Value]
    /// Directories and files of the person that were granted for writing.
    public var writable: [LaunchRecord.Value]
    /// TCP ports that may be connected to; empty for no sockets at all.
    public var ports: [Int]
    /// Whether the program is a container engine, which confines what it starts by itself.
    public var isContainer: Bool

    /// Takes what is granted; nothing by default.
    public init(
        runtimes: [AbsolutePath] = [],
        readable: [LaunchRecord.Value] = [],
        writable: [LaunchRecord.Value] = [],
        ports: [Int] = [],
        isContainer: Bool = false
    ) {
        self.runtimes = runtimes
        self.readable = readable
        self.writable = writable
        self.ports = ports
        self.isContainer = isContainer
    }

    /// The stored form; members that grant nothing are left out.
    public var json: JSON {
        var object = JSONObject([])
        if !runtimes.isEmpty {
            object["runtimes"] = .array(runtimes.map { .string($0.description) })
        }
        if !readable.isEmpty { object["readable"] = .array(readable.map(encode)) }
        if !writable.isEmpty { object["writable"] = .array(writable.map(encode)) }
        if !ports.isEmpty { object["ports"] = .array(ports.map { JSON($0) }) }
        if isContainer { object["container"] = true }
        return .object(object)
    }

    /// Reads the stored form.
    /// - Throws: `ModelError.document` naming the member that is of another kind.
    public init(json: JSON) throws(ModelError) {
        self.init()
        for item in json["runtimes"]?.array ?? [] {
            runtimes.append(try absolute(item, "confinement.runtimes"))
        }
        for item in json["readable"]?.array ?? [] {
            readable.append(try decode(item, "confinement.readable"))
        }
        for item in json["writable"]?.array ?? [] {
            writable.append(try decode(item, "confinement.writable"))
        }
        for item in json["ports"]?.array ?? [] {
            guard let port = item.integer, (1...65_535).contains(port) else {
                throw .document(kind: "launch record", path: "ports", why: "not a port")
            }
            ports.append(port)
        }
        isContainer = json["container"]?.bool == true
    }
}

private func absolute(_ json: JSON, _ place: String) throws(ModelError) -> AbsolutePath {
    guard let text = json.string, let path = try? AbsolutePath(parsing: text) else {
        throw .document(kind: "launch record", path: place, why: "not an absolute path")
    }
    return path
}
