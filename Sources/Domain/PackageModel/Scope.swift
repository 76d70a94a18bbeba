internal import Cryptography
public import Paths

/// Where an instance belongs: to the person, or to one project directory.
public enum Scope: Hashable, Sendable {
    /// The person's own servers.
    case user
    /// The servers of one project, known by the real path of its directory.
    case project(AbsolutePath)

    /// The directory name under `data/instances`: `user`, or 16 hex digits of the project path's SHA-256.
    public var directoryName: String {
        switch self {
        case .user: "user"
        case .project(let path): String(Digest(of: path.description.utf8).hex.prefix(16))
        }
    }

    /// `user` or `project`, as in JSON output.
    public var kind: String {
        switch self {
        case .user: "user"
        case .project: "project"
        }
    }
}
