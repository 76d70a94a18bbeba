/// The front of a command line: what is wrapped around the runner, and the runner itself.
struct CommandLineWords {
    private(set) var rest: ArraySlice<String>
    private(set) var understood: [String] = []
    private(set) var leftOut: [String] = []

    init(_ words: [String]) { rest = words[...] }

    /// Takes off `NAME=VALUE`, `env` and `cmd /c` in front.
    /// - Returns: The names of the variables.
    mutating func unwrap() -> [String] {
        var names: [String] = []
        while let word = rest.first {
            if let name = variableName(word) {
                names.append(name)
                rest = rest.dropFirst()
            } else if program(word) == "env" {
                rest = rest.dropFirst()
            } else if program(word) == "cmd", rest.dropFirst().first?.lowercased() == "/c" {
                // How entries for Windows start what is a script there.
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        return names
    }

    /// Takes the program with its subcommand and the flags between them.
    mutating func takeRunner() throws(ModelError) -> CommandLineSource.Runner {
        guard let first = rest.popFirst() else {
            throw notCommandLine("", "it is empty")
        }
        let name = program(first)
        switch name {
        case "npx": return .npx
        case "pnpx": return .pnpx
        case "bunx": return .bunx
        case "uvx": return .uvx
        default: break
        }
        guard let form = subcommands[name] else {
            throw notCommandLine(name, "it begins with npx, uvx, docker run or the like")
        }
        takeFlags(form.flags)
        for choice in form.choices where rest.starts(with: choice.words) {
            rest = rest.dropFirst(choice.words.count)
            return choice.runner
        }
        throw notCommandLine(name, form.otherwise)
    }

    private mutating func takeFlags(_ flags: KnownFlags) {
        var reader = FlagReader(rest, flags)
        while let word = reader.rest.first, word.hasPrefix("-"), word.count > 1, word != "--" {
            _ = reader.next()
        }
        rest = reader.rest
        understood = reader.understood
        leftOut = reader.leftOut
    }

    /// The program's name without directory and without what Windows appends.
    private func program(_ word: String) -> String {
        let name = word.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        for ending in [".exe", ".cmd"] where name.hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return name
    }

    private func variableName(_ word: String) -> String? {
        guard let equals = word.firstIndex(of: "=") else { return nil }
        let name = word[..<equals].utf8
        guard let first = name.first, !(48...57).contains(first) else { return nil }
        return name.allSatisfy { isAlphanumeric($0) || $0 == 95 } ? String(word[..<equals]) : nil
    }
}

/// A program that runs packages by one of its subcommands.
private struct Subcommands {
    let flags: KnownFlags
    let choices: [(words: [String], runner: CommandLineSource.Runner)]
    let otherwise: String
}

private let subcommands: [String: Subcommands] = [
    "npm": Subcommands(
        flags: .npm,
        choices: [(["exec"], .npmExec), (["x"], .npmExec)],
        otherwise: "only `npm exec` fetches a server"
    ),
    "pnpm": Subcommands(
        flags: .npm,
        choices: [(["dlx"], .pnpmDlx)],
        otherwise: "only `pnpm dlx` fetches a server"
    ),
    "yarn": Subcommands(
        flags: .npm,
        choices: [(["dlx"], .yarnDlx)],
        otherwise: "only `yarn dlx` fetches a server"
    ),
    "bun": Subcommands(
        flags: .npm,
        choices: [(["x"], .bunx)],
        otherwise: "only `bun x` fetches a server"
    ),
    "uv": Subcommands(
        flags: .uv,
        choices: [(["tool", "run"], .uvToolRun)],
        otherwise: "only `uv tool run` fetches a server; `uv run` starts what lies in a directory"
    ),
    "pipx": Subcommands(
        flags: .pipx,
        choices: [(["run"], .pipxRun)],
        otherwise: "only `pipx run` fetches a server"
    ),
    "docker": Subcommands(
        flags: .docker,
        choices: [(["run"], .dockerRun), (["container", "run"], .dockerRun)],
        otherwise: "only `docker run` starts a server"
    ),
    "podman": Subcommands(
        flags: .docker,
        choices: [(["run"], .podmanRun), (["container", "run"], .podmanRun)],
        otherwise: "only `podman run` starts a server"
    ),
]

/// A refusal that repeats nothing but the program's name: the rest may hold keys.
func notCommandLine(_ program: String, _ why: String) -> ModelError {
    .notA(kind: "command line that mcppkg can read", text: program, why: why)
}
