public import Documents
public import Paths

/// What mcppkg did to one host file, so that it can be taken back byte for byte.
public struct HostFileRecord: Sendable, Equatable {
    /// One object on the way from the root to the servers.
    struct Container: Sendable, Equatable {
        /// We added it as a member of the one above.
        var isCreated = false
        /// What stood between its braces when it had no members.
        var interior: [UInt8]?
    }

    /// One entry of ours, as it was written.
    public struct Entry: Sendable, Equatable {
        /// The entry's name.
        public let id: String
        /// What was written under it.
        public let value: JSON
    }

    /// The file was not there before.
    public internal(set) var createdFile = false
    /// The directories that were not there before, deepest first.
    public internal(set) var createdDirectories: [AbsolutePath] = []
    /// The exact bytes of a file that held nothing but space.
    var blank: [UInt8]?
    /// By depth: the root first, the object of the servers last.
    var containers: [Container]
    /// Our entries in the order of their first writing.
    public internal(set) var entries: [Entry] = []

    init(depth: Int) {
        containers = Array(repeating: Container(), count: depth + 1)
    }

    /// What was written under `id`, when it is ours.
    public func value(of id: String) -> JSON? { entries.first { $0.id == id }?.value }

    mutating func set(_ id: String, to value: JSON) {
        let entry = Entry(id: id, value: value)
        if let index = entries.firstIndex(where: { $0.id == id }) {
            entries[index] = entry
        } else {
            entries.append(entry)
        }
    }
}

extension HostFileRecord {
    /// The stored form.
    public var json: JSON {
        var members: [(String, JSON)] = [
            ("hostFileVersion", 1),
            ("createdFile", .bool(createdFile)),
            ("createdDirectories", .array(createdDirectories.map { .string($0.description) })),
            ("containers", .array(containers.map(encode))),
            ("entries", .object(JSONObject(entries.map { ($0.id, $0.value) }))),
        ]
        if let blank { members.append(("blank", text(blank))) }
        return .object(JSONObject(members))
    }

    /// Reads the stored form.
    /// - Throws: `HostError.badRecord` naming the member that is missing or of another kind.
    public init(json: JSON) throws(HostError) {
        guard json["hostFileVersion"]?.integer == 1 else {
            throw .badRecord(why: "`hostFileVersion` is not 1")
        }
        guard let created = json["createdFile"]?.bool, let entries = json["entries"]?.object,
            let stored = json["containers"]?.array, !stored.isEmpty
        else { throw .badRecord(why: "a member is missing") }
        createdFile = created
        containers = stored.map(decode)
        blank = json["blank"]?.string.map { Array($0.utf8) }
        self.entries = entries.members.map { Entry(id: $0.key, value: $0.value) }
        for directory in json["createdDirectories"]?.array ?? [] {
            createdDirectories.append(try path(directory))
        }
    }
}

// The bytes are those of a parsed document, where anything but UTF-8 is refused, so texts hold them.

private func text(_ bytes: [UInt8]) -> JSON { .string(String(decoding: bytes, as: UTF8.self)) }

private func encode(_ container: HostFileRecord.Container) -> JSON {
    var members: [(String, JSON)] = [("created", .bool(container.isCreated))]
    if let interior = container.interior { members.append(("interior", text(interior))) }
    return .object(JSONObject(members))
}

private func decode(_ json: JSON) -> HostFileRecord.Container {
    HostFileRecord.Container(
        isCreated: json["created"]?.bool ?? false,
        interior: json["interior"]?.string.map { Array($0.utf8) }
    )
}

private func path(_ json: JSON) throws(HostError) -> AbsolutePath {
    do throws(PathError) {
        return try AbsolutePath(parsing: json.string ?? "")
    } catch {
        throw .badRecord(why: "`createdDirectories` holds something else")
    }
}
