import PackageModel
import Testing

private func refusal(_ fixture: LaunchFixture) -> ModelError? {
    #expect(throws: ModelError.self) { try fixture.launch() }
}

@Suite("What a bundle may start")
struct LaunchCommandTests {
    @Test(
        "A launcher that fetches code is refused by name",
        arguments: [
            "npx", "uvx", "uv", "bunx", "pnpm", "yarn", "npm", "pipx", "docker", "podman", "deno",
            "bun", "dnx", "NPX", "npx.cmd", "/usr/bin/npx", "/opt/homebrew/bin/uvx",
        ]
    )
    func fetching(_ command: String) {
        let error = refusal(LaunchFixture(command: command))
        #expect(error?.category.exitStatus == 12)
        #expect(error?.reason.contains("`\(command)`") == true)
        #expect(error?.reason.contains("fetches code") == true)
    }

    @Test(
        "Shells and programs that start others are refused",
        arguments: [
            "sh", "bash", "zsh", "/bin/sh", "cmd", "cmd.exe", "powershell", "env", "curl", "sudo",
            "/usr/bin/env", "perl",
        ]
    )
    func shells(_ command: String) {
        #expect(refusal(LaunchFixture(command: command))?.category.exitStatus == 12)
    }

    @Test(
        "A file named like a launcher at the root of the bundle does not make it one of ours",
        arguments: ["npx", "bash", "env"]
    )
    func bareNameInBundle(_ command: String) {
        let fixture = LaunchFixture(command: command, files: ["server/index.js", command])
        #expect(refusal(fixture)?.category.exitStatus == 12)
    }

    @Test(
        "Everything outside the bundle is refused",
        arguments: [
            "/usr/bin/python3", "/usr/local/bin/my-server", "my-server", "../server", "a/../b",
            "${HOME}/bin/x", "${user_config.tool}", "node index.js", "python3.11.7", "python-x",
            "${__dirname}", "${__dirname}/../x", "x${__dirname}/y", "nodejs18",
            "${unknown}/x", "c:\\node.exe",
        ]
    )
    func outside(_ command: String) {
        let fixture = LaunchFixture(
            command: command,
            userConfig: #"{"tool":{"type":"string","default":"node"}}"#
        )
        #expect(refusal(fixture)?.category.exitStatus == 12)
    }

    @Test(
        "A file of the bundle may be named in every usual way",
        arguments: [
            "${__dirname}/server/run", "server/run", "./server/run",
            "${__dirname}${/}server${pathSeparator}run",
        ]
    )
    func bundled(_ command: String) throws {
        let fixture = LaunchFixture(
            type: "binary",
            entryPoint: "server/run",
            command: command,
            arguments: ["--stdio"],
            files: ["server/run"]
        )
        let launch = try fixture.launch().specification
        #expect(launch.displayed == ["${prefix}/server/run", "--stdio"])
        #expect(launch.executables.map(\.description) == ["server/run"])
        #expect(launch.runtime == nil)
    }

    @Test("A command or entry point that the bundle lacks is the bundle's fault")
    func missing() {
        let command = refusal(LaunchFixture(command: "${__dirname}/server/run"))
        #expect(command?.category == .verification)
        let line = refusal(LaunchFixture(command: "node server/index.js"))
        #expect(line?.category == .verification)
        let entry = refusal(LaunchFixture(entryPoint: "server/other.js"))
        #expect(entry?.category == .verification)
    }

    @Test(
        "The range of the runtime joins the name of the command and what the bundle needs",
        arguments: [
            ("python", "{}", "python"),
            ("python3", #"{"python":">=3.10"}"#, "python >=3.10"),
            ("python3.11", #"{"python":">=3.8"}"#, "python 3.11 >=3.8"),
            ("node", #"{"python":">=3.8"}"#, "node"),
            ("node", #"{"node":">=18.0.0 <21"}"#, "node >=18.0.0 <21"),
        ]
    )
    func ranges(_ command: String, _ runtimes: String, _ expected: String) throws {
        let script = command == "node" ? "server/index.js" : "server/main.py"
        let fixture = LaunchFixture(
            command: command,
            arguments: ["${__dirname}/\(script)"],
            runtimes: runtimes
        )
        #expect(try fixture.launch().specification.runtime?.hasPrefix(expected) == true)
    }

    @Test("What the registry wants to tell a runtime is never passed on")
    func runtimeArguments() {
        let fixture = LaunchFixture(
            package: #""runtimeArguments":[{"type":"positional","value":"--inspect"}]"#
        )
        let error = refusal(fixture)
        #expect(error?.category.exitStatus == 12)
        #expect(error?.reason.contains("`runtimeArguments`") == true)
    }

    @Test("The digest of a launch sees its program, each argument and each variable")
    func digest() throws {
        let base = try LaunchFixture().launch().specification.digest
        let argument = try LaunchFixture(
            arguments: ["${__dirname}/server/index.js", "-v"]
        ).launch().specification.digest
        let variable = try LaunchFixture(environment: ["A": "1"]).launch().specification.digest
        let runtime = try LaunchFixture(runtimes: #"{"node":">=20"}"#).launch().specification.digest
        #expect(Set([base, argument, variable, runtime]).count == 4)
        #expect(try LaunchFixture().launch().specification.digest == base)
    }
}
