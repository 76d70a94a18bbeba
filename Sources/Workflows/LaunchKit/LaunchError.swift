public import Diagnostics
public import Filesystem
public import Launcher
public import PackageModel
public import Paths
public import Processes

/// Why the start-up program did not do what it was asked.
public enum LaunchError: UserFacingError, Equatable {
    /// Arguments that `run` does not have, or too few of them.
    case usage(what: String, remedy: String?)
    /// Somebody typed `run` at a terminal.
    case onTerminal
    /// Neither HOME nor MCPPKG_HOME nor `--home` says where things are.
    case noHome
    /// `--project` where no directory upward has a manifest.
    case noProject(from: AbsolutePath)
    /// `--project-dir` with a directory that is not there.
    case noDirectory(String)
    /// No such instance in this scope.
    case unknownInstance(id: String, scope: String, hint: String?)
    /// A server that hosts reach by its address, so that there is nothing to start.
    case remote(id: String)
    /// A file of the instance is not what an installation writes.
    case damaged(path: AbsolutePath, why: String, scope: String)
    /// The program that does everything else is not where it belongs.
    case noFullProgram(String)
    /// The seal, the runtime or the start.
    case launcher(LauncherError)
    /// The file system refused.
    case file(FilesystemError)
    /// A text that is no name or path of the expected kind.
    case model(ModelError)
    case path(PathError)
    /// The full program could not be started.
    case process(ProcessError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .usage: "usage.arguments"
        case .onTerminal: "run.terminal"
        case .noHome: "environment.no-home"
        case .noProject: "scope.no-project"
        case .noDirectory: "scope.no-directory"
        case .unknownInstance: "instance.unknown"
        case .remote: "instance.remote"
        case .damaged: "instance.damaged"
        case .noFullProgram: "program.incomplete"
        default: cause?.code ?? "internal.unexpected"
        }
    }

    /// What a person typed is usage; what is not there is not found; damage is verification.
    public var category: ErrorCategory {
        switch self {
        case .usage, .onTerminal, .remote: .usage
        case .noHome: .environment
        case .noProject, .noDirectory, .unknownInstance: .notFound
        case .damaged: .verification
        case .noFullProgram: .internal
        default: cause?.category ?? .internal
        }
    }

    /// Names the thing.
    public var reason: String {
        switch self {
        case .usage(let what, _): what
        case .onTerminal: "`mcppkg run` is what hosts start; it speaks MCP, not with people"
        case .noHome: "neither HOME nor MCPPKG_HOME says where installed servers are"
        case .noProject(let directory):
            "no `mcppkg.json` in `\(printable(directory.description))` or above it"
        case .noDirectory(let path): "there is no directory `\(printable(path))`"
        case .unknownInstance(let id, let scope, _):
            "no server `\(printable(id))` is installed in \(printable(scope))"
        case .remote(let id):
            "`\(printable(id))` is a remote server, which hosts reach by its address"
        case .damaged(let path, let why, _): "`\(printable(path.description))` \(why)"
        case .noFullProgram(let path): "`\(printable(path))` is missing from this installation"
        default: cause?.reason ?? "something unexpected happened"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .usage(_, let remedy): remedy
        case .onTerminal: "run `mcppkg list` to see what is installed"
        case .noHome: "set HOME, or give `--home DIR`"
        case .noProject: "run `mcppkg init` in the project, or use `--user`"
        case .noDirectory: "give an existing directory to `--project-dir`"
        case .unknownInstance(_, _, let hint): hint
        case .remote(let id): "run `mcppkg link \(id)` to write its address into hosts"
        case .damaged(_, _, let scope): "run `mcppkg sync --\(scope)` to write it again"
        case .noFullProgram: "install mcppkg again"
        default: cause?.remedy
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        switch self {
        case .launcher(let error): error
        case .file(let error): error
        case .model(let error): error
        case .path(let error): error
        case .process(let error): error
        default: nil
        }
    }
}
