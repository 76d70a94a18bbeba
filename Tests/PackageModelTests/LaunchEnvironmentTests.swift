import PackageModel
import Testing

@Suite("Variables that no server gets")
struct LaunchEnvironmentTests {
    static let forbidden = [
        "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "NODE_PATH",
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "BASH_ENV", "ENV",
        "SSH_AUTH_SOCK", "DOCKER_HOST", "XAUTHORITY", "GIT_SSH_COMMAND", "DBUS_SESSION_BUS_ADDRESS",
        "PERL5OPT", "PERL5LIB", "RUBYOPT", "JAVA_TOOL_OPTIONS", "GCONV_PATH", "ld_preload",
        "Node_Options",
    ]

    @Test("Each is refused in a bundle's manifest", arguments: forbidden)
    func manifest(_ name: String) {
        let fixture = LaunchFixture(environment: [name: "${__dirname}/x"])
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category.exitStatus == 12)
        #expect(error?.reason.contains("`\(name)`") == true)
    }

    @Test("Each is refused in a registry document", arguments: forbidden)
    func document(_ name: String) {
        let fixture = LaunchFixture(
            package: #""environmentVariables":[{"name":"\#(name)","value":"x"}]"#
        )
        let error = #expect(throws: ModelError.self) { try fixture.launch() }
        #expect(error?.category.exitStatus == 12)
    }

    @Test("Each is refused from the person too", arguments: forbidden)
    func person(_ name: String) {
        let inputs: [InputDeclaration] = []
        #expect(throws: ModelError.self) { try inputs.check(variable: name, value: "x") }
        #expect(throws: ModelError.self) {
            try LaunchFixture().resolved(InputValues(environment: [name: "x"]))
        }
    }

    @Test(
        "Names that are no names are refused",
        arguments: ["", "A B", "A=B", "1A", "Ä", "A-B", "A\u{0}B", "A\nB"]
    )
    func malformed(_ name: String) {
        let error = #expect(throws: ModelError.self) { try ForbiddenEnvironment.check(name) }
        #expect(error?.category.exitStatus == 12)
    }

    @Test(
        "Names that only look similar are accepted",
        arguments: [
            "GITHUB_TOKEN", "LDAP_URL", "NODE_ENV", "ENVIRONMENT", "PYTHONUNBUFFERED", "_X1",
        ]
    )
    func similar(_ name: String) throws { try ForbiddenEnvironment.check(name) }
}
