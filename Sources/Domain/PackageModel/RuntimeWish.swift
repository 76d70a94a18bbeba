/// Which program somebody wants, and which of its versions will do.
public struct RuntimeWish: Sendable {
    /// The program.
    public let kind: RuntimeKind
    /// The range in the words of whoever asks; nil where any will do.
    public let range: String?
    /// Whether a version will do.
    public let allows: @Sendable (RuntimeVersion) -> Bool

    /// A range as bundles and npm packages write it; nil where any version will do.
    public init(_ kind: RuntimeKind, _ range: VersionConstraint?) {
        self.kind = kind
        self.range = range?.description
        allows = { version in range?.allows(version) ?? true }
    }

    /// A condition on Python as packages write it; nil where any version will do.
    public init(python condition: PythonSpecifierSet?) {
        kind = .cpython
        range = condition?.description
        allows = { version in
            guard let condition else { return true }
            guard let parsed = try? PythonVersion(parsing: version.description) else {
                return false
            }
            return condition.contains(parsed, prereleases: true)
        }
    }

    /// The same wish for a version of one series alone, such as 3.12.
    public func within(major: Int, minor: Int) -> RuntimeWish {
        RuntimeWish(kind: kind, range: range) { [allows] version in
            version.major == major && version.minor == minor && allows(version)
        }
    }

    private init(
        kind: RuntimeKind,
        range: String?,
        allows: @escaping @Sendable (RuntimeVersion) -> Bool
    ) {
        self.kind = kind
        self.range = range
        self.allows = allows
    }

    /// `Python >=3.10`, for people.
    public var description: String {
        range.map { "\(kind.displayName) `\($0)`" } ?? kind.displayName
    }
}
