import PackageModel
import Testing

@Suite("What an interpreter gets before its script")
struct LaunchInterpreterTests {
    @Test(
        "Options of Node that evaluate, load or read something else are refused",
        arguments: [
            ["-e", "x"], ["--eval", "x"], ["--eval=x"], ["-p", "1"], ["-pe", "1"],
            ["--print", "1"],
            ["-r", "x"], ["--require", "x"], ["--require=x"], ["--import", "x"],
            ["--import=data:,"],
            ["--loader", "x"], ["--experimental-loader=x"], ["--env-file=.env"], ["-"], ["-i"],
            ["--inspect"], ["--inspect=0.0.0.0:9229"], ["--max-old-space-size=1;x"],
            ["--run", "x"],
            ["--max-old-space-size", "64"], ["--experimental-config-file=x"], ["--"],
        ]
    )
    func nodeOptions(_ options: [String]) {
        let fixture = LaunchFixture(arguments: options + ["${__dirname}/server/index.js"])
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category.exitStatus == 12)
    }

    @Test(
        "Options of Python that evaluate, load or read something else are refused",
        arguments: [
            ["-c", "x"], ["-cimport os"], ["-m", "pip", "install", "x"], ["-mpip"], ["-"], ["-i"],
            ["-x"], ["-W", "error"], ["-Ximporttime"], ["-uc", "x"], ["-X", "frozen_modules"],
            ["-m", "server.missing"], ["-m", "../evil"], ["-m"], ["-m", "${user_config.module}"],
        ]
    )
    func pythonOptions(_ options: [String]) {
        let fixture = LaunchFixture(
            command: "python3",
            arguments: options + ["${__dirname}/server/main.py"],
            userConfig: #"{"module":{"type":"string","default":"server.main"}}"#
        )
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category.exitStatus == 12)
    }

    @Test("Harmless options pass as they are")
    func harmless() throws {
        let node = LaunchFixture(
            arguments: [
                "--no-warnings", "--max-old-space-size=512", "--enable-source-maps",
                "${__dirname}/server/index.js", "--eval",
            ]
        )
        #expect(
            try node.resolved().texts == [
                "--no-warnings", "--max-old-space-size=512", "--enable-source-maps",
                "\(LaunchFixture.prefix)/server/index.js", "--eval",
            ]
        )
        let python = LaunchFixture(
            command: "python",
            arguments: ["-uB", "-I", "-X", "utf8", "server/main.py"]
        )
        #expect(
            try python.resolved().texts == [
                "-uB", "-I", "-X", "utf8", "\(LaunchFixture.prefix)/server/main.py",
            ]
        )
    }

    @Test(
        "A relative script is one of the bundle, wherever the host starts",
        arguments: [
            "server/index.js", "./server/index.js", "server/index", "server",
        ]
    )
    func relativeScript(_ script: String) throws {
        let path = script.hasPrefix("./") ? String(script.dropFirst(2)) : script
        #expect(
            try LaunchFixture(arguments: [script]).resolved().texts
                == ["\(LaunchFixture.prefix)/\(path)"]
        )
    }

    @Test("A module of the bundle is started from the prefix and from nowhere else")
    func module() throws {
        let fixture = LaunchFixture(
            command: "python3",
            arguments: ["-u", "-m", "server.main", "--stdio"]
        )
        let texts = try fixture.resolved().texts
        #expect(texts.count == 6)
        #expect(texts.prefix(2) == ["-u", "-c"])
        #expect(texts.suffix(3) == [LaunchFixture.prefix, "server.main", "--stdio"])
    }

    @Test(
        "A script from elsewhere, from a person, or none at all is refused",
        arguments: [
            ["/etc/x.js"], ["../x.js"], ["${HOME}/x.js"], ["${user_config.script}"], [],
            ["${__dirname}/../x.js"], ["https://example.com/x.js"], ["${__dirname}"], [""],
        ]
    )
    func foreignScript(_ arguments: [String]) {
        let fixture = LaunchFixture(
            arguments: arguments,
            userConfig: #"{"script":{"type":"file","default":"/x.js"}}"#
        )
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category.exitStatus == 12)
    }

    @Test("A script that the bundle lacks is the bundle's fault")
    func missingScript() {
        let fixture = LaunchFixture(arguments: ["${__dirname}/server/gone.js"])
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category == .verification)
    }
}
