internal import Diagnostics
public import Documents
public import PackageModel
internal import Paths

/// The one algorithm that edits the files of all hosts: bytes and record in, bytes and record out.
///
/// Every edit can be taken back: linking and unlinking in any order, with a person's edits in between,
/// gives back the bytes of before apart from those edits. Nothing here touches the disk.
public enum HostEdit {
    /// Writes an entry, or replaces the one that is ours.
    ///
    /// An entry that stands there already word for word counts as ours: others share project files.
    /// - Throws: `HostError.malformed`, `.tooLarge`, `.entryNotOurs`, `.noRemote`.
    public static func link(
        _ id: InstanceID,
        _ entry: HostEntry,
        in file: HostFile,
        from state: HostFileState
    ) throws(HostError) -> HostChange {
        let value = try spelled(entry, id, file)
        var document = try HostDocument(file, state)
        if let found = document.value(of: id.description) {
            let isOurs = document.record.value(of: id.description) != nil || found == value
            guard isMutated("hosts.entry-not-ours") || isOurs else {
                throw .entryNotOurs(id: id.description, file: file.path)
            }
        }
        try document.put(id.description, value)
        return HostChange(
            bytes: document.text.bytes,
            record: document.record,
            isChanged: document.text.bytes != state.content,
            removableDirectories: [],
            notice: nil
        )
    }

    /// Takes an entry of ours out, and what was made for it with the last one.
    ///
    /// An entry that a person removed by hand is fine; one that a person changed goes all the same, and
    /// `notice` says what was different.
    /// - Throws: `HostError.malformed`, `.tooLarge`, `.entryNotOurs`.
    public static func unlink(_ id: InstanceID, in file: HostFile, from state: HostFileState)
        throws(HostError) -> HostChange
    {
        var document = try HostDocument(file, state)
        let found = document.text.node(at: document.keyPath + [id.description])
        let written = document.record.value(of: id.description)
        guard isMutated("hosts.unlink-not-ours") || found == nil || written != nil else {
            throw .entryNotOurs(id: id.description, file: file.path)
        }
        let notice = difference(id, written, found, in: document)
        // The record may still say that the frame around a vanished entry is ours.
        if state.record != nil { try document.remove(id.description) }
        return change(document, state, notice)
    }

    private static func change(_ document: HostDocument, _ state: HostFileState, _ notice: String?)
        -> HostChange
    {
        guard document.record.entries.isEmpty else {
            let bytes = document.text.bytes
            return HostChange(
                bytes: bytes,
                record: document.record,
                isChanged: bytes != state.content,
                removableDirectories: [],
                notice: notice
            )
        }
        let bytes = state.content == nil ? nil : document.remainder
        return HostChange(
            bytes: bytes,
            record: nil,
            isChanged: bytes != state.content,
            removableDirectories: bytes == nil ? state.record?.createdDirectories ?? [] : [],
            notice: notice
        )
    }

    private static func spelled(_ entry: HostEntry, _ id: InstanceID, _ file: HostFile)
        throws(HostError) -> JSON
    {
        guard let value = file.host.spelling(of: entry) else {
            throw .noRemote(id: id.description, host: file.host.displayName)
        }
        return value
    }
}

/// One entry that stands in a host file.
public struct HostFileEntry: Sendable, Equatable {
    /// The entry's name.
    public let id: String
    /// Whether mcppkg wrote it.
    public let isOwned: Bool
    /// What stands under the name.
    public let value: JSON
}

/// An entry as it should be beside the one that was found.
public struct HostComparison: Sendable, Equatable {
    /// What mcppkg would write.
    public let expected: JSON
    /// What stands in the file; nil when there is no such entry.
    public let found: JSON?
    /// Whether mcppkg wrote what was found.
    public let isOwned: Bool
    /// Members of ours that are missing or different.
    public let changedKeys: [String]
    /// Members that somebody else added.
    public let addedKeys: [String]

    /// Whether the entry is there and every member of ours is as it should be.
    public var isAsWritten: Bool { found != nil && changedKeys.isEmpty }
}

extension HostEdit {
    /// Every entry of a file, in its order.
    public static func entries(in file: HostFile, from state: HostFileState) throws(HostError)
        -> [HostFileEntry]
    {
        let document = try HostDocument(file, state)
        return document.servers.map { server in
            let isOwned = document.record.value(of: server.key) != nil
            return HostFileEntry(id: server.key, isOwned: isOwned, value: server.value.value)
        }
    }

    /// Compares an entry with what mcppkg would write now.
    public static func compare(
        _ id: InstanceID,
        _ entry: HostEntry,
        in file: HostFile,
        from state: HostFileState
    ) throws(HostError) -> HostComparison {
        let expected = try spelled(entry, id, file)
        let document = try HostDocument(file, state)
        let found = document.value(of: id.description)
        let keys = changes(from: expected, to: found)
        return HostComparison(
            expected: expected,
            found: found,
            isOwned: found != nil && document.record.value(of: id.description) != nil,
            changedKeys: keys.changed,
            addedKeys: keys.added
        )
    }

    private static func changes(from expected: JSON, to found: JSON?)
        -> (changed: [String], added: [String])
    {
        let ours = expected.object?.keys ?? []
        let theirs = found?.object?.keys ?? []
        return (ours.filter { found?[$0] != expected[$0] }, theirs.filter { expected[$0] == nil })
    }

    /// What a person changed in an entry of ours, by the names of its members: values may be secrets.
    private static func difference(
        _ id: InstanceID,
        _ written: JSON?,
        _ found: JSONNode?,
        in document: HostDocument
    ) -> String? {
        guard let written, let found else { return nil }
        let keys = changes(from: written, to: found.value)
        var parts = keys.changed.map { "`\(printable($0))` changed" }
        parts += keys.added.map { "`\(printable($0))` added" }
        if hasComments(found, document.text) { parts.append("comments added") }
        guard !parts.isEmpty else { return nil }
        return
            "the entry `\(id)` in `\(printable(document.file.path.description))` had been edited "
            + "since mcppkg wrote it and was removed as it stood: " + parts.joined(separator: ", ")
    }

    private static func hasComments(_ node: JSONNode, _ text: JSONText) -> Bool {
        do throws(JSONError) {
            _ = try JSON(parsing: Array(text.bytes[node.range]))
            return false
        } catch {
            // What only the wider dialect reads has a comment or a trailing comma in it.
            return true
        }
    }
}
