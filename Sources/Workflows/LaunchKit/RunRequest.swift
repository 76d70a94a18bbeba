internal import Diagnostics
public import PackageModel

/// What `mcppkg run` is asked to start.
public struct RunRequest: Hashable, Sendable {
    /// Where the instance belongs.
    public let choice: ScopeChoice
    /// Its name there.
    public let id: InstanceID
    /// Arguments after `--`, appended to the recorded ones.
    public let extraArguments: [String]

    /// Reads `[--user|--project|--project-dir DIR] ID [-- ARG…]`, global flags already taken out.
    /// - Throws: `LaunchError.usage`, with the flag that was probably meant.
    public init(parsing words: [String], passed: [String]?) throws(LaunchError) {
        var choices: [ScopeChoice] = []
        var names: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--user": choices.append(.user)
            case "--project": choices.append(.project)
            case "--project-dir":
                guard let directory = rest.popFirst() else {
                    throw usage("`--project-dir` needs a directory")
                }
                choices.append(.projectDirectory(directory))
            case let flag where flag.hasPrefix("--project-dir="):
                choices.append(.projectDirectory(String(flag.dropFirst(14))))
            case let flag where flag.hasPrefix("-"): throw unknownFlag(flag)
            default: names.append(word)
            }
        }
        guard choices.count < 2 else {
            throw usage("`--user`, `--project` and `--project-dir` exclude each other")
        }
        guard names.count == 1 else {
            throw usage(
                names.isEmpty ? "`run` needs the id of a server" : "`run` starts one server"
            )
        }
        do throws(ModelError) { id = try InstanceID(parsing: names[0]) } catch {
            throw .model(error)
        }
        choice = choices.first ?? .unsaid
        extraArguments = passed ?? []
    }
}

private let form = "mcppkg run [--user|--project|--project-dir DIR] ID [-- ARG…]"

private func usage(_ what: String) -> LaunchError { .usage(what: what, remedy: "use `\(form)`") }

private func unknownFlag(_ flag: String) -> LaunchError {
    let known = [
        "--user", "--project", "--project-dir", "--home", "--quiet", "--verbose", "--json",
        "--help", "--version",
    ]
    let name = String(flag.prefix { $0 != "=" })
    let meant = closest(to: name, among: known).map { "did you mean `\($0)`? " } ?? ""
    return .usage(what: "`run` has no flag `\(printable(name))`", remedy: meant + "use `\(form)`")
}
