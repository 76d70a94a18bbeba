/// A command line as far as the start-up program looks at it: global flags and the rest.
struct FrontArguments {
    /// What `--home` was given.
    private(set) var home: String?
    private(set) var isJSON = false
    private(set) var isQuiet = false
    private(set) var asksVersion = false
    private(set) var asksHelp = false
    /// The command and its own arguments; everything from `--` on is kept as it is.
    private(set) var words: [String] = []
    /// What follows the first `--`, or nil when there is none.
    private(set) var passed: [String]?
    /// A global flag without its value.
    private(set) var incomplete: String?

    init(_ arguments: [String]) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--":
                passed = Array(rest)
                return
            case "--home":
                home = rest.popFirst()
                if home == nil { incomplete = word }
            case "--json": isJSON = true
            case "--quiet", "-q": isQuiet = true
            case "--verbose": isVerbose = true
            case "--version": asksVersion = true
            case "--help", "-h": asksHelp = true
            case let flag where flag.hasPrefix("--home="): home = String(flag.dropFirst(7))
            default: words.append(word)
            }
        }
    }

    private(set) var isVerbose = false
}
