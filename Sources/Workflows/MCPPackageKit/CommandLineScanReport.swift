public import PackageModel

extension CommandLineScan {
    /// What was found.
    public struct Report: Sendable {
        /// The command line, taken apart.
        public let line: CommandLineSource
        /// What it would run today; nil where nobody answered.
        public let today: Today?
        /// Why nobody answered.
        public let unanswered: String?
        /// Servers that are the same package, pinned already.
        public let holders: [Holder]
    }

    /// What the command line would run today.
    public struct Today: Sendable {
        /// The version of the server's package.
        public let version: String
        /// Packages that it would fetch and run, that one included.
        public let packages: Int
        /// How many of them are chosen anew at each start.
        public let chosenAnew: Int
        /// Packages that would run something while they are installed.
        public let scripts: [Fact]
        /// Packages that are younger than the cooldown.
        public let young: [Fact]

        init(_ answer: Answer, _ graph: ClosureGraph, _ line: CommandLineSource, tooYoung: [Fact]) {
            version = answer.server.version
            packages = graph.packageCount
            // Naming a version pins the package itself and nothing that it needs.
            chosenAnew = line.isExact ? max(0, packages - 1) : packages
            scripts = answer.facts.filter { $0.script != nil }
            young = tooYoung
        }
    }

    /// A server that is the same package, locked or installed here.
    public struct Holder: Sendable {
        /// Its id.
        public let id: InstanceID
        /// `user` or `project`.
        public let scope: String
        /// The version that it holds.
        public let version: String
        /// Whether the lock has it.
        public let isLocked: Bool
        /// Whether it is installed.
        public let isInstalled: Bool
        /// What would run today that differs from what is held; nil where nobody answered.
        public let differences: [Difference]?

        init(_ found: FoundHolder, differences: [Difference]?) {
            id = found.server.id
            scope = found.scope.kind
            version = found.server.version
            isLocked = found.isLocked
            isInstalled = found.isInstalled
            self.differences = differences
        }
    }

    /// One package that differs.
    public struct Difference: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// The versions that are locked; nil where none is.
        public let locked: String?
        /// The versions of today; nil where none would run.
        public let today: String?

        /// Takes what is known.
        public init(name: String, locked: String?, today: String?) {
            self.name = name
            self.locked = locked
            self.today = today
        }
    }
}
