internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Paths
internal import Store

/// The Python or Node that a closure is locked for and laid out for.
struct ClosureRuntimes {
    let environment: Environment
    let staging: Staging

    /// A runtime, with what the lock says of it.
    struct Choice {
        /// The program on this machine.
        let facts: RuntimeFacts
        /// What the lock pins; empty for a runtime of the machine.
        let pins: [LockedPackage]
        /// The lock's `runtime`.
        let text: String
        /// What a person should know.
        let notes: [String]
    }

    private var provider: RuntimeProvider { RuntimeProvider(environment: environment) }

    /// The Python for a package with such a condition.
    func python(
        for condition: String?,
        requirement: ServerRequirement,
        platforms: [PlatformName],
        previous: LockedServer?
    ) throws -> Choice {
        // A condition that cannot be read is none, as every installer has it.
        let specifiers = condition.flatMap { try? PythonSpecifierSet(parsing: $0) }
        return try choice(
            RuntimeWish(python: specifiers),
            .python,
            range: condition.flatMap { try? VersionConstraint(parsing: $0) },
            requirement,
            platforms,
            previous
        )
    }

    /// The Node for packages with such a range.
    func node(
        for range: VersionConstraint?,
        requirement: ServerRequirement,
        platforms: [PlatformName],
        previous: LockedServer?
    ) throws -> Choice {
        try choice(
            RuntimeWish(.node, range),
            .node,
            range: range,
            requirement,
            platforms,
            previous
        )
    }

    private func choice(
        _ wish: RuntimeWish,
        _ runtime: LaunchRuntime,
        range: VersionConstraint?,
        _ requirement: ServerRequirement,
        _ platforms: [PlatformName],
        _ previous: LockedServer?
    ) throws -> Choice {
        let choice = try provider.choose(
            wish,
            platforms: platforms,
            pinned: previous?.packages ?? [],
            fromMachine: requirement.usesSystemRuntime
        )
        let text = RuntimeRequirement(runtime, range: range, abi: choice.abi).description
        switch choice {
        case .machine(let found, let note):
            return Choice(facts: RuntimeFacts(found), pins: [], text: text, notes: [note])
        case .managed(let release, let pins):
            let own = environment.platform.description
            guard
                let pin = pins.first(where: { $0.platforms.contains(own) })
                    ?? release.locked(for: [environment.platform]).first
            else { throw ModelError.unsupported(what: "no \(wish.kind) for \(own)", remedy: nil) }
            let installed = try provider.install(pin, staging: staging)
            let note = "\(wish.kind.displayName) \(release.version) is managed and pinned"
            return Choice(facts: RuntimeFacts(installed), pins: pins, text: text, notes: [note])
        }
    }

    /// The runtime that a lock names, on this machine: what it pins, else one of the machine that will do.
    func installed(for locked: LockedServer) throws -> RuntimeFacts {
        let pins = locked.closure(for: environment.platform.description)
        if let pin = pins.first(where: { $0.runtimeKind != nil }) {
            return RuntimeFacts(try provider.install(pin, staging: staging))
        }
        let wanted = try RuntimeRequirement(parsing: locked.runtime ?? "")
        let wish = RuntimeWish(RuntimeKind(wanted.runtime), wanted.range)
        return RuntimeFacts(try provider.machine(narrowed(wish, wanted)))
    }

    /// A closure of Python packages has files for one series alone.
    private func narrowed(_ wish: RuntimeWish, _ wanted: RuntimeRequirement) -> RuntimeWish {
        guard wanted.runtime == .python, let abi = wanted.abi, abi.hasPrefix("cp3"),
            let minor = Int(abi.dropFirst(3).prefix { $0.isNumber })
        else { return wish }
        return wish.within(major: 3, minor: minor)
    }
}

extension RuntimeFacts {
    init(_ installed: InstalledRuntime) {
        self.init(
            name: installed.kind.rawValue,
            identity: installed.identity,
            roots: installed.roots,
            artifact: installed.managed?.artifact
        )
    }
}
