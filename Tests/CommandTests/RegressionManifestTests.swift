import Documents
import TestSupport
import Testing

private let weather = "io.github.acme/weather"

@Suite("What once was wrong with manifests, remote servers and command lines")
struct RegressionManifestTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("`sync` shows the whole command before a server is first installed")
    func shownCommand() throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        try harness.write(
            "project/mcppkg.json",
            #"{"servers":{"weather":{"source":"\#(weather)"}}}"#
        )
        let run = try harness.run("sync", in: harness.project)
        #expect(run.errors.contains("weather runs: /"))
    }

    @Test("An input that the manifest does not declare is a fault of the manifest, with its place")
    func undeclaredInput() throws {
        try harness.write(
            "project/mcppkg.json",
            #"{"servers":{"a":{"source":"\#(weather)","args":["-x","${input.dir}"]}}}"#
        )
        let run = try harness.run("sync", in: harness.project)
        #expect(run.status == 14)
        #expect(run.errors.contains("`servers.a.args[1]`"))
    }

    @Test(
        "A server that the manifest names already is installed as the manifest has it, byte for byte"
    )
    func decidedSource() throws {
        for version in ["1.0.0", "1.1.0"] { try harness.registry.publish(ServerBundle(version)) }
        let manifest = #"""
            {"servers":{"weather":{"source":"\#(weather)@=1.0.0","inputs":
              {"d":{"type":"string","required":true,"x":1}},"env":{"D":"${input.d}"}}}}
            """#
        try harness.write("project/mcppkg.json", manifest)
        let run = try harness.run("install \(weather) --input d=1", in: harness.project)
        #expect(run.status == 0)
        #expect(harness.text("project/mcppkg.json") == manifest)
    }

    @Test("An exact version with `=` is held, also one that is there already")
    func held() throws {
        for version in ["1.0.0", "1.1.0"] { try harness.registry.publish(ServerBundle(version)) }
        try harness.run("install \(weather)@1.0.0")
        try harness.run("install \(weather)@=1.0.0")
        #expect(try harness.run("upgrade").errors.contains("is pinned at =1.0.0"))
    }

    @Test("A server that is switched off gets no entry by name, and none with all the others")
    func switchedOff() throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        try harness.run("install \(weather)")
        try harness.run("disable weather")
        #expect(try harness.run("link weather --host vscode").status == 6)
        #expect(try harness.run("link --host vscode").status == 0)
        #expect(harness.text(CommandHarness.hostFile("vscode")) == nil)
    }

    @Test("A blank manifest stays blank when nothing is added", arguments: ["", " \n"])
    func blank(_ text: String) throws {
        try harness.write("project/mcppkg.json", text)
        #expect(try harness.run("sync", in: harness.project).status == 0)
        #expect(harness.text("project/mcppkg.json") == text)
    }

    @Test("A remote server cannot be run, and `run` says why")
    func remoteRun() throws {
        try harness.run("install https://example.com/mcp --as far")
        let run = try harness.run("run --user far")
        #expect(run.status == 2)
        #expect(run.errors.contains("`far` is a remote server"))
    }

    @Test("A person's value never gets into a host file of the project")
    func personalValue() throws {
        let remote: JSON = [
            "type": "streamable-http", "url": "https://{tenant}.example.com/mcp",
            "variables": ["tenant": ["description": "Tenant", "isRequired": true]],
        ]
        try harness.registry.publish(
            RegistryFixture.document("a.b/far", "1.0.0", ["remotes": [remote]])
        )
        try harness.write("project/mcppkg.json", "{}")
        let line = "install a.b/far --input tenant=mine --host claude-code"
        #expect(try harness.run(line, in: harness.project).status == 12)
        #expect(harness.names("project") == ["mcppkg.json"])
        #expect(try harness.run(line + " --user", in: harness.project).status == 0)
    }

    @Test("A bare `install` is called so whoever answers it")
    func bareInstall() throws {
        let dry = try harness.json("install --dry-run")
        #expect(dry["command"]?.string == "install")
        let wrong = try harness.json("install --nonsense")
        #expect(wrong["command"]?.string == "install")
        #expect(try harness.run(["install", "--", "x"]).status == 2)
    }

    @Test("A misspelt command of a group is recognised")
    func groups() throws {
        let run = try harness.run("cache prun")
        #expect(run.status == 2)
        #expect(run.errors.contains("did you mean `mcppkg cache prune`?"))
        #expect(try harness.json("cache")["error"]?["category"]?.string == "usage")
    }

    @Test("Control characters of an argument are shown as escapes")
    func escapes() throws {
        let run = try harness.run(["list", "\u{1B}[31mred"])
        #expect(run.status == 2)
        #expect(!run.errors.contains("\u{1B}"))
        let shown = try harness.run(["\u{1B}[31mred"]).errors
        #expect(!shown.contains("\u{1B}"))
        let json = try harness.run(["list", "\u{202E}\u{9B}", "--json"])
        let isPlain = json.output.unicodeScalars.allSatisfy { $0.isASCII }
        #expect(isPlain)
    }

    @Test("A mistyped `run` is an object with `--json`, like every usage error")
    func runJSON() throws {
        let answer = try harness.json("run --usr weather")
        #expect(answer["command"]?.string == "run")
        #expect(answer["error"]?["category"]?.string == "usage")
    }

    @Test("A host that does not exist is refused even when nothing is installed")
    func unknownHost() throws {
        #expect(try harness.run("link --host emacs").status == 2)
    }

    @Test("A registry needs a name")
    func registryName() throws {
        #expect(try harness.run(["registry", "add", "", "https://example.com"]).status == 2)
    }
}
