internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageFormats
public import PackageModel
public import Paths
internal import Store

/// Writes installed servers into host files, takes them out, and shows what is there.
public struct Link {
    /// One host as it is on this machine.
    public struct HostReport: Sendable {
        /// The host's id.
        public let host: String
        /// Its file in this scope.
        public let file: AbsolutePath
        /// Whether anything shows that the host is used here.
        public let isPresent: Bool
        /// Entries in the file, ours marked.
        public let entries: [(id: String, isOwned: Bool)]
        /// What is wrong with the file, if anything.
        public let problem: String?
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// Adds entries; hosts default to those of the manifest or the person's choice.
    public func link(ids: [InstanceID], hosts: [String]) throws -> ChangeReport {
        let state = try ScopeState(layout: environment.layout, scope: scope)
        let usual =
            hosts.isEmpty
            ? try HostChoice(environment: environment, scope: scope).usual(state.manifest) : []
        let named = hosts.isEmpty ? usual : hosts
        guard !named.isEmpty else { throw KitError.usage("no host was named; use `--host`") }
        for name in named where Builtins.host(name) == nil {
            throw PlaceError.unknownHost(name, known: Builtins.hosts.map(\.id))
        }
        return try edit(ids, title: "link", idle: "every entry was there already") {
            instance,
            book in
            if instance.history.isDisabled {
                guard ids.isEmpty else { throw KitError.switchedOff(id: instance.id) }
                return []
            }
            let target = try LinkTargets(environment: environment, scope: scope).target(
                instance.id,
                instance.current
            )
            return try named.filter { try book.link(instance.id, target, host: $0) }
        }
    }

    /// Takes entries out of the named hosts, or of all.
    public func unlink(ids: [InstanceID], hosts: [String]) throws -> ChangeReport {
        try edit(ids, title: "unlink", idle: "no entry was there") { instance, book in
            let named = hosts.isEmpty ? book.hosts(of: instance.id) : hosts
            for name in named where Builtins.host(name) == nil {
                throw PlaceError.unknownHost(name, known: Builtins.hosts.map(\.id))
            }
            return try named.filter { try book.unlink(instance.id, host: $0) }
        }
    }

    /// Takes a server out of its hosts and remembers them.
    public func disable(_ id: InstanceID) throws -> ChangeReport {
        try switched(id, title: "disable", idle: "`\(id)` is switched off already") {
            history,
            book in
            guard !history.isDisabled else { return [] }
            let hosts = book.hosts(of: id)
            for host in hosts { _ = try book.unlink(id, host: host) }
            history.isDisabled = true
            history.disabledHosts = hosts
            return hosts
        }
    }

    /// Puts a server back into the hosts that `disable` took it out of.
    public func enable(_ id: InstanceID) throws -> ChangeReport {
        let installed = try requireInstance(id, environment, scope)
        let target = try LinkTargets(environment: environment, scope: scope).target(
            id,
            installed.current
        )
        return try switched(id, title: "enable", idle: "`\(id)` is switched on already") {
            history,
            book in
            guard history.isDisabled else { return [] }
            let hosts = history.disabledHosts
            for host in hosts { _ = try book.link(id, target, host: host) }
            history.isDisabled = false
            history.disabledHosts = []
            return hosts
        }
    }

    /// Every host with its file and the entries in it.
    public func hosts() throws -> [HostReport] {
        let book = try HostBook(environment: environment, scope: scope)
        return Builtins.hosts.compactMap { host in
            let isPresent = (try? host.isPresent(in: environment.hostPlaces)) ?? false
            do {
                let found = try book.entries(host: host.id)
                return HostReport(
                    host: host.id,
                    file: found.file,
                    isPresent: isPresent,
                    entries: found.entries.map { ($0.id, $0.isOwned) },
                    problem: nil
                )
            } catch let error as any UserFacingError {
                guard let file = place(of: host) else { return nil }
                return HostReport(
                    host: host.id,
                    file: file,
                    isPresent: isPresent,
                    entries: [],
                    problem: error.reason
                )
            } catch {
                return nil
            }
        }
    }

    /// The file of a host in this scope; nil where it has none.
    private func place(of host: any HostIntegration) -> AbsolutePath? {
        switch scope {
        case .user: host.userPlace(in: environment.hostPlaces).file
        case .project(let project): host.format.projectFile.map { project.appending($0) }
        }
    }

    private func edit(
        _ ids: [InstanceID],
        title: String,
        idle: String,
        _ change: (InstalledInstance, inout HostBook) throws -> [String]
    ) throws -> ChangeReport {
        try environment.withLock { journal in
            var book = try HostBook(environment: environment, scope: scope)
            let instances =
                ids.isEmpty
                ? try Instances(layout: environment.layout).all(in: scope)
                : try ids.map { try requireInstance($0, environment, scope) }
            var servers: [ChangeReport.Server] = []
            for instance in instances {
                var server = report(instance, title + "ed")
                server.hosts = try change(instance, &book)
                server.isChanged = !server.hosts.isEmpty
                servers.append(server)
            }
            try commit(title, instances, try book.changes(), journal)
            return ChangeReport(servers: servers, idle: idle)
        }
    }

    private func switched(
        _ id: InstanceID,
        title: String,
        idle: String,
        _ change: (inout InstanceHistory, inout HostBook) throws -> [String]
    ) throws -> ChangeReport {
        try environment.withLock { journal in
            let instance = try requireInstance(id, environment, scope)
            var book = try HostBook(environment: environment, scope: scope)
            var history = instance.history
            var server = report(instance, title + "d")
            server.hosts = try change(&history, &book)
            server.isChanged = history != instance.history
            if server.isChanged {
                let steps = InstanceChanges(layout: environment.layout, scope: scope)
                let changes = try book.changes() + steps.rewrite(history, of: id)
                try commit(title, [instance], changes, journal)
            }
            return ChangeReport(servers: [server], idle: idle)
        }
    }

    private func commit(
        _ title: String,
        _ instances: [InstalledInstance],
        _ changes: [Change],
        _ journal: Journal
    )
        throws
    {
        guard changes.contains(where: \.isReal) else { return }
        let words = ([title] + instances.map(\.id.description)).joined(separator: " ")
        try environment.perform(
            Transaction(title: words, scope: scope, changes: changes),
            in: journal
        )
    }

    private func report(_ instance: InstalledInstance, _ action: String) -> ChangeReport.Server {
        let current = instance.current
        var server = ChangeReport.Server(
            id: instance.id,
            name: current.name,
            version: current.version,
            isChanged: false,
            action: action
        )
        server.prefix = current.prefix
        server.verified = current.verified
        return server
    }
}

/// What hosts are linked to for an installed version.
struct LinkTargets {
    let environment: Environment
    let scope: Scope

    /// `mcppkg run`, or the endpoint of a remote server with this person's values.
    func target(_ id: InstanceID, _ installed: InstalledVersion) throws -> LinkTarget {
        guard installed.isRemote else { return .local }
        let contents = try PrefixContents(path: installed.prefix)
        guard let locked = try Lockfile(parsing: Array(installed.locked.utf8)).servers.first else {
            return .local
        }
        let requirement = try requirement(id, installed)
        let plan = try ServerPlan(contents: contents, locked: locked, requirement: requirement)
        let wanted = WantedInstance(
            id: id,
            requirement: requirement,
            locked: locked,
            document: contents.document,
            localFile: nil,
            given: .init()
        )
        let values = try InputValues(json: installed.values)
        return try LaunchPreparation(environment: environment, scope: scope)
            .start(wanted, contents, plan, values).target
    }

    /// The manifest's entry as it was when this version was installed.
    func requirement(_ id: InstanceID, _ installed: InstalledVersion) throws -> ServerRequirement {
        let manifest = try Manifest(json: [
            "servers": .object(JSONObject([(id.description, installed.requirement)]))
        ])
        guard let requirement = manifest.server(id) else {
            throw KitError.notInstalled(id: id.description, scope: scope, known: [])
        }
        return requirement
    }
}
