internal import ArgumentParser

/// Options that every command has.
struct GlobalOptions: ParsableArguments {
    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but results, warnings and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Also say what is underneath a failure.")
    var verbose = false

    @Option(
        help: ArgumentHelp(
            "Keep everything under DIR instead of the usual places.",
            valueName: "dir"
        )
    )
    var home: String?
}

/// Which scope a command works in.
struct ScopeOptions: ParsableArguments {
    @Flag(help: "Work on your own servers, whatever project this is.")
    var user = false

    @Flag(help: "Work on the servers of the project here.")
    var project = false
}

/// How a command that changes something may go about it.
struct ChangeOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Answer ordinary questions with yes.")
    var yes = false

    @Flag(help: "Use no network.")
    var offline = false

    @Flag(help: "Say what would change and change nothing.")
    var dryRun = false
}

/// Changes that are accepted by name.
struct AcceptOptions: ParsableArguments {
    @Option(
        name: .customLong("accept"),
        help: ArgumentHelp(
            "Accept exactly the change that this token names; may be repeated.",
            valueName: "token"
        )
    )
    var tokens: [String] = []
}
