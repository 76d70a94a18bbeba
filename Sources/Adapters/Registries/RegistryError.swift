public import Diagnostics
public import Filesystem
public import PackageModel
public import Transport

/// Why a registry could not be asked, or its answer not be used.
public enum RegistryError: UserFacingError, Equatable {
    /// The configured place is no registry address.
    case badLocation(String)
    /// A registry directory that is not there.
    case noDirectory(String)
    /// The registry could not be reached, or broke a rule of the transport.
    case transport(TransportError)
    /// The answer is not what the API describes.
    case malformed(url: String, why: String)
    /// The registry refused, with its own words where it gave any.
    case refused(url: String, status: Int, message: String?)
    /// The registry does not know the server.
    case unknownServer(ServerName, registry: String)
    /// The registry knows the server, but not this version.
    case unknownVersion(String, of: ServerName, registry: String)
    /// The answer is about another server than the one asked for.
    case wrongName(asked: ServerName, answered: String)
    /// More pages or entries than a real registry has.
    case tooMuch(url: String, what: String, limit: Int)
    /// A registry directory could not be read.
    case file(FilesystemError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .badLocation: "registry.location"
        case .noDirectory: "registry.no-directory"
        case .transport(let error): error.code
        case .malformed: "registry.malformed"
        case .refused: "registry.refused"
        case .unknownServer: "registry.unknown-server"
        case .unknownVersion: "registry.unknown-version"
        case .wrongName: "registry.wrong-name"
        case .tooMuch: "registry.too-much"
        case .file(let error): error.code
        }
    }

    /// Missing is not found, a false name is a failed verification, the rest is the network's.
    public var category: ErrorCategory {
        switch self {
        case .badLocation: .usage
        case .transport(let error): error.category
        case .noDirectory, .malformed, .refused, .tooMuch: .network
        case .unknownServer, .unknownVersion: .notFound
        case .wrongName: .verification
        case .file(let error): error.category
        }
    }

    /// Names the registry, the server and what is wrong.
    public var reason: String {
        switch self {
        case .badLocation(let text):
            "`\(printable(text))` is no registry: it is an https URL, http on a loopback address, or "
                + "a `file://` directory"
        case .noDirectory(let path): "there is no registry directory `\(printable(path))`"
        case .transport(let error): error.reason
        case .malformed(let url, let why):
            "the answer of `\(printable(url))` is malformed: \(printable(why))"
        case .refused(let url, let status, let message):
            "`\(printable(url))` answered with status \(status)"
                + (message.map { ": \(printable($0))" } ?? "")
        case .unknownServer(let name, let registry):
            "`\(name)` is not in the registry `\(printable(registry))`"
        case .unknownVersion(let version, let name, let registry):
            "`\(name)` has no version `\(printable(version))` in the registry `\(printable(registry))`"
        case .wrongName(let asked, let answered):
            "asked for `\(asked)`, the registry answered with `\(printable(answered))`"
        case .tooMuch(let url, let what, let limit):
            "`\(printable(url))` has more than \(limit) \(what)"
        case .file(let error): error.reason
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .badLocation, .noDirectory: "set MCPPKG_REGISTRY to the base URL of a registry"
        case .transport(let error): error.remedy
        case .malformed: "check that MCPPKG_REGISTRY and your proxy lead to an MCP registry"
        case .unknownServer(let name, _): "run `mcppkg search \(name.name)`"
        case .unknownVersion(_, let name, _): "run `mcppkg info \(name)` to see its versions"
        case .file(let error): error.remedy
        case .refused, .wrongName, .tooMuch: nil
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
