import Documents
import Foundation
import TestSupport
import Testing

/// A person on a machine whose only package indexes are those of a test.
final class PackageGround: Sendable {
    let harness: CommandHarness
    private let variables: [String: String]
    private let server: (any Sendable)?

    /// Published Pythons are out of reach; `server` answers as long as this object is there.
    init(index: String? = nil, npm: String? = nil, keeping server: (any Sendable)? = nil) throws {
        self.server = server
        harness = try CommandHarness()
        let path = try Programs.directory() + ":" + Peers.path
        variables = [
            "PATH": path, "MCPPKG_PYPI_INDEX": index, "MCPPKG_NPM_REGISTRY": npm,
        ].compactMapValues(\.self)
        // One platform, because every further one is a resolution more.
        try harness.write("home/mcppkg.json", #"{"platforms":["\#(Peers.platform)"]}"#)
        try configure([])
    }

    /// A person whose index is held with this object, and answers as long.
    convenience init(serving index: SmallIndex) throws {
        try self.init(index: index.url, npm: nil, keeping: index)
    }

    /// The same with a registry of npm.
    convenience init(serving registry: SmallRegistry) throws {
        try self.init(index: nil, npm: registry.url, keeping: registry)
    }

    /// Writes `config.json` anew, with members beside the one that keeps published Pythons out of reach.
    func configure(_ settings: [String]) throws {
        let all = [#""pythonBuilds": "http://127.0.0.1:9/""#] + settings
        try harness.write("home/config.json", "{" + all.joined(separator: ", ") + "}")
    }

    /// Runs `mcppkg` with the words of a line.
    @discardableResult
    func run(_ line: String, environment more: [String: String] = [:]) throws -> ProgramRun {
        try harness.run(
            line.split(separator: " ").map(String.init),
            environment: variables.merging(more) { $1 },
            seconds: 120
        )
    }

    /// Runs `mcppkg` where there is no network device but a loopback one that is down.
    func runWithoutNetwork(_ line: String) throws -> ProgramRun {
        var call = try harness.call(
            line.split(separator: " ").map(String.init),
            environment: variables
        )
        call.arguments = ["-rn", call.program] + call.arguments
        call.program = "/usr/bin/unshare"
        return try ProgramRun.run(call, seconds: 120)
    }

    /// What a command says with `--json`, which has to end well.
    func json(_ line: String) throws -> JSON {
        let run = try run(line + " --json")
        #expect(run.status == 0, "\(line): \(run.output) \(run.errors)")
        return try run.json()["result"] ?? [:]
    }

    /// Runs a command that has to end well.
    func succeed(_ line: String) throws {
        let run = try run(line)
        #expect(run.status == 0, "\(line): \(run.errors)")
    }

    /// Runs a command that has to be refused, and that may change nothing; gives back its error.
    @discardableResult
    func refused(_ line: String, _ status: Int32, _ code: String) throws -> JSON {
        let before = try facts()
        let run = try run(line + " --json")
        #expect(run.status == status, "\(line): \(run.output) \(run.errors)")
        #expect(try facts() == before, "\(line)")
        let error = try run.json()["error"]
        #expect(error?["code"]?.string == code, "\(line): \(run.output)")
        return error ?? [:]
    }

    /// Everything that a refusal has to leave alone.
    func facts() throws -> [String: String] {
        var found: [String: String] = [:]
        for file in ["home/mcppkg.json", "home/mcppkg.lock"] { found[file] = harness.text(file) }
        for id in instances {
            let place = harness.home + "/data/instances/user/\(id)/current"
            found[id] = try FileManager.default.destinationOfSymbolicLink(atPath: place)
        }
        return found
    }

    /// The names of what is installed for the person.
    ///
    /// Beside them lies what the last sync has seen.
    var instances: [String] {
        harness.names("home/data/instances/user").filter { $0 != "applied" && $0 != "hosts.json" }
    }

    /// Where the files of an installed server are.
    func prefix(_ id: String) throws -> String {
        try #require(try json("info \(id)")["prefix"]?.string)
    }

    /// What the `mcp` client of PyPI finds behind `mcppkg run`.
    func tools(_ id: String) throws -> [String] {
        var call = ProgramCall(
            try #require(Peers.python),
            [
                Peers.script("CommandTests/Packages/tools.py"), try Programs.front(), "run",
                "--user", id,
            ]
        )
        call.environment = try harness.environment(variables)
        call.directory = harness.person
        let run = try ProgramRun.run(call, seconds: 90)
        #expect(run.status == 0, "\(run.errors)")
        return (try run.json()["tools"]?.array ?? []).compactMap(\.string)
    }

    /// Puts manifest and lock of another person here.
    func takeOver(_ other: PackageGround) throws {
        for file in ["home/mcppkg.json", "home/mcppkg.lock"] {
            try harness.write(file, try #require(other.harness.text(file)))
        }
    }
}
