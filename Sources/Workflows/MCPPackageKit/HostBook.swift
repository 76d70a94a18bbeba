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

    /// One host file: its state as it was, as it will be, and what was wanted of it.
    fileprivate struct Page {
        let file: HostFile
        let original: HostFileState
        var state: HostFileState
        var intents: [JSON] = []
        var removableDirectories: [AbsolutePath] = []
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
            let file = HostFile(host: host, path: try AbsolutePath(parsing: text))
            let state = try file.state(record: HostFileRecord(json: record))
            pages[name] = Page(file: file, original: state, state: state)
        }
    }

    /// Ids of hosts that have an entry of this instance.
    func hosts(of id: InstanceID) -> [String] {
        pages.filter { $0.value.state.record?.value(of: id.description) != nil }.keys.sorted()
    }

    /// All host files of this scope that hold an entry of ours.
    var files: [AbsolutePath] {
        pages.values.filter { $0.state.record != nil }.map(\.file.path).sorted()
    }

    /// Adds or renews an entry.
    /// - Returns: Whether anything changed.
    mutating func link(_ id: InstanceID, _ target: LinkTarget, host name: String) throws -> Bool {
        var page = try page(name)
        let entry = try entry(id, target, page.file.host)
        let change = try HostEdit.link(id, entry, in: page.file, from: page.state)
        guard change.isChanged else { return false }
        page.apply(change)
        page.intents.append(["link": .string(id.description), "entry": HostRebase.encode(entry)])
        pages[name] = page
        return true
    }

    /// Takes an entry out.
    /// - Returns: Whether there was one of ours.
    mutating func unlink(_ id: InstanceID, host name: String) throws -> Bool {
        guard var page = pages[name], page.state.record?.value(of: id.description) != nil else {
            return false
        }
        let change = try HostEdit.unlink(id, in: page.file, from: page.state)
        if let notice = change.notice { environment.interaction.warn(notice) }
        page.apply(change)
        page.intents.append(["unlink": .string(id.description)])
        pages[name] = page
        return true
    }

    /// Entries found in a host's file, ours and others'.
    func entries(host name: String) throws -> (file: AbsolutePath, entries: [HostFileEntry]) {
        let page = try page(name)
        return (page.file.path, try HostEdit.entries(in: page.file, from: page.state))
    }

    /// Whether the entry of an instance stands in the file as it would be written now.
    func isIntact(_ id: InstanceID, _ target: LinkTarget, host name: String) throws -> Bool {
        let page = try page(name)
        let entry = try entry(id, target, page.file.host)
        return try HostEdit.compare(id, entry, in: page.file, from: page.state).isAsWritten
    }

    /// The steps that write every edited host file and the book itself.
    func changes() throws -> [Change] {
        var changes: [Change] = []
        for (name, page) in pages.sorted(by: { $0.key < $1.key }) where !page.intents.isEmpty {
            changes += try steps(name, page)
        }
        let path = environment.layout.hosts(in: scope)
        let bytes = bookBytes
        guard bytes != stored, !changes.isEmpty || stored != nil else { return changes }
        changes.append(.makeDirectory(path: path.parent))
        changes.append(.write(path: path, old: stored, new: bytes, mode: 0o600, rebase: nil))
        return changes
    }

    /// How an instance is spelled in this scope.
    private func entry(_ id: InstanceID, _ target: LinkTarget, _ host: any HostIntegration) throws
        -> HostEntry
    {
        switch (target, scope) {
        case (.remote(_, isPersonal: true), .project):
            throw PlaceError.personalValue(id: id.description)
        case (.remote(let endpoint, _), _): return .http(endpoint)
        case (.local, .user):
            return .user(id, program: environment.program, home: environment.givenHome)
        case (.local, .project): return .project(id, in: host)
        }
    }

    private func steps(_ name: String, _ page: Page) throws -> [Change] {
        let path = page.file.path
        let rebase: JSON = [
            "host": .string(name), "record": page.original.record?.json ?? .null,
            "intents": .array(page.intents),
        ]
        let mode = page.original.permissions ?? (scope == .user ? 0o600 : 0o644)
        guard let bytes = page.state.content else {
            guard let original = page.original.content else { return [] }
            let removal = Change.remove(path: path, old: original, mode: mode, rebase: rebase)
            return [removal] + page.removableDirectories.map { .removeEmptyDirectory(path: $0) }
        }
        guard bytes != page.original.content else { return [] }
        let write = Change.write(
            path: path,
            old: page.original.content,
            new: bytes,
            mode: mode,
            rebase: rebase
        )
        return page.original.missingDirectories.isEmpty
            ? [write]
            : [
                .makeDirectory(path: path.parent, mode: scope == .user ? 0o700 : 0o755), write,
            ]
    }

    private var bookBytes: [UInt8] {
        let kept = pages.filter { $0.value.state.record != nil }.sorted { $0.key < $1.key }
        let members = kept.map { name, page -> (String, JSON) in
            (
                name,
                [
                    "file": .string(page.file.path.description),
                    "record": page.state.record?.json ?? .null,
                ]
            )
        }
        return JSON.object(JSONObject(members)).bytes(.pretty(indent: 1)) + [0x0A]
    }

    private func page(_ name: String) throws -> Page {
        if let page = pages[name] { return page }
        guard let host = Builtins.host(name) else {
            throw PlaceError.unknownHost(name, known: Builtins.hosts.map(\.id))
        }
        let file =
            switch scope {
            case .user: try HostFile.user(host, in: environment.hostPlaces)
            case .project(let project): try HostFile.project(host, in: project)
            }
        let state = try file.state(record: nil)
        return Page(file: file, original: state, state: state)
    }
}

/// What a host entry leads to.
enum LinkTarget {
    /// `mcppkg run`, which starts what is installed.
    case local
    /// An endpoint, in the host's own HTTP form, and whether a value that this person chose is in it.
    case remote(RemoteEndpoint, isPersonal: Bool)
}

extension HostBook.Page {
    fileprivate mutating func apply(_ change: HostChange) {
        state = HostFileState(
            content: change.bytes,
            record: change.record,
            missingDirectories: state.missingDirectories,
            permissions: state.permissions
        )
        removableDirectories = change.removableDirectories
    }
}
