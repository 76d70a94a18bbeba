internal import ArgumentParser
internal import Diagnostics
internal import LaunchKit
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// A command of mcppkg: parse, one workflow, one view.
protocol KitCommand: ParsableCommand {
    var global: GlobalOptions { get }
    func execute(_ context: CommandContext) throws -> CommandOutcome
}

/// What a command is given: the live environment, and the terminal for talk.
struct CommandContext {
    let options: GlobalOptions
    let name: String
    let terminal: Terminal
    /// What followed `--`, for the server.
    let passedArguments: [String]

    /// Everything from outside, for workflows.
    ///
    /// `accepted` are the tokens of `--accept`.
    func environment(offline: Bool = false, yes: Bool = false, accepted: [String] = []) throws
        -> Environment
    {
        try Environment.live(
            home: options.home,
            commandName: name,
            isOffline: offline,
            interaction: interaction(yes: yes, accepted: accepted)
        )
    }

    private func interaction(yes: Bool, accepted: [String]) -> Interaction {
        let terminal = terminal
        return Interaction(
            say: { line in terminal.say(line) },
            warn: { line in terminal.warn("warning: " + line) },
            confirm: { question in yes ? true : terminal.confirm(question) },
            ask: { prompt in terminal.ask(prompt) },
            progress: { progress in terminal.progress(progress) },
            confirmChange: { question in terminal.confirm(question) },
            acceptedTokens: Set(accepted)
        )
    }
}

extension ScopeOptions {
    /// The scope that flags and the working directory mean.
    func scope(_ environment: Environment) throws -> Scope {
        try environment.scope(user: user, project: project)
    }
}

/// Parses an id as typed.
func instanceID(_ text: String) throws -> InstanceID { try InstanceID(parsing: text) }

/// Parses `NAME=VALUE` as typed.
func assignment(_ text: String, _ flag: String) throws -> (name: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw KitError.usage("`\(flag)` takes NAME=VALUE, not `\(printable(text))`")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
