internal import ArgumentParser
internal import Diagnostics
internal import Documents
internal import MCPPackageKit

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The full program: everything but the paths that must be instant, which the front program takes itself.
@main
enum Main {
    static func main() {
        // Whoever stops reading ends the words, not the work.
        signal(SIGPIPE, SIG_IGN)
        // Leaving at any instant is as good as a crash, from which everything recovers.
        signal(SIGINT) { _ in _exit(130) }
        nameTimeZone()
        let words = CommandWords(Array(CommandLine.arguments.dropFirst()))
        exit(CommandRunner(words: words).run())
    }

    /// Names the time zone that counts anyway, before any thread starts.
    ///
    /// Without a name glibc looks at the zone's file for every date that it converts, under one lock for all
    /// threads; an archive has a date for each of its files.
    private static func nameTimeZone() {
        #if os(Linux)
        unsafe setenv("TZ", ":/etc/localtime", 0)
        #endif
    }
}

/// Turns a command line into a command, its outcome into output, and its failure into an exit status.
struct CommandRunner {
    let words: CommandWords

    func run() -> Int32 {
        let command: any ParsableCommand
        do {
            command = try Root.parseAsRoot(words.normalized)
        } catch {
            return refuse(error)
        }
        guard let command = command as? any KitCommand else { return showHelp(command) }
        let takesWords = command is InstallCommand || command is ScanCommand
        if !words.passed.isEmpty, !takesWords { return refuseArguments() }
        return run(command)
    }

    /// Words after `--` are for a server; a command that has none to give them to does not drop them.
    private func refuseArguments() -> Int32 {
        tell(
            UsageError(
                message: "`\(words.name)` passes nothing on, so nothing may follow `--`",
                hint: "run `mcppkg \(words.name) --help`"
            )
        )
    }

    private func run(_ command: any KitCommand) -> Int32 {
        let terminal = Terminal(isQuiet: command.global.quiet, isVerbose: command.global.verbose)
        var outcome: CommandOutcome
        do {
            let context = CommandContext(
                options: command.global,
                name: words.name,
                terminal: terminal,
                passedArguments: words.passed
            )
            outcome = try command.execute(context)
        } catch let error as any UserFacingError {
            outcome = CommandOutcome(error: error)
        } catch {
            outcome = CommandOutcome(error: UnexpectedError(underlying: error))
        }
        if command.global.json {
            terminal.data(printableJSON(outcome.json(command: words.name).text()))
        } else {
            outcome.lines.forEach(terminal.data)
            report(outcome.error, terminal)
        }
        return outcome.error?.category.exitStatus ?? 0
    }

    private func report(_ error: (any UserFacingError)?, _ terminal: Terminal) {
        guard let error else { return }
        ErrorReport(error: error).lines(isVerbose: terminal.isVerbose).forEach(terminal.warn)
    }

    /// Help and version end 0; everything else that cannot be parsed ends 2.
    private func refuse(_ error: any Error) -> Int32 {
        let terminal = Terminal(isQuiet: false, isVerbose: false)
        guard Root.exitCode(for: error) != .success else {
            terminal.data(Root.fullMessage(for: error))
            return 0
        }
        return tell(words.explain(Root.message(for: error)))
    }

    private func tell(_ usage: UsageError) -> Int32 {
        let terminal = Terminal(isQuiet: false, isVerbose: false)
        if words.wantsJSON {
            let answer = CommandOutcome(error: usage).json(command: words.name)
            terminal.data(printableJSON(answer.text()))
        } else {
            ErrorReport(error: usage).lines(isVerbose: false).forEach(terminal.warn)
        }
        return usage.category.exitStatus
    }

    private func showHelp(_ command: any ParsableCommand) -> Int32 {
        let type = type(of: command)
        if type.configuration.subcommands.isEmpty { return explain(command) }
        let terminal = Terminal(isQuiet: false, isVerbose: false)
        terminal.data(Root.helpMessage(for: type))
        return words.normalized.isEmpty ? 0 : ErrorCategory.usage.exitStatus
    }

    /// `help COMMAND`, which the parser brings itself and which ends by throwing its text.
    private func explain(_ command: any ParsableCommand) -> Int32 {
        var command = command
        do {
            try command.run()
            return 0
        } catch {
            return refuse(error)
        }
    }
}
