internal import Cryptography
public import Diagnostics
public import PackageModel
internal import Paths
internal import Store

/// Says what a command line that fetches a server would run today, and what the lock holds instead.
///
/// Read-only: nothing of the command line is started, and nothing is written.
public struct CommandLineScan {
    /// What an ecosystem knows of one package beside what a lock keeps.
    public struct Fact: Sendable, Equatable {
        /// The package.
        public let name: String
        /// Its version.
        public let version: String
        /// When that was published; nil where the index does not say.
        public let publishedAt: Instant?
        /// What it would run while it is installed; nil where nothing.
        public let script: String?

        /// Takes what is known.
        public init(name: String, version: String, publishedAt: Instant?, script: String?) {
            self.name = name
            self.version = version
            self.publishedAt = publishedAt
            self.script = script
        }
    }

    /// What the ecosystem would choose at this moment, without cooldown and without lock.
    public struct Answer: Sendable {
        /// The server as a lock would have it, with its closure for this machine's platform at least.
        public let server: LockedServer
        /// What is known of its packages beyond that.
        public let facts: [Fact]

        /// Takes both.
        public init(server: LockedServer, facts: [Fact] = []) {
            self.server = server
            self.facts = facts
        }
    }

    /// Asks the ecosystem within a time; nil where it has no answer.
    public typealias Resolve = @Sendable (CommandLineSource, Duration) throws -> Answer?

    private let environment: Environment
    private let scope: Scope
    private let resolve: Resolve

    /// Compares with one scope and the person's own; asks the configured registries unless told whom to ask.
    public init(environment: Environment, scope: Scope, resolve: Resolve? = nil) {
        self.environment = environment
        self.scope = scope
        self.resolve = resolve ?? registryAnswer(environment)
    }

    /// - Throws: `ModelError.notA` for a command line that cannot be read, and why a lock cannot be.
    public func run(_ words: [String]) throws -> Report {
        let line = try CommandLineSource(parsing: words)
        let platform = environment.platform.description
        let holders = try holders(of: line)
        switch ask(line) {
        case .failure(let silence):
            return Report(
                line: line,
                today: nil,
                unanswered: silence.why,
                holders: holders.map { Holder($0, differences: nil) }
            )
        case .success(let answer):
            let today = try ClosureGraph(server: answer.server, platform: platform)
            let compared = try holders.map { found in
                let locked = try ClosureGraph(server: found.server, platform: platform)
                return Holder(found, differences: Self.differences(from: locked, to: today))
            }
            return Report(
                line: line,
                today: Today(answer, today, line, tooYoung: try tooYoung(answer.facts)),
                unanswered: nil,
                holders: compared
            )
        }
    }

    private func ask(_ line: CommandLineSource) -> Result<Answer, Silence> {
        guard !environment.isOffline else {
            return .failure(Silence(why: "no network may be used"))
        }
        if case .directory = line.source {
            return .failure(Silence(why: "a directory is what it holds at the moment"))
        }
        let patience = Duration.seconds(ReportLimits.scanPatience)
        let resolve = resolve
        return answer(within: patience) { try resolve(line, patience) }
    }

    private func tooYoung(_ facts: [Fact]) throws -> [Fact] {
        let manifest = try ScopeState(layout: environment.layout, scope: scope).manifest
        let cooldown = max(manifest.cooldown ?? .none, environment.settings.cooldown)
        let now = environment.now()
        return facts.filter { fact in
            guard let publishedAt = fact.publishedAt else { return false }
            return publishedAt.advanced(bySeconds: cooldown.seconds) > now
        }
    }

    private static func differences(from locked: ClosureGraph, to today: ClosureGraph)
        -> [Difference]
    {
        let before = locked.versions
        let after = today.versions
        return Set(before.keys).union(after.keys).sorted()
            .filter { before[$0] != after[$0] }
            .map { Difference(name: $0, locked: before[$0], today: after[$0]) }
    }

    /// Servers of the same package in this scope and in the person's own.
    private func holders(of line: CommandLineSource) throws -> [FoundHolder] {
        guard let identity = PackageIdentity(line.source) else { return [] }
        var found: [FoundHolder] = []
        for place in scope == .user ? [.user] : [scope, .user] {
            let installed = try installed(in: place)
            let locked = try ScopeState(layout: environment.layout, scope: place).lock
            let ids = Set(installed.keys).union(locked.servers.map(\.id)).sorted()
            for id in ids {
                guard let server = locked[id] ?? installed[id], server.isOf(identity) else {
                    continue
                }
                found.append(
                    FoundHolder(
                        server: server,
                        scope: place,
                        isLocked: locked[id] != nil,
                        isInstalled: installed[id] != nil
                    )
                )
            }
        }
        return found
    }

    private func installed(in scope: Scope) throws -> [InstanceID: LockedServer] {
        var servers: [InstanceID: LockedServer] = [:]
        for instance in try Instances(layout: environment.layout).all(in: scope) {
            let text = Array(instance.current.locked.utf8)
            servers[instance.id] = try Lockfile(parsing: text).servers.first
        }
        return servers
    }
}

/// A server that is the package of the command line.
struct FoundHolder {
    let server: LockedServer
    let scope: Scope
    let isLocked: Bool
    let isInstalled: Bool
}

extension LockedServer {
    /// Whether this server is that package: by its source, or as one that nothing else in its closure needs.
    fileprivate func isOf(_ identity: PackageIdentity) -> Bool {
        if let own = PackageIdentity(locked: self) { return own == identity }
        let needed = Set(packages.flatMap(\.requires).map { normalized($0, identity.type) })
        return packages.contains { package in
            guard let name = package.name, package.type == identity.type else { return false }
            let other = normalized(name, package.type)
            return other == identity.name && !needed.contains(other)
        }
    }
}

extension ClosureGraph {
    /// The versions of each package but runtimes, as one text.
    fileprivate var versions: [String: String] {
        let packages = nodes.filter { !$0.isRuntime }
        return Dictionary(grouping: packages) { normalized($0.name, $0.package.type) }
            .mapValues { Set($0.map(\.shownVersion)).sorted().joined(separator: ", ") }
    }

    /// How many packages there are, each version once, without runtimes.
    var packageCount: Int {
        Set(nodes.filter { !$0.isRuntime }.map { [$0.name, $0.version] }).count
    }
}

extension ClosureGraph.Node {
    /// The version; an image's own name says little without its digest.
    fileprivate var shownVersion: String {
        guard package.type == "oci" else { return version }
        return (version.isEmpty ? "" : version + " ") + "sha256:" + package.sha256.short
    }
}
