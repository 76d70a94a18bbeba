/// What one of the arguments that a document has for `docker run` means here.
///
/// mcppkg makes the command line of the engine itself. What a document says beside it is understood where it only
/// names variables and mounts, and passed over where it asks for what is so already; nothing is handed on.
struct ImageRunOption {
    enum Meaning: Equatable {
        /// Every container is started so.
        case alreadySo
        /// A variable of the server.
        case variable
        /// A directory or file of the person.
        case mount
        /// A server starts without it, with less.
        case leftOut(String)
        /// Nothing that a document may decide.
        case refused(String)
    }

    /// The flag alone, or the word of a positional argument.
    let name: String
    /// The value; for `--flag=value` the part after the sign.
    let input: ServerInput
    private let attached: String?
    private let isPositional: Bool

    init(_ argument: ServerArgument) {
        input = argument.input
        switch argument.form {
        case .named(let flag):
            let equals = flag.firstIndex(of: "=")
            name = String(flag[..<(equals ?? flag.endIndex)])
            attached = equals.map { String(flag[flag.index(after: $0)...]) }
            isPositional = false
        case .positional:
            name = argument.input.value ?? argument.label
            attached = nil
            isPositional = true
        }
    }

    /// As the document has it, for messages.
    var shown: String {
        ([name] + [attached ?? plainValue].compactMap(\.self)).joined(separator: " ")
    }

    /// Whether a positional argument that follows is its value.
    var takesNext: Bool {
        let isBare = input.value == nil && input.defaultValue == nil
        guard isBare || isPositional, attached == nil else { return false }
        return meaning == .variable || meaning == .mount
    }

    var meaning: Meaning {
        switch name {
        case "run", "--rm", "-i", "--interactive", "--init", "--read-only", "--pull": .alreadySo
        case "-e", "--env": attached == nil ? .variable : .refused(separateValue)
        case "-v", "--volume", "--mount": attached == nil ? .mount : .refused(separateValue)
        case "--network", "--net": network
        case "-p", "--publish", "-P", "--publish-all":
            .leftOut("no port of this machine is opened for a server")
        case "-t", "--tty", "-it", "-ti":
            .leftOut("a server speaks through pipes, not with a terminal")
        case "--name", "-l", "--label", "--platform", "--pull-policy", "--hostname", "-h":
            .leftOut("mcppkg decides that")
        default:
            .refused("only variables and mounts are taken from a document for a container engine")
        }
    }

    private var separateValue: String { "its value has to be an argument of its own" }

    private var network: Meaning {
        (attached ?? plainValue) == "none"
            ? .alreadySo : .leftOut("the network is given with `permissions` in the manifest")
    }

    private var plainValue: String? { isPositional ? nil : input.value }
}
