public import Diagnostics
internal import Documents
public import Filesystem
public import Paths

/// Why a host's file is not read or edited; it is left as it was.
public enum HostError: UserFacingError, Equatable {
    /// The file is not the JSON that its host reads.
    case malformed(file: AbsolutePath, what: String, line: Int, column: Int)
    /// The file is larger than any that a host writes.
    case tooLarge(file: AbsolutePath, limit: ByteCount)
    /// An entry of that name is there that mcppkg did not write.
    case entryNotOurs(id: String, file: AbsolutePath)
    /// The host has no form for servers that are reached over HTTP.
    case noRemote(id: String, host: String)
    /// The host has no file in a project.
    case noProjectFile(host: String)
    /// A file of a project is, or lies behind, a link that leaves the project.
    case linkOutOfProject(path: AbsolutePath, target: AbsolutePath)
    /// Something else stands where a `file` or `directory` should be.
    case wrongKind(AbsolutePath, expected: String)
    /// What was noted of earlier edits cannot be read.
    case badRecord(why: String)
    /// The file system refused.
    case filesystem(FilesystemError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "hosts.malformed-file"
        case .tooLarge: "hosts.file-too-large"
        case .entryNotOurs: "hosts.entry-not-ours"
        case .noRemote: "hosts.no-remote"
        case .noProjectFile: "hosts.no-project-file"
        case .linkOutOfProject: "hosts.link-out-of-project"
        case .wrongKind: "hosts.wrong-kind"
        case .badRecord: "hosts.bad-record"
        case .filesystem(let error): error.code
        }
    }

    /// A person's file is `file` whatever is wrong with it; the rest as the contract says.
    public var category: ErrorCategory {
        switch self {
        case .malformed, .tooLarge, .linkOutOfProject, .wrongKind, .filesystem: .file
        case .entryNotOurs: .conflict
        case .noRemote: .environment
        case .noProjectFile: .usage
        case .badRecord: .internal
        }
    }

    /// Names the file and the rule.
    public var reason: String {
        switch self {
        case .malformed(let file, let what, let line, let column):
            "\(quoted(file)) is malformed at line \(line), column \(column): \(what)"
        case .tooLarge(let file, let limit): "\(quoted(file)) is larger than \(limit)"
        case .entryNotOurs(let id, let file):
            "\(quoted(file)) has an entry `\(printable(id))` that mcppkg did not write"
        case .noRemote(let id, let host):
            "\(host) has no entry for a remote server in its file, so `\(printable(id))` cannot be linked"
        case .noProjectFile(let host): "\(host) has no file in a project"
        case .linkOutOfProject(let path, let target):
            "\(quoted(path)) leads out of the project, to \(quoted(target))"
        case .wrongKind(let path, let expected): "\(quoted(path)) is not a \(expected)"
        case .badRecord(let why):
            "the record of edits to a host file is malformed: \(printable(why))"
        case .filesystem(let error): error.reason
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .malformed(let file, _, let line, _):
            "mend line \(line) of \(quoted(file)), then run the command again"
        case .entryNotOurs(let id, let file):
            "remove `\(printable(id))` from \(quoted(file)), or choose another id with `--as`"
        case .noProjectFile: "run the command with `--user`"
        case .linkOutOfProject(let path, _): "replace the link \(quoted(path)) by a file"
        case .filesystem(let error): error.remedy
        default: nil
        }
    }

    /// What the file system said.
    public var cause: (any UserFacingError)? {
        if case .filesystem(let error) = self { return error }
        return nil
    }

    private func quoted(_ path: AbsolutePath) -> String { "`\(printable(path.description))`" }
}

extension HostError {
    /// A fault of the document, said of the file it stands in.
    init(_ error: JSONError, in file: AbsolutePath) {
        switch error {
        case .malformed(let what, let line, let column):
            self = .malformed(file: file, what: what, line: line, column: column)
        case .notAnObject:
            self = .malformed(file: file, what: error.reason, line: 1, column: 1)
        }
    }
}
