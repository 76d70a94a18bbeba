public import Diagnostics
public import Filesystem
public import PackageModel
public import Paths
public import Processes
public import Resolution
public import Transport

/// Why the closure of a Python package could not be made.
public enum PythonResolutionError: UserFacingError {
    /// The index failed, or refused; the error is the index's own.
    case index(any UserFacingError)
    /// A project that is needed may not be taken.
    case choice(PyPIChoiceError)
    /// The index does not know a project that is needed.
    case unknownProject(PythonPackageName, index: String)
    /// A requirement that cannot be resolved here, such as one with an address.
    case refusedRequirement(PythonRequirement, why: String)
    /// A Python, or a platform, that nothing can be resolved for.
    case target(ModelError)
    /// No versions fit together; `why` in the resolver's words.
    case conflict(platform: PlatformName, why: String)
    /// No versions fit together without those that policy withholds; each in a clause of its own.
    case withheld(platform: PlatformName, clauses: [String], why: String)
    /// Packages that have no wheel and would have to be built, which runs their code.
    case needsBuild([PythonPackageName], platform: PlatformName)
    /// A version was chosen that has no wheel for a platform.
    case noWheel(PythonPackageName, PythonVersion, platform: PlatformName)
    /// A wheel without readable metadata.
    case badWheel(filename: String, why: String)
    /// The resolver itself failed.
    case failed(program: AbsolutePath, why: String)
    /// The resolver was not done in time.
    case timedOut(program: AbsolutePath)
    /// The person or the program gave up.
    case cancelled
    /// The resolver could not be started.
    case process(ProcessError)
    /// No port could be opened for the resolver.
    case transport(TransportError)
    /// A file of the resolution could not be read or written.
    case file(FilesystemError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .unknownProject: "python.unknown-project"
        case .refusedRequirement: "python.refused-requirement"
        case .conflict: "python.conflict"
        case .withheld: "python.withheld"
        case .needsBuild: "python.needs-build"
        case .noWheel: "python.no-wheel"
        case .badWheel: "python.bad-wheel"
        case .failed: "python.resolver-failed"
        case .timedOut: "python.resolver-timed-out"
        case .cancelled: "network.cancelled"
        default: cause?.code ?? "python.resolver-failed"
        }
    }

    /// What does not fit together is a conflict; what a person could allow is a matter of consent.
    public var category: ErrorCategory {
        switch self {
        case .unknownProject: .notFound
        case .refusedRequirement: .environment
        case .conflict: .conflict
        case .withheld, .needsBuild: .consent
        case .noWheel: .environment
        case .badWheel: .verification
        case .failed, .timedOut: .start
        case .cancelled: .network
        default: cause?.category ?? .internal
        }
    }

    /// Names the packages and what stood in the way.
    public var reason: String {
        switch self {
        case .unknownProject(let name, let index):
            "`\(name)` is needed and not in the index `\(printable(index))`"
        case .refusedRequirement(let requirement, let why):
            "`\(requirement)` cannot be resolved: \(printable(why))"
        case .conflict(let platform, let why):
            "no versions fit together for \(platform): \(printable(why))"
        case .withheld(let platform, let clauses, let why):
            "no versions that may be taken fit together for \(platform): "
                + clauses.map(printable).joined(separator: "; ") + "; \(printable(why))"
        case .needsBuild(let names, let platform):
            "\(list(names)) \(names.count == 1 ? "has" : "have") no wheel for \(platform) and would have to be "
                + "built, which runs code of \(names.count == 1 ? "its" : "their") publisher"
        case .noWheel(let name, let version, let platform):
            "`\(name)` \(version) has no wheel for \(platform)"
        case .badWheel(let filename, let why):
            "the metadata of `\(printable(filename))` cannot be read: \(printable(why))"
        case .failed(let program, let why):
            "`\(printable(program.description))` failed: \(printable(why))"
        case .timedOut(let program):
            "`\(printable(program.description))` was not done in \(ResolverLimits.run.components.seconds) seconds"
        case .cancelled: "the resolution was cancelled"
        default: cause?.reason ?? "the resolution failed"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .needsBuild: accept.map { "--accept " + $0 }.joined(separator: " ") + " allows it"
        case .withheld: "wait, or name a withheld version exactly: `--with NAME==VERSION`"
        case .timedOut: "run the command again"
        default: cause?.remedy
        }
    }

    /// The failure underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .index(let error): error
        case .choice(let error): error
        case .target(let error): error
        case .process(let error): error
        case .transport(let error): error
        case .file(let error): error
        default: nil
        }
    }

    /// `build:NAME` for each package that would have to be built.
    public var accept: [String] {
        guard case .needsBuild(let names, _) = self else { return cause?.accept ?? [] }
        return names.map { "build:\($0)" }
    }
}

private func list(_ names: [PythonPackageName]) -> String {
    let shown = names.map { "`\($0)`" }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
}
