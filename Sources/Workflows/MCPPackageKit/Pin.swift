public import PackageModel
internal import Store

/// Holds a server at the version it has: the manifest then names exactly that one.
public struct Pin {
    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// Writes `=VERSION` into the manifest and the lock.
    public func run(_ id: InstanceID) throws -> ChangeReport {
        try environment.withLock { journal in
            let installed = try requireInstance(id, environment, scope)
            var state = try ScopeState(layout: environment.layout, scope: scope)
            let current = installed.current
            var server = ChangeReport.Server(
                id: id,
                name: current.name,
                version: current.version,
                isChanged: false,
                action: "pinned"
            )
            server.prefix = current.prefix
            server.verified = current.verified
            if case .registry(let name, let request) = state.manifest.server(id)?.source,
                !request.range.isExact
            {
                let exact = VersionRange.exactly(try VersionText(parsing: current.version))
                let source = SourceSpecification.registry(name, .range(exact))
                try state.setSource(source, for: id)
                var locked = state.lock[id]
                locked?.source = lockText(of: source)
                state.lock[id] = locked
                server.isChanged = true
                let transaction = Transaction(
                    title: "pin \(id)",
                    scope: scope,
                    changes: state.changes
                )
                try environment.perform(transaction, in: journal)
            }
            return ChangeReport(
                servers: [server],
                idle: "`\(id)` is held at \(current.version) already"
            )
        }
    }
}
