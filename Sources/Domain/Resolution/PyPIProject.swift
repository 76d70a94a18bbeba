public import Cryptography
public import Diagnostics
public import PackageModel

/// What an index says of one project: its files, and whether they may be had at all.
public struct PyPIProject: Sendable, Equatable {
    /// What the index says of the project as a whole.
    ///
    /// Source: PEP 792.
    public enum Status: String, Sendable {
        case active
        case archived
        case quarantined
        case deprecated
    }

    /// A file that is listed and cannot be used, with the rule that it breaks.
    public struct Unusable: Sendable, Equatable {
        /// The name, as listed.
        public let filename: String
        /// Which rule.
        public let why: String

        /// Takes both.
        public init(filename: String, why: String) {
            self.filename = filename
            self.why = why
        }
    }

    /// The name that was asked for.
    public let name: PythonPackageName
    /// Wheels and source distributions, in the order of the page, each name once.
    public let files: [PyPIFile]
    /// What is listed beside them; kinds of files that no resolver takes are left out.
    public let unusable: [Unusable]
    /// Active where the index says nothing.
    public let status: Status
    /// Why it has that status, in the index's words.
    public let statusReason: String?
    /// What a person may want to know of the page, such as a version of the format that is newer than this program.
    public let notes: [String]

    /// Takes the facts.
    public init(
        name: PythonPackageName,
        files: [PyPIFile],
        unusable: [Unusable] = [],
        status: Status = .active,
        statusReason: String? = nil,
        notes: [String] = []
    ) {
        self.name = name
        self.files = files
        self.unusable = unusable
        self.status = status
        self.statusReason = statusReason
        self.notes = notes
    }

    /// What the files of one version demand of Python, as the index tells; nil where it tells nothing.
    public func requiresPython(of version: PythonVersion) -> String? {
        files.lazy.filter { $0.version == version }.compactMap(\.requiresPython).first
    }
}

/// One file of a project.
public struct PyPIFile: Sendable, Equatable {
    /// Which kind of distribution it is.
    public enum Kind: Sendable, Equatable {
        case wheel(WheelFileName)
        case source(PythonVersion)
    }

    /// Whether the file's metadata is beside it.
    ///
    /// Source: PEP 658 and 714.
    public enum Metadata: Sendable, Equatable {
        case absent
        case present(Digest?)
    }

    /// The name, without directories.
    public let filename: String
    /// The address, whose rules have been checked: https, or this machine where the index is on it.
    public let url: String
    /// What the bytes must hash to; nil where the index does not say, and then it is never offered.
    public let sha256: Digest?
    /// Length in bytes, where the index says it.
    public let size: Int?
    /// When it was uploaded, where the index says it in a form that can be read.
    public let uploadTime: Instant?
    /// The versions of Python that it is for, as written.
    public let requiresPython: String?
    /// Why it was taken back, perhaps without words; nil when it was not.
    public let yanked: String?
    /// Whether its metadata can be had alone.
    public let metadata: Metadata
    /// Wheel or source.
    public let kind: Kind

    /// Takes the facts.
    public init(
        filename: String,
        url: String,
        sha256: Digest?,
        kind: Kind,
        size: Int? = nil,
        uploadTime: Instant? = nil,
        requiresPython: String? = nil,
        yanked: String? = nil,
        metadata: Metadata = .absent
    ) {
        self.filename = filename
        self.url = url
        self.sha256 = sha256
        self.kind = kind
        self.size = size
        self.uploadTime = uploadTime
        self.requiresPython = requiresPython
        self.yanked = yanked
        self.metadata = metadata
    }

    /// The version of the project.
    public var version: PythonVersion {
        switch kind {
        case .wheel(let name): name.version
        case .source(let version): version
        }
    }

    /// The parsed name, when it is a wheel.
    public var wheel: WheelFileName? {
        if case .wheel(let name) = kind { return name }
        return nil
    }

    /// Whether it is for this Python; a condition that cannot be read is none.
    public func admits(python: PythonVersion) -> Bool {
        guard let requiresPython, let range = try? PythonSpecifierSet(parsing: requiresPython)
        else { return true }
        return range.contains(python, prereleases: true)
    }
}
