public import Documents
import Foundation

/// A person, a home, a project and a registry of their own, and `mcppkg` run in between.
public final class CommandHarness: Sendable {
    /// The temporary directory of everything.
    public let tree: TemporaryTree
    /// The registry that `MCPPKG_REGISTRY` names.
    public let registry: RegistryFixture
    private let isDurable: Bool

    /// `MCPPKG_HOME`.
    public var home: String { tree.path + "/home" }
    /// `HOME`, with the files of hosts.
    public var person: String { tree.path + "/person" }
    /// A directory that is no project until it has a manifest.
    public var project: String { tree.path + "/project" }

    /// Makes empty directories; barriers against power cuts are left out unless `isDurable`, because they are slow.
    ///
    /// With `inMemory` everything lies on a file system in memory, where there is one.
    public init(isDurable: Bool = false, inMemory: Bool = false) throws {
        tree = try TemporaryTree(inMemory: inMemory)
        registry = RegistryFixture(directory: tree.path + "/registry")
        self.isDurable = isDurable
        for name in ["person", "project", "registry"] {
            try FileManager.default.createDirectory(
                atPath: tree.path + "/" + name,
                withIntermediateDirectories: true
            )
        }
    }

    /// What every command finds in its environment.
    public func environment(_ more: [String: String] = [:]) throws -> [String: String] {
        var all = [
            "HOME": person, "MCPPKG_HOME": home, "MCPPKG_REGISTRY": registry.url,
            "PATH": try Programs.directory() + ":/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            // Nobody answers there: what a test does not bring itself is not to be had.
            "MCPPKG_PYPI_INDEX": "http://127.0.0.1:9/simple/",
            "MCPPKG_NPM_REGISTRY": "http://127.0.0.1:9/",
        ]
        if !isDurable { all["MCPPKG_DURABILITY"] = "none" }
        // A mutated test run is meant for the programs that it starts as well.
        all["MCPPKG_MUTATION"] = ProcessInfo.processInfo.environment["MCPPKG_MUTATION"]
        return all.merging(more) { $1 }
    }

    /// A call of `mcppkg` as `run` makes it.
    public func call(
        _ arguments: [String],
        environment more: [String: String] = [:],
        directory: String? = nil,
        input: String = ""
    ) throws -> ProgramCall {
        var call = ProgramCall(try Programs.front(), arguments)
        call.environment = try environment(more)
        call.directory = directory ?? person
        call.input = input
        return call
    }

    /// Runs `mcppkg` to its end.
    @discardableResult
    public func run(
        _ arguments: [String],
        environment more: [String: String] = [:],
        directory: String? = nil,
        input: String = "",
        seconds: Int = 60
    ) throws -> ProgramRun {
        try ProgramRun.run(
            call(arguments, environment: more, directory: directory, input: input),
            seconds: seconds
        )
    }

    /// Runs `mcppkg` with the words of a line, which hold no quoted ones.
    @discardableResult
    public func run(
        _ line: String,
        environment more: [String: String] = [:],
        in place: String? = nil
    )
        throws -> ProgramRun
    {
        try run(line.split(separator: " ").map(String.init), environment: more, directory: place)
    }

    /// What a command says with `--json`.
    public func json(_ line: String, in place: String? = nil) throws -> JSON {
        try run(line + " --json", in: place).json()
    }

    /// The text of a file below the temporary directory, or nil where there is none.
    public func text(_ path: String) -> String? {
        guard let bytes = try? readFile(tree.path + "/" + path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file below the temporary directory.
    public func write(_ path: String, _ text: String) throws {
        try writeFile(tree.path + "/" + path, Array(text.utf8))
    }

    /// The file of a host's own entries, below the temporary directory.
    public static func hostFile(_ host: String) -> String {
        #if os(macOS)
        let applications = "person/Library/Application Support"
        #else
        let applications = "person/.config"
        #endif
        return switch host {
        case "claude-desktop": applications + "/Claude/claude_desktop_config.json"
        case "vscode": applications + "/Code/User/mcp.json"
        default: "person/.claude.json"
        }
    }

    /// Names of a directory below the temporary directory, sorted; empty where there is none.
    public func names(_ path: String) -> [String] {
        let found = try? FileManager.default.contentsOfDirectory(atPath: tree.path + "/" + path)
        return (found ?? []).sorted()
    }
}

extension ProgramRun {
    /// Standard output as one JSON value.
    public func json() throws -> JSON { try JSON(parsing: output) }
}
