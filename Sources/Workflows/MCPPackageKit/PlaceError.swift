public import Diagnostics
internal import LaunchKit
public import Paths

/// A file, host, registry or revision that is not there or not what it should be.
public enum PlaceError: UserFacingError {
    /// `config.json` is malformed.
    case settings(path: AbsolutePath, why: String)
    /// A manifest that is no JSON.
    case manifestMalformed(path: AbsolutePath, why: String)
    /// A file named on the command line that is not there or not what it should be.
    case badFile(path: String, why: String)
    /// A file of a project that is a link, which may lead anywhere.
    case linkedFile(path: AbsolutePath)
    /// A file that would be written is there already.
    case fileExists(path: AbsolutePath)
    /// A host id that does not exist.
    case unknownHost(String, known: [String])
    /// A host file, manifest or lock in a directory that may not be written to.
    case notWritable(path: AbsolutePath, directory: AbsolutePath)
    /// An entry that would carry one person's values into a file of the project.
    case personalValue(id: String)
    /// A registry name that is not configured.
    case unknownRegistry(String, known: [String])
    /// An artifact on this machine named by a registry elsewhere.
    case artifactNotAllowed(url: String, registry: String)
    /// A revision that git cannot show.
    case badRevision(String, why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .settings: "settings.malformed"
        case .manifestMalformed: "manifest.malformed"
        case .badFile: "kit.bad-file"
        case .linkedFile: "file.linked"
        case .fileExists: "file.exists"
        case .unknownHost: "hosts.unknown"
        case .notWritable: "file.not-writable"
        case .personalValue: "hosts.personal-value"
        case .unknownRegistry: "registry.unknown"
        case .artifactNotAllowed: "registry.artifact-not-allowed"
        case .badRevision: "diff.bad-revision"
        }
    }

    /// One per exit status.
    public var category: ErrorCategory {
        switch self {
        case .settings, .manifestMalformed, .linkedFile, .fileExists, .notWritable: .file
        case .badFile, .unknownRegistry, .badRevision: .notFound
        case .unknownHost: .usage
        case .artifactNotAllowed: .network
        case .personalValue: .environment
        }
    }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .settings(let path, let why): "`\(path)` is malformed: \(why)"
        case .manifestMalformed(let path, let why): "`\(path)`: \(why)"
        case .badFile(let path, let why): "`\(printable(path))`: \(why)"
        case .linkedFile(let path): "`\(path)` is a link, and a project's files may not be"
        case .fileExists(let path): "`\(path)` is there already"
        case .unknownHost(let host, _): "there is no host `\(printable(host))`"
        case .notWritable(let path, let directory):
            "`\(path)` cannot be written: `\(directory)` is not writable"
        case .personalValue(let id):
            "the address of `\(printable(id))` holds values of your own, which do not belong in a file of the project"
        case .unknownRegistry(let name, _): "no registry is called `\(printable(name))`"
        case .artifactNotAllowed(let url, let registry):
            "the registry `\(printable(registry))` names an artifact that it may not: "
                + "`\(printable(url))`"
        case .badRevision(let revision, let why):
            "the revision `\(printable(revision))` cannot be shown: \(why)"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .settings(let path, _), .manifestMalformed(let path, _):
            "mend `\(path)` with an editor"
        case .linkedFile(let path): "put the file itself at `\(path)`"
        case .unknownHost(let host, let known):
            closest(to: host, among: known).map { "did you mean `\($0)`?" }
                ?? "known hosts: \(known.joined(separator: ", "))"
        case .notWritable(_, let directory): "give yourself access to `\(directory)`"
        case .personalValue: "install it with `--user` to link it into hosts"
        case .unknownRegistry(let name, let known):
            closest(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? "run `mcppkg registry list`"
        case .badFile, .fileExists, .artifactNotAllowed, .badRevision: nil
        }
    }
}
