public import Diagnostics
public import PackageModel
public import Paths

/// Why a wheel is not installed, or a Python server not started.
public enum WheelError: UserFacingError {
    /// Its list of files does not agree with its files.
    case record(wheel: WheelFileName, path: String, why: String)
    /// A file that describes it is missing, malformed or contradicts its name.
    case metadata(wheel: WheelFileName, file: String, why: String)
    /// A command that it declares cannot be made.
    case command(wheel: WheelFileName, name: String, why: String)
    /// A file would go where it may not.
    case place(wheel: WheelFileName, path: String, why: String)
    /// Two wheels bring different things for one path.
    case conflict(path: String, first: WheelFileName, second: WheelFileName)
    /// Something real that this version of mcppkg, or the chosen Python, does not do.
    case unsupported(wheel: WheelFileName, what: String)
    /// The runtime cannot be written down.
    case runtime(why: String)
    /// A file of an unpacked wheel could not be read.
    case unreadable(path: RelativePath, because: any UserFacingError)
    /// Nothing says which command starts the server.
    case noCommand(package: PythonPackageName, asked: String?, candidates: [String])

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .record: "wheel.record"
        case .metadata: "wheel.metadata"
        case .command: "wheel.command"
        case .place: "wheel.place"
        case .conflict: "wheel.conflict"
        case .unsupported: "wheel.unsupported"
        case .runtime: "wheel.runtime"
        case .unreadable(_, let cause): cause.code
        case .noCommand: "wheel.no-command"
        }
    }

    /// What a wheel says of itself is verified; what is lacking here is environment; a command is found or not.
    public var category: ErrorCategory {
        switch self {
        case .record, .metadata, .command, .place, .conflict: .verification
        case .unsupported, .runtime: .environment
        case .unreadable(_, let cause): cause.category
        case .noCommand: .notFound
        }
    }

    /// Names the wheel, the file in it and the rule.
    public var reason: String {
        switch self {
        case .record(let wheel, let path, let why):
            "the wheel `\(wheel)` is not what its RECORD says: `\(printable(path))` \(why)"
        case .metadata(let wheel, let file, let why):
            "the wheel `\(wheel)` is refused: \(file) \(why)"
        case .command(let wheel, let name, let why):
            "the wheel `\(wheel)` declares the command `\(printable(name))`: \(why)"
        case .place(let wheel, let path, let why):
            "the wheel `\(wheel)` may not bring `\(printable(path))`: \(why)"
        case .conflict(let path, let first, let second):
            "the wheels `\(first)` and `\(second)` bring different files as `\(printable(path))`"
        case .unsupported(let wheel, let what): "the wheel `\(wheel)` cannot be used: \(what)"
        case .runtime(let why): "the Python runtime cannot be used: \(why)"
        case .unreadable(let path, let cause):
            "`\(printable(path.description))` of a wheel cannot be read: \(cause.reason)"
        case .noCommand(let package, let asked, let candidates):
            missingCommand(package, asked, candidates)
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .noCommand(_, _, let candidates):
            candidates.first.map { "name it with `--bin`, such as `--bin \(printable($0))`" }
        case .unreadable(_, let cause): cause.remedy
        default: nil
        }
    }

    /// What was underneath.
    public var cause: (any UserFacingError)? {
        if case .unreadable(_, let cause) = self { return cause }
        return nil
    }
}

private func missingCommand(_ package: PythonPackageName, _ asked: String?, _ candidates: [String])
    -> String
{
    let start =
        asked.map { "`\(package)` and what it needs have no command `\(printable($0))`" }
        ?? (candidates.isEmpty
            ? "`\(package)` has no command and no module that could be started"
            : "it is not clear which command starts `\(package)`")
    guard !candidates.isEmpty else { return start }
    let shown = candidates.prefix(12).map { "`\(printable($0))`" }.joined(separator: ", ")
    let more = candidates.count > 12 ? " and \(candidates.count - 12) more" : ""
    return start + "; there are \(shown)\(more)"
}
