public import PackageModel
public import Paths
public import Resolution

/// What the closure of is wanted, for which machines and under which rules.
public struct PythonRequest: Sendable {
    /// What was asked for: the server first, then what is to be with it.
    public var roots: [PythonRequirement]
    /// The Python that it is locked for; also runs inside the resolver to tell its version.
    public var python: PythonInterpreter
    /// The machines.
    public var platforms: [PlatformName]
    /// Which files count as there.
    public var policy: PyPIPolicy
    /// Versions that stay where they can, such as those that the lock has.
    public var preferred: [PythonPackageName: PythonVersion] = [:]
    /// Wheels that were built here; each takes the place of its version in the index.
    public var extraWheels: [AbsolutePath] = []

    /// How new a system may be asked for, where that is more than a lock usually counts on.
    public var levels: [PlatformName: PythonTarget.SystemLevel] = [:]

    /// Takes what every resolution has.
    public init(
        roots: [PythonRequirement],
        python: PythonInterpreter,
        platforms: [PlatformName],
        policy: PyPIPolicy = PyPIPolicy()
    ) {
        self.roots = roots
        self.python = python
        self.platforms = platforms
        self.policy = policy
    }
}

/// A Python that packages can be locked for.
public struct PythonInterpreter: Sendable, Equatable {
    /// The program.
    public let executable: AbsolutePath
    /// Its version, as precise as it is known; at least two numbers.
    public let version: PythonVersion
    /// Directories that it has to read to run.
    public let readable: [AbsolutePath]

    /// Takes the facts.
    public init(executable: AbsolutePath, version: PythonVersion, readable: [AbsolutePath]) {
        self.executable = executable
        self.version = version
        self.readable = readable
    }

    /// The first in order of preference that a project's condition on Python admits; nil when none does.
    ///
    /// A condition that cannot be read is none.
    public static func first(of candidates: [PythonInterpreter], admittedBy condition: String?)
        -> PythonInterpreter?
    {
        guard let condition, let range = try? PythonSpecifierSet(parsing: condition) else {
            return candidates.first
        }
        return candidates.first { range.contains($0.version, prereleases: true) }
    }
}

/// Every package that has to be there, pinned to one file for each machine.
public struct PythonClosure: Sendable, Equatable {
    /// A better version that was not taken because of its age.
    public struct PassedOver: Sendable, Equatable {
        /// The package.
        public let name: PythonPackageName
        /// The version that was taken.
        public let chosen: PythonVersion
        /// The newest that was not, and why.
        public let withheld: Withheld
    }

    /// The artifacts; one that serves every machine of the request names none.
    ///
    /// `requires` holds what it needs on any of its machines, so that a name in it may be missing on one.
    public let packages: [LockedPackage]
    /// The files of the index behind the artifacts, by digest; nothing for wheels that were built here.
    public let files: [PyPIFile]
    /// Newer versions that were passed over, ordered by name.
    public let passedOver: [PassedOver]
    /// Sentences on what was passed over, and on what speaks against what was taken.
    public let notes: [String]
    /// The versions of Python that the first root is for, as written.
    public let requiresPython: String?
}
