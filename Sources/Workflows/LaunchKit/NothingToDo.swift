internal import Diagnostics
internal import PackageModel
internal import Paths

/// Answers a bare `sync` or `install` without the full program, when there is nothing to do.
struct NothingToDo {
    private let command: String
    private let arguments: FrontArguments
    private let choice: ScopeChoice

    /// Nil for any command line that could mean more than "make the machine match the lock".
    init?(_ arguments: FrontArguments) {
        let commands = ["sync", "install"]
        guard let command = arguments.words.first, commands.contains(command),
            arguments.passed == nil, !arguments.isVerbose, !arguments.asksHelp,
            !arguments.asksVersion, arguments.incomplete == nil
        else { return nil }
        let flags = arguments.words.dropFirst()
        let known = ["--user", "--project", "--offline", "--locked"]
        guard flags.allSatisfy(known.contains),
            !(flags.contains("--user") && flags.contains("--project"))
        else { return nil }
        self.command = command
        self.arguments = arguments
        choice =
            flags.contains("--user") ? .user : flags.contains("--project") ? .project : .unsaid
    }

    /// The answer, or nil when there may be something to do, which the full program finds out.
    func answer() -> FrontOutcome? {
        guard let layout = try? Roots.layout(home: arguments.home),
            let directory = try? Roots.workingDirectory(),
            let scope = try? choice.scope(from: directory, layout: layout),
            let stamp = AppliedStamp.current(layout: layout, scope: scope)
        else { return nil }
        let match = stamp.count == 1 ? "1 server matches" : "\(stamp.count) servers match"
        return FrontOutcome(
            status: 0,
            output: arguments.isJSON ? result(stamp) : [],
            message: arguments.isQuiet ? "" : "Nothing to do: \(match) mcppkg.lock\n"
        )
    }

    private func result(_ stamp: AppliedStamp) -> [UInt8] {
        Array(#"{"schemaVersion":1,"command":"\#(command)","ok":true,"result":{"servers":"#.utf8)
            + stamp.servers + Array("}}\n".utf8)
    }
}
