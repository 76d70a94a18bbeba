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

    /// The Python for a package with such a condition.
    func python(
        for condition: String?,
        requirement: ServerRequirement,
        platforms: [PlatformName],
        previous: LockedServer?
    ) throws -> Choice {
        let range = try? condition.map { try VersionConstraint(parsing: $0) }
        let facts = try system(.python, range ?? nil)
        return Choice(
            facts: facts,
            pins: [],
            text: "python " + series(facts.version),
            notes: []
        )
    }

    /// The Node for packages with such a range.
    func node(
        for range: VersionConstraint?,
        requirement: ServerRequirement,
        platforms: [PlatformName],
        previous: LockedServer?
    ) throws -> Choice {
        let facts = try system(.node, range)
        return Choice(
            facts: facts,
            pins: [],
            text: range.map { "node \($0)" } ?? "node",
            notes: []
        )
    }

    /// The runtime that a lock names, on this machine.
    func installed(for locked: LockedServer, requirement: ServerRequirement) throws -> RuntimeFacts
    {
        let text = locked.runtime ?? ""
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let range = try words.count > 1 ? VersionConstraint(parsing: words[1]) : nil
        return try system(words.first == "node" ? .node : .python, range)
    }

    private func system(_ runtime: LaunchRuntime, _ range: VersionConstraint?) throws
        -> RuntimeFacts
    {
        let found = try RuntimeSearching(environment: environment).find(runtime, range)
        return RuntimeFacts(
            name: runtime == .python ? "cpython" : "node",
            version: found.version,
            executable: found.executable,
            roots: found.roots,
            digest: ""
        )
    }

    /// A closure of Python packages has files for one series, so the lock names it.
    private func series(_ version: String) -> String {
        "==" + version.split(separator: ".").prefix(2).joined(separator: ".") + ".*"
    }
}
