internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageModel
internal import Paths

/// Takes back what one change wrote into a host file that somebody edited since.
struct HostInverse {
    /// The host, the record before the change, and what was done, as the journal stores it.
    let intent: JSON

    /// The file as it would be without the change, keeping the edits; nil when it goes.
    ///
    /// `old` are the bytes before the change: entries in them that the change replaced come back.
    func bytes(_ path: AbsolutePath, _ current: [UInt8]?, to old: [UInt8]?) throws -> [UInt8]? {
        guard let name = intent["host"]?.string, let host = Builtins.host(name) else {
            return current
        }
        let file = HostFile(host: host, path: path)
        let before = try intent["record"].flatMap { $0 == .null ? nil : $0 }.map {
            try HostFileRecord(json: $0)
        }
        var state = HostFileState(content: current, record: try replayed(file, before, old))
        for step in intent["intents"]?.array ?? [] {
            let change: HostChange
            if let text = step["link"]?.string {
                change = try HostEdit.unlink(InstanceID(parsing: text), in: file, from: state)
            } else if let text = step["unlink"]?.string,
                let entry = before?.value(of: text).flatMap(decoded)
            {
                change = try HostEdit.link(InstanceID(parsing: text), entry, in: file, from: state)
            } else {
                continue
            }
            state = HostFileState(content: change.bytes, record: change.record)
        }
        return state.content
    }

    /// Our record of the file right after the change, worked out from the bytes before it.
    private func replayed(_ file: HostFile, _ before: HostFileRecord?, _ old: [UInt8]?) throws
        -> HostFileRecord?
    {
        var state = HostFileState(content: old, record: before)
        for step in intent["intents"]?.array ?? [] {
            guard let text = step["link"]?.string,
                let entry = step["entry"].flatMap(HostRebase.decode)
            else {
                continue
            }
            let change = try HostEdit.link(InstanceID(parsing: text), entry, in: file, from: state)
            state = HostFileState(content: change.bytes, record: change.record)
        }
        return state.record
    }

    /// An entry of ours as a host spells it, read back.
    private func decoded(_ value: JSON) -> HostEntry? {
        if let command = value["command"]?.string {
            return .stdio(
                command: command,
                arguments: (value["args"]?.array ?? []).compactMap(\.string)
            )
        }
        guard let url = value["url"]?.string else { return nil }
        let headers = (value["headers"]?.object?.members ?? []).compactMap { name, value in
            value.string.map { RemoteEndpoint.Header(name: name, value: $0) }
        }
        return .http(
            RemoteEndpoint(
                url: url,
                kind: value["type"]?.string == "sse" ? .sse : .http,
                headers: headers
            )
        )
    }
}
