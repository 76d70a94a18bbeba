public import Cryptography
public import Diagnostics
public import Filesystem
public import PackageModel
public import Transport

/// Why an index of Python packages could not be asked, or its answer not be used.
public enum PyPIError: UserFacingError, Equatable {
    /// The configured place is no index address.
    case badLocation(String)
    /// The index could not be reached, or broke a rule of the transport.
    case transport(TransportError)
    /// An index directory could not be read.
    case file(FilesystemError)
    /// The answer is not what the specification describes.
    case malformed(url: String, why: String)
    /// The index refused.
    case refused(url: String, status: Int)
    /// The page has a format of the future.
    case unsupported(url: String, version: String)
    /// The index does not know the project.
    case unknownProject(PythonPackageName, index: String)
    /// The answer is about another project than the one asked for.
    case wrongName(asked: PythonPackageName, answered: String)
    /// Bytes that are not those that the index describes.
    case digestMismatch(url: String, expected: Digest, actual: Digest)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .badLocation: "pypi.location"
        case .transport(let error): error.code
        case .file(let error): error.code
        case .malformed: "pypi.malformed"
        case .refused: "pypi.refused"
        case .unsupported: "pypi.unsupported"
        case .unknownProject: "pypi.unknown-project"
        case .wrongName: "pypi.wrong-name"
        case .digestMismatch: "pypi.digest-mismatch"
        }
    }

    /// Missing is not found, false bytes and names are a failed verification, the rest is the network's.
    public var category: ErrorCategory {
        switch self {
        case .badLocation: .usage
        case .transport(let error): error.category
        case .file(let error): error.category
        case .malformed, .refused, .unsupported: .network
        case .unknownProject: .notFound
        case .wrongName, .digestMismatch: .verification
        }
    }

    /// Names the project and what stood in the way.
    public var reason: String {
        switch self {
        case .badLocation(let text):
            "`\(printable(text))` is no index of Python packages: it is an https URL, http on a loopback "
                + "address, or a `file://` directory"
        case .transport(let error): error.reason
        case .file(let error): error.reason
        case .malformed(let url, let why):
            "the answer of `\(printable(url))` is malformed: \(printable(why))"
        case .refused(let url, let status): "`\(printable(url))` answered with status \(status)"
        case .unsupported(let url, let version):
            "`\(printable(url))` has format \(printable(version)), which this mcppkg does not read"
        case .unknownProject(let name, let index):
            "`\(name)` is not in the index `\(printable(index))`"
        case .wrongName(let asked, let answered):
            "asked for `\(asked)`, the index answered with `\(printable(answered))`"
        case .digestMismatch(let url, let expected, let actual):
            "the bytes of `\(printable(url))` have digest \(actual), the index says \(expected)"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .badLocation: "set MCPPKG_PYPI_INDEX to the URL of an index, which ends in `/simple/`"
        case .transport(let error): error.remedy
        case .file(let error): error.remedy
        case .malformed:
            "check that MCPPKG_PYPI_INDEX and your proxy lead to an index of Python packages"
        case .unsupported: "take a newer mcppkg"
        default: nil
        }
    }

    /// The failure underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .transport(let error): error
        case .file(let error): error
        default: nil
        }
    }
}
