internal import Diagnostics
internal import Documents
internal import Paths

/// A host file while it is edited: its text, and what has been done to it.
struct HostDocument {
    let file: HostFile
    private(set) var text: JSONText
    private(set) var record: HostFileRecord

    var keyPath: [String] { file.host.format.keyPath }

    /// Parses the file, checks its shape, and forgets what of the record no longer holds.
    init(_ file: HostFile, _ state: HostFileState) throws(HostError) {
        self.file = file
        let content = state.content ?? []
        guard content.count <= HostsLimits.file.bytes else {
            throw .tooLarge(file: file.path, limit: HostsLimits.file)
        }
        do throws(JSONError) {
            text = try JSONText(parsing: content, dialect: file.host.format.dialect)
        } catch {
            throw HostError(error, in: file.path)
        }
        record = HostFileRecord(depth: file.host.format.keyPath.count)
        try checkContainers()
        record = surviving(state)
    }

    /// The value under `id`, ours or not.
    func value(of id: String) -> JSON? { text.value(at: keyPath + [id]) }

    /// Members of the object of servers, in order.
    var servers: [JSONMember] { text.node(at: keyPath)?.members ?? [] }

    private func checkContainers() throws(HostError) {
        for depth in 0...keyPath.count {
            guard let node = text.node(at: Array(keyPath[..<depth])) else { return }
            guard node.members == nil else { continue }
            let place = text.place(of: node.range.lowerBound)
            let name = depth == 0 ? "the document" : "`\(printable(keyPath[depth - 1]))`"
            throw .malformed(
                file: file.path,
                what: "\(name) is not an object",
                line: place.line,
                column: place.column
            )
        }
    }

    /// The record as far as the file still agrees with it.
    ///
    /// A person may have deleted our entries, or the file, and made another: what we then made before is
    /// no longer ours to remove. An empty frame that we made counts as ours still.
    private func surviving(_ state: HostFileState) -> HostFileRecord {
        guard let content = state.content else {
            var fresh = HostFileRecord(depth: keyPath.count)
            fresh.createdFile = true
            let earlier = state.record?.createdDirectories ?? []
            fresh.createdDirectories =
                state.missingDirectories + earlier.filter { !state.missingDirectories.contains($0) }
            return fresh
        }
        if var kept = state.record, kept.containers.count == keyPath.count + 1,
            !JSONText.isBlank(content)
        {
            kept.entries.removeAll { value(of: $0.id) == nil }
            if !kept.entries.isEmpty || isOurFrame(kept) { return kept }
        }
        var fresh = HostFileRecord(depth: keyPath.count)
        if JSONText.isBlank(content) { fresh.blank = content }
        return fresh
    }

    private func isOurFrame(_ record: HostFileRecord) -> Bool {
        guard let interior = text.interior(at: keyPath) else { return false }
        return record.containers.contains { $0.isCreated } && JSONText.isBlank(interior)
    }
}

extension HostDocument {
    /// Writes an entry of ours, new or changed; members that a person added to it stay.
    mutating func put(_ id: String, _ value: JSON) throws(HostError) {
        let path = keyPath + [id]
        let found = text.value(at: path)
        if found == nil { noteContainers() }
        do throws(JSONError) {
            if let found, let written = record.value(of: id), found != written,
                found.object != nil
            {
                text = try updated(path, from: written, to: value)
            } else {
                text = try text.setting(value, at: path)
            }
        } catch {
            throw HostError(error, in: file.path)
        }
        record.set(id, to: value)
    }

    private func updated(_ path: [String], from written: JSON, to value: JSON) throws(JSONError)
        -> JSONText
    {
        var result = text
        for key in written.object?.keys ?? [] where value[key] == nil {
            result = result.removing(path + [key])
        }
        for (key, member) in value.object?.members ?? [] {
            result = try result.setting(member, at: path + [key])
        }
        return result
    }

    /// Notes what the objects on the way look like before the first member of ours comes into them.
    private mutating func noteContainers() {
        for depth in record.containers.indices {
            let path = Array(keyPath[..<depth])
            if text.node(at: path) == nil {
                record.containers[depth] = HostFileRecord.Container(isCreated: true)
            } else if !record.containers[depth].isCreated,
                record.containers[depth].interior == nil,
                let interior = text.interior(at: path)
            {
                record.containers[depth].interior = interior
            }
        }
    }

    /// Takes an entry of ours out again, and what we made for it once nothing of ours is left.
    mutating func remove(_ id: String) throws(HostError) {
        text = text.removing(keyPath + [id])
        record.entries.removeAll { $0.id == id }
        guard record.entries.isEmpty else { return }
        do throws(JSONError) {
            try restoreContainers()
        } catch {
            throw HostError(error, in: file.path)
        }
    }

    private mutating func restoreContainers() throws(JSONError) {
        for depth in record.containers.indices.reversed() {
            let path = Array(keyPath[..<depth])
            let container = record.containers[depth]
            guard text.node(at: path) != nil else { continue }
            guard let interior = text.interior(at: path) else { return }
            if container.isCreated {
                // A comment in it is a person's; it stays, and so does what holds it.
                guard JSONText.isBlank(interior) else { return }
                text = text.removing(path)
            } else if let original = container.interior, isSameButSpace(original, interior) {
                text = try text.settingInterior(original, at: path)
            }
        }
    }

    /// What the file becomes when nothing of ours is left in it; nil when it goes as a whole.
    var remainder: [UInt8]? {
        let isEmpty = isSameButSpace(withoutMark(text.bytes), Array("{}".utf8))
        if isEmpty, record.createdFile { return nil }
        if isEmpty, let blank = record.blank { return blank }
        return text.bytes
    }
}

private func isSameButSpace(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    func isText(_ byte: UInt8) -> Bool { !JSONText.isBlank([byte]) }
    return left.filter(isText) == right.filter(isText)
}

private func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
}
