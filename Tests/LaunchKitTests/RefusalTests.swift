import Documents
import Filesystem
import Foundation
import PackageModel
import Paths
import Testing

private let initialize =
    #"{"jsonrpc":"2.0","id":"first","method":"initialize","params":{}}"# + "\n"

@Suite("A server that is not started")
struct RefusalTests {
    private func run(
        _ installed: Installation,
        _ id: String = "weather",
        input: String = initialize
    )
        throws -> Finished
    {
        try mcppkg(["run", "--home", installed.home, "--user", id], input: input)
    }

    @Test("Any damage to the sealed directory is refused by name", arguments: Damage.allCases)
    func damage(_ damage: Damage) throws {
        let installed = try Installation()
        try damage.inflict(on: installed)
        let ran = try run(installed)
        #expect(ran.status == 4)
        let error = try ran.json()["error"]
        #expect(error?["data"]?["code"]?.string == "store.seal-broken")
        #expect(error?["data"]?["reason"]?.string?.contains("\(damage.place)`") == true)
    }

    @Test("Damage is found without a record of statuses too", arguments: Damage.allCases)
    func damageWithoutRecord(_ damage: Damage) throws {
        let installed = try Installation(hasRecord: false)
        try damage.inflict(on: installed)
        #expect(try run(installed).status == 4)
    }

    @Test("The host's first request gets reason and remedy under its own id, stderr the same")
    func answer() throws {
        let installed = try Installation(program: "/opt/gone/bin/python3")
        let notification = #"{"jsonrpc":"2.0","method":"notifications/hello"}"# + "\n"
        let ran = try run(installed, input: notification + initialize)
        let reason =
            "`io.github.acme/weather` needs `/opt/gone/bin/python3`,"
            + " which is not there or cannot be executed"
        let remedy = "run `mcppkg sync` to find the runtime again"
        let expected: JSON = [
            "jsonrpc": "2.0", "id": "first",
            "error": [
                "code": -32000, "message": .string("\(reason). \(remedy)"),
                "data": [
                    "code": "runtime.missing", "reason": .string(reason),
                    "remedy": .string(remedy),
                ],
            ],
        ]
        #expect(try ran.json() == expected)
        #expect(ran.lines.count == 1)
        #expect(ran.errors == "error: \(reason)\n  hint: \(remedy)\n")
        #expect(ran.status == 12)
    }

    @Test(
        "Without a request nothing is written to standard output",
        arguments: [
            "", "\n", "hello\n", #"{"jsonrpc":"2.0","method":"n"}"# + "\n", "[]\n", "{\"id\":1",
        ]
    )
    func silence(_ input: String) throws {
        let installed = try Installation()
        let ran = try run(installed, "wether", input: input)
        #expect(ran.output.isEmpty)
        #expect(ran.status == 3)
    }

    @Test("A first line without an end does not fill the memory")
    func endless() throws {
        let installed = try Installation()
        let program = try BuiltProgram.path("mcppkg").description
        let ran = try Finished.run(
            try AbsolutePath(parsing: "/bin/sh"),
            [
                "-c",
                "yes x | tr -d '\\n' | \(program) run --home \(installed.home) --user nobody",
            ]
        )
        #expect(ran.output.isEmpty)
        #expect(ran.status == 3)
    }

    @Test("An unknown id is not found, and the nearest one is named")
    func unknown() throws {
        let installed = try Installation()
        let ran = try run(installed, "wether")
        #expect(ran.status == 3)
        #expect(ran.errors.contains("did you mean `weather`?"))
    }

    @Test("A project's id never falls through to the person's")
    func noFallThrough() throws {
        let installed = try Installation()
        let project = try installed.scratch.makeDirectory("site")
        try writeFile(project.appending("mcppkg.json"), "{}")
        let ran = try mcppkg(["run", "--home", installed.home, "weather"], directory: project)
        #expect(ran.status == 3)
        #expect(ran.errors.contains("`mcppkg run --user weather`"))
    }

    @Test("--project outside every project is not found")
    func noProject() throws {
        let installed = try Installation()
        let ran = try mcppkg(
            ["run", "--home", installed.home, "--project", "weather"],
            directory: installed.scratch.path
        )
        #expect(ran.status == 3)
        #expect(ran.errors.contains("no `mcppkg.json` in"))
    }

    @Test(
        "A launch record that is damaged, missing or of another version is refused",
        arguments: ["", "{}", "[1]", "missing", "other"]
    )
    func badRecord(_ content: String) throws {
        let installed = try Installation()
        let place = installed.layout.launchRecord(
            installed.id,
            in: installed.scope,
            prefixName: installed.prefix.name
        )
        let text = try readText(place)
        try writeFile(
            place,
            content == "other" ? text.replacing(installed.prefix.description, with: "/p") : content
        )
        if content == "missing" { try FileManager.default.removeItem(atPath: place.description) }
        let ran = try run(installed)
        #expect(ran.status == 4)
        #expect(try ran.json()["error"]?["data"]?["code"]?.string == "instance.damaged")
    }

    @Test("A program that cannot be executed after all is answered like any other refusal")
    func notExecutable() throws {
        let scratch = try Scratch()
        let program = try scratch.write("server", "#!\n", mode: 0o755)
        let ran = try run(try Installation(program: program.description))
        #expect(ran.status == 13)
        #expect(try ran.json()["error"]?["data"]?["code"]?.string == "process.not-started")
    }

    @Test(
        "A wrong command line is a usage error that hosts see too",
        arguments: [
            (["--usr", "weather"], "did you mean `--user`?"), ([], "needs the id"),
            (["a", "b"], "starts one server"),
            (["--user", "--project", "a"], "exclude each other"),
            (["../x"], "is not a server id"), (["--project-dir"], "needs a directory"),
        ] as [([String], String)]
    )
    func usage(_ arguments: [String], _ message: String) throws {
        let ran = try mcppkg(
            ["run"] + arguments,
            input: initialize,
            environment: [("HOME", "/nowhere")]
        )
        #expect(ran.status == 2)
        #expect(ran.errors.contains(message))
        #expect(try ran.json()["id"] == "first")
    }

    #if os(Linux)
    @Test("At a terminal run explains itself and shows what it would start")
    func terminal() throws {
        let installed = try Installation(program: "/bin/echo", arguments: [[.text("it's here")]])
        let terminal = try Terminal()
        let program = try BuiltProgram.path("mcppkg").description
        let command = "exec \(program) run --home \(installed.home) --user weather"
        let ran = try Finished.run(
            try AbsolutePath(parsing: "/bin/sh"),
            ["-c", "\(command) < \(terminal.path)"]
        )
        #expect(ran.status == 2)
        #expect(ran.output.isEmpty)
        #expect(ran.errors.contains("is what hosts start"))
        #expect(ran.errors.contains(#"/bin/echo 'it'\''s here'"#))
    }
    #endif
}

#if os(Linux)
/// A pseudo-terminal, for as long as this object lives.
private final class Terminal {
    let path: String
    private let descriptor: Int32

    init() throws {
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var number: Int32 = 0
        var unlock: Int32 = 0
        // TIOCGPTN and TIOCSPTLCK, which Swift does not import.
        guard unsafe ioctl(descriptor, 0x8004_5430, &number) == 0,
            unsafe ioctl(descriptor, 0x4004_5431, &unlock) == 0
        else { throw CocoaError(.fileReadUnknown) }
        path = "/dev/pts/\(number)"
    }

    deinit { close(descriptor) }
}
#endif
