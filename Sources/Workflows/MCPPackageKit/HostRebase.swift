internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageModel
internal import Paths
internal import Store

/// Does an edit of a host file again, when the host itself changed the file between plan and commit.
struct HostRebase: Sendable {
    private let warn: @Sendable (String) -> Void

    init(environment: Environment) { warn = environment.interaction.warn }

    /// The file's bytes with the wanted entries, `.some(nil)` to remove it, nil to leave it alone.
    func callAsFunction(_ rebase: Rebase) -> [UInt8]?? {
        do {
            return .some(try redone(rebase))
        } catch {
            // The file stays as its owner left it; `sync` tries again and tells what is wrong with it.
            return nil
        }
    }

    private func redone(_ rebase: Rebase) throws -> [UInt8]? {
        guard let name = rebase.intent["host"]?.string, let host = Builtins.host(name),
            let intents = rebase.intent["intents"]?.array
        else { return rebase.current }
        let file = HostFile(host: host, path: rebase.path)
        var record: HostFileRecord?
        if let json = rebase.intent["record"], json != .null {
            record = try HostFileRecord(json: json)
        }
        var state = HostFileState(content: rebase.current, record: record)
        for intent in intents {
            let change = try apply(intent, file, state)
            if let notice = change.notice { warn(notice) }
            state = HostFileState(content: change.bytes, record: change.record)
        }
        return state.content
    }

    private func apply(_ intent: JSON, _ file: HostFile, _ state: HostFileState) throws
        -> HostChange
    {
        if let id = intent["link"]?.string, let entry = intent["entry"].flatMap(Self.decode) {
            return try HostEdit.link(InstanceID(parsing: id), entry, in: file, from: state)
        }
        return try HostEdit.unlink(
            InstanceID(parsing: intent["unlink"]?.string ?? ""),
            in: file,
            from: state
        )
    }

    /// An entry as the journal stores it.
    static func encode(_ entry: HostEntry) -> JSON {
        switch entry {
        case .stdio(let command, let arguments):
            ["command": .string(command), "arguments": .array(arguments.map { .string($0) })]
        case .http(let endpoint):
            [
                "url": .string(endpoint.url), "kind": .string(endpoint.kind.rawValue),
                "headers": .array(endpoint.headers.map { [.string($0.name), .string($0.value)] }),
            ]
        }
    }

    /// An entry as the journal stores it, read back.
    static func decode(_ json: JSON) -> HostEntry? {
        if let command = json["command"]?.string {
            return .stdio(
                command: command,
                arguments: (json["arguments"]?.array ?? []).compactMap(\.string)
            )
        }
        guard let url = json["url"]?.string,
            let kind = json["kind"]?.string.flatMap(RemoteEndpoint.Kind.init)
        else { return nil }
        let headers = (json["headers"]?.array ?? []).compactMap { pair -> RemoteEndpoint.Header? in
            guard let name = pair.array?.first?.string, let value = pair.array?.last?.string else {
                return nil
            }
            return RemoteEndpoint.Header(name: name, value: value)
        }
        return .http(RemoteEndpoint(url: url, kind: kind, headers: headers))
    }
}
