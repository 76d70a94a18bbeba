internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageModel
internal import Paths
internal import Store

/// What this scope has written into which host file, and the edits of one operation to it.
///
/// Edits are collected as values; `changes` turns them into steps of a transaction. The caller holds the lock.
struct HostBook {
    private let environment: Environment
    private let scope: Scope
    private let stored: [UInt8]?
    private var pages: [String: Page] = [:]

    /// One host file: its bytes as they were, as they will be, and our record of it.
    private struct Page {
        let host: any HostIntegration
        let file: AbsolutePath
        let original: [UInt8]?
        let originalRecord: HostFileRecord?
        var bytes: [UInt8]?
        var record: HostFileRecord?
        var intents: [JSON] = []
        var removeDirectories: [String] = []
    }

    /// Opens the book of a scope.
    init(environment: Environment, scope: Scope) throws {
        self.environment = environment
        self.scope = scope
        stored = try Files.read(environment.layout.hosts(in: scope), limit: KitLimits.document)
        guard let stored else { return }
        for (name, page) in try JSON(parsing: stored).object?.members ?? [] {
            guard let host = Builtins.host(name), let text = page["file"]?.string,
                let record = page["record"]
            else { continue }
            let file = try AbsolutePath(parsing: text)
            let known = try HostFileRecord(json: record)
            let bytes = try Files.read(file, limit: KitLimits.document)
            pages[name] = Page(
                host: host,
                file: file,
                original: bytes,
                originalRecord: known,
                bytes: bytes,
                record: known
            )
        }
    }

    /// Ids of hosts that have an entry of this instance.
    func hosts(of id: InstanceID) -> [String] {
        pages.filter { $0.value.record?.entries[id.description] != nil }.keys.sorted()
    }

    /// All host files of this scope that hold an entry of ours.
    var files: [(host: String, path: AbsolutePath)] {
        pages.filter { $0.value.record != nil }.map { ($0.key, $0.value.file) }.sorted {
            $0.0 < $1.0
        }
    }

    /// Adds or renews an entry.
    /// - Returns: Whether anything changed.
    mutating func link(_ id: InstanceID, _ entry: HostEntry, host name: String) throws -> Bool {
        var page = try page(name)
        let linked = try HostEdit.link(
            id: id.description,
            entry: entry,
            host: page.host,
            content: page.bytes,
            record: page.record
        )
        guard linked.changed else { return false }
        page.bytes = linked.bytes
        page.record = linked.record
        page.intents.append(["link": .string(id.description), "entry": HostRebase.encode(entry)])
        pages[name] = page
        return true
    }

    /// Takes an entry out.
    /// - Returns: Whether there was one.
    mutating func unlink(_ id: InstanceID, host name: String) throws -> Bool {
        guard var page = pages[name], page.record?.entries[id.description] != nil else {
            return false
        }
        let result = try HostEdit.unlink(
            id: id.description,
            host: page.host,
            content: page.bytes,
            record: page.record
        )
        if let notice = result.notice {
            environment.interaction.warn("\(page.host.displayName): \(notice)")
        }
        page.bytes = result.bytes
        page.record = result.record
        page.removeDirectories = result.removeDirectories
        page.intents.append(["unlink": .string(id.description)])
        pages[name] = page
        return true
    }

    /// Entries found in a host's file, ours and others'.
    func entries(host name: String) throws -> [(id: String, owned: Bool)] {
        let page = try page(name)
        return try HostEdit.entries(host: page.host, content: page.bytes, record: page.record).map {
            ($0.id, $0.owned)
        }
    }

    /// Whether the entry of an instance stands in the file as it was written.
    func isIntact(_ id: InstanceID, _ entry: HostEntry, host name: String) throws -> Bool {
        var copy = self
        return try !copy.link(id, entry, host: name)
    }

    /// The steps that write every edited host file and the book itself.
    func changes() throws -> [Change] {
        var changes: [Change] = []
        for (name, page) in pages.sorted(by: { $0.key < $1.key }) where !page.intents.isEmpty {
            changes += try steps(name, page)
        }
        guard !changes.isEmpty else { return [] }
        let path = environment.layout.hosts(in: scope)
        changes.append(.write(path: path, old: stored, new: bookBytes, mode: 0o600, rebase: nil))
        return changes
    }

    private func steps(_ name: String, _ page: Page) throws -> [Change] {
        try requireWritable(page.file)
        let rebase: JSON = [
            "host": .string(name), "record": page.originalRecord?.json ?? .null,
            "intents": .array(page.intents),
        ]
        let mode = try Files.status(page.file)?.permissions ?? 0o600
        guard let bytes = page.bytes else {
            guard let original = page.original else { return [] }
            let removal = Change.remove(path: page.file, old: original, mode: mode, rebase: rebase)
            let directories = try page.removeDirectories.map { try AbsolutePath(parsing: $0) }
            return [removal] + directories.map { .removeEmptyDirectory(path: $0) }
        }
        let make: [Change] =
            try Files.status(page.file.parent) == nil
            ? [.makeDirectory(path: page.file.parent)] : []
        return make + [
            .write(path: page.file, old: page.original, new: bytes, mode: mode, rebase: rebase)
        ]
    }

    /// Found out before anything is committed: after the commit a refusal would come too late.
    private func requireWritable(_ file: AbsolutePath) throws {
        var existing = file.parent
        while try Files.status(existing) == nil { existing = existing.parent }
        guard Files.isWritable(existing) else {
            throw KitError.hostFileNotWritable(path: file, directory: existing)
        }
    }

    private var bookBytes: [UInt8] {
        let kept = pages.filter { $0.value.record != nil }.sorted { $0.key < $1.key }
        let members = kept.map { name, page -> (String, JSON) in
            (name, ["file": .string(page.file.description), "record": page.record?.json ?? .null])
        }
        return JSON.object(JSONObject(members)).bytes(.pretty(indent: 1)) + [0x0A]
    }

    private func page(_ name: String) throws -> Page {
        if let page = pages[name] { return page }
        guard let host = Builtins.host(name) else {
            throw KitError.unknownHost(name, known: Builtins.hosts.map(\.identifier))
        }
        let file = try hostFile(host)
        let bytes = try Files.read(file, limit: KitLimits.document)
        return Page(
            host: host,
            file: file,
            original: bytes,
            originalRecord: nil,
            bytes: bytes,
            record: nil
        )
    }

    private func hostFile(_ host: any HostIntegration) throws -> AbsolutePath {
        switch scope {
        case .user:
            return try HostFiles.resolveUserFile(host.userFile(environment.hostPlaces))
        case .project(let project):
            guard let relative = host.projectFile else {
                throw KitError.usage("\(host.displayName) has no file for projects")
            }
            return try HostFiles.resolveProjectFile(relative, project: project)
        }
    }
}
