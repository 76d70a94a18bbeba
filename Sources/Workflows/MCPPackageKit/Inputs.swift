internal import Diagnostics
internal import Documents
public import PackageModel
internal import Store

/// Sets and shows the values that a server asks for; they stay on this machine.
public struct Inputs {
    /// One value that a server asks for.
    public struct Input: Sendable {
        /// What it is.
        public let declaration: InputDeclaration
        /// The values chosen; empty where none was.
        public let chosen: [String]
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// What an installed server asks for.
    public func list(_ id: InstanceID) throws -> [Input] {
        let instance = try requireInstance(id, environment, scope)
        let (plan, _, _) = try plan(instance)
        let values = try InputValues(json: instance.values)
        return plan.inputs.map { Input(declaration: $0, chosen: values.value(of: $0) ?? []) }
    }

    /// Sets values and renews how the server starts.
    public func set(_ id: InstanceID, _ pairs: [(name: String, value: String)]) throws -> [Input] {
        try environment.withLock { journal in
            let instance = try requireInstance(id, environment, scope)
            let (plan, contents, wanted) = try plan(instance)
            let gathering = ValueGathering(
                environment: environment,
                name: instance.current.name.description,
                plan: plan
            )
            let values = try gathering.adding(
                .init(inputs: pairs),
                to: InputValues(json: instance.values)
            )
            let start = try LaunchPreparation(environment: environment, scope: scope)
                .start(wanted, contents, plan, values)
            var installed = instance.current
            installed.values = values.json
            let steps = InstanceChanges(layout: environment.layout, scope: scope)
            var changes = try steps.activate(
                PreparedInstance(id: id, installed: installed, launch: start.record)
            )
            var book = try HostBook(environment: environment, scope: scope)
            for host in book.hosts(of: id) { _ = try book.link(id, start.target, host: host) }
            changes += try book.changes()
            if changes.contains(where: \.isReal) {
                let names = pairs.map(\.name).joined(separator: " ")
                let transaction = Transaction(
                    title: "input set \(id) \(names)",
                    scope: scope,
                    changes: changes
                )
                try environment.perform(transaction, in: journal)
            }
            return plan.inputs.map { Input(declaration: $0, chosen: values.value(of: $0) ?? []) }
        }
    }

    private func plan(_ instance: InstalledInstance) throws -> (
        ServerPlan, PrefixContents, WantedInstance
    ) {
        let contents = try PrefixContents(path: instance.current.prefix)
        let requirement = try LinkTargets(environment: environment, scope: scope)
            .requirement(instance.id, instance.current)
        guard let locked = try Lockfile(parsing: Array(instance.current.locked.utf8)).servers.first
        else {
            throw KitError.notInstalled(id: instance.id.description, scope: scope, known: [])
        }
        let wanted = WantedInstance(
            id: instance.id,
            requirement: requirement,
            locked: locked,
            document: contents.document,
            localFile: nil,
            given: .init()
        )
        return (
            try ServerPlan(contents: contents, locked: locked, requirement: requirement), contents,
            wanted
        )
    }
}
