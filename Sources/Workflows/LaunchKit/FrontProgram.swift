internal import Diagnostics
internal import Launcher
internal import Paths
internal import Processes

/// The start-up program: starts servers, answers a sync with nothing to do, hands on all else.
public enum FrontProgram {
    /// Does what the arguments (without the program's name) say.
    ///
    /// Returns only when this program answers itself; otherwise the process becomes the server or
    /// the full program.
    public static func run(_ arguments: [String]) -> FrontOutcome {
        let front = FrontArguments(arguments)
        let command = front.words.first
        if front.asksVersion, command == nil || command == "run" { return version(front) }
        if command == "run", !front.asksHelp { return start(front) }
        if let outcome = NothingToDo(front)?.answer() { return outcome }
        do throws(LaunchError) {
            try FullProgram.takeOver(arguments)
        } catch {
            return FrontOutcome(error)
        }
    }

    private static func version(_ front: FrontArguments) -> FrontOutcome {
        let plain = "mcppkg \(productVersion)\n"
        let json =
            #"{"schemaVersion":1,"command":"version","ok":true,"#
            + #""result":{"version":"\#(productVersion)"}}"# + "\n"
        return FrontOutcome(status: 0, output: Array((front.isJSON ? json : plain).utf8))
    }

    private static func start(_ front: FrontArguments) -> FrontOutcome {
        let isTerminal = CurrentProgram.isInputTerminal
        do throws(LaunchError) {
            let start = try serverStart(front)
            if isTerminal {
                return front.isJSON ? FrontOutcome(usage: .onTerminal) : explanation(start)
            }
            let plan = try start.checkedPlan()
            do throws(LauncherError) { try plan.start() } catch {
                throw LaunchError.launcher(error)
            }
        } catch {
            // No host asks for JSON: a person or a script mistyped, and reads an object.
            if front.isJSON, error.category == .usage { return FrontOutcome(usage: error) }
            return isTerminal ? explanation(error) : FrontOutcome(error, answersHost: true)
        }
    }

    private static func serverStart(_ front: FrontArguments) throws(LaunchError) -> ServerStart {
        if let flag = front.incomplete {
            throw .usage(what: "`\(flag)` needs a directory", remedy: nil)
        }
        return ServerStart(
            request: try RunRequest(
                parsing: Array(front.words.dropFirst()),
                passed: front.passed
            ),
            layout: try Roots.layout(home: front.home),
            directory: try Roots.workingDirectory()
        )
    }

    /// What `run` says to a person: what it is for, and what it would become.
    private static func explanation(_ start: ServerStart) -> FrontOutcome {
        do throws(LaunchError) {
            return explain("It would start \(try describe(start))")
        } catch {
            return explanation(error)
        }
    }

    private static func explanation(_ error: LaunchError) -> FrontOutcome {
        explain("It would not start a server: \(error.reason)")
    }

    private static func describe(_ start: ServerStart) throws(LaunchError) -> String {
        let plan = try start.plan()
        let directory = plan.call.directory.map { "\n  in    " + printable($0.description) } ?? ""
        return "`\(printable(plan.server))`:\n\n  " + printable(plan.commandLine) + directory
    }

    private static func explain(_ what: String) -> FrontOutcome {
        let error = LaunchError.onTerminal
        let hint = error.remedy.map { "\n  hint: \($0)\n" } ?? ""
        return FrontOutcome(
            status: error.category.exitStatus,
            message: "\(error.reason).\n\(what)\n\(hint)"
        )
    }
}
