import Documents
import PackageModel
import Paths
import Testing

@Suite("How an image starts")
struct ImageLaunchTests {
    private func launch(_ runtime: String, package: String = "[]", variables: String = "[]") throws
        -> ImageLaunch
    {
        try ImageLaunch(package: imagePackage(runtime, package: package, variables: variables))
    }

    private func resolved(_ launch: ImageLaunch, _ inputs: [String: [String]] = [:]) throws
        -> ResolvedLaunch
    {
        var values = InputValues()
        values.inputs = inputs
        return try launch.specification.resolved(facts(launch, values), adding: values)
    }

    private func facts(_ launch: ImageLaunch, _ values: InputValues) throws -> LaunchFacts {
        let directories = SystemDirectories(home: try AbsolutePath(parsing: "/home/ada"))
        return LaunchFacts(
            prefix: try AbsolutePath(parsing: "/prefix"),
            inputs: try ResolvedInputs(
                values,
                for: launch.inputs,
                server: "io.example/demo",
                directories: directories
            ),
            directories: directories
        )
    }

    @Test("What every container has anyway is passed over")
    func already() throws {
        let launch = try launch(
            """
            [{"type":"positional","value":"run"},{"type":"named","name":"-i"},
             {"type":"named","name":"--rm"},{"type":"named","name":"--network","value":"none"},
             {"type":"named","name":"--network=none"}]
            """
        )
        #expect(launch.specification.arguments.isEmpty)
        #expect(launch.warnings.isEmpty)
    }

    @Test("A variable given to an engine is a variable of the server")
    func variables() throws {
        let launch = try launch(
            """
            [{"type":"named","name":"-e","value":"PORT=8085"},
             {"type":"named","name":"--env","value":"URL=https://{host}/x=1",
              "variables":{"host":{"isRequired":true}}},
             {"type":"named","name":"-e","isRequired":true,"default":"KUBECONFIG=/kubeconfig"},
             {"type":"positional","value":"-e"},{"type":"positional","value":"MODE=fast"}]
            """
        )
        let environment = try resolved(launch, ["host": ["h"]]).environment
        #expect(environment.map(\.name) == ["KUBECONFIG", "MODE", "PORT", "URL"])
        #expect(
            environment.map(\.value) == [
                [.text("/kubeconfig")], [.text("fast")], [.text("8085")], [.text("https://h/x=1")],
            ]
        )
    }

    @Test("A secret in a variable stays a secret, and can be given by the variable's name")
    func secret() throws {
        let launch = try launch(
            """
            [{"type":"named","name":"-e","value":"TOKEN={token}",
              "variables":{"token":{"isSecret":true}}}]
            """
        )
        #expect(launch.inputs.map(\.isSecret) == [true])
        #expect(launch.inputs.named("TOKEN")?.name == "token")
        #expect(try resolved(launch).environment.isEmpty)
    }

    @Test("The server's own arguments and variables are taken as they are declared")
    func own() throws {
        let launch = try launch(
            "[]",
            package:
                #"[{"type":"named","name":"--url","value":"x"},{"type":"positional","value":"stdio"}]"#,
            variables: #"[{"name":"MODE","value":"fast"}]"#
        )
        let resolved = try resolved(launch)
        #expect(resolved.arguments == [[.text("--url")], [.text("x")], [.text("stdio")]])
        #expect(resolved.environment.map(\.name) == ["MODE"])
    }

    @Test(
        "What opens this machine is left out, and said",
        arguments: [
            #"{"type":"named","name":"-p","value":"127.0.0.1:8085:8085"}"#,
            #"{"type":"named","name":"--network","value":"host"}"#,
            #"{"type":"named","name":"--network=host"}"#, #"{"type":"named","name":"-P"}"#,
            #"{"type":"named","name":"-it"}"#, #"{"type":"named","name":"--name","value":"x"}"#,
        ]
    )
    func leftOut(_ argument: String) throws {
        let launch = try launch("[\(argument)]")
        #expect(launch.warnings.count == 1)
        #expect(launch.specification.arguments.isEmpty)
        #expect(launch.specification.environment.isEmpty)
    }

    @Test(
        "An option that widens what a server may do is refused by name",
        arguments: [
            "--privileged", "--cap-add", "--device", "--entrypoint", "--user", "--pid", "--ipc",
            "--security-opt", "--env-file", "--volumes-from", "--userns", "--add-host", "--gpus",
            "--annotation", "--runtime", "--log-opt", "--v", "--Env", "-ePORT=1", "--env=PORT=1",
        ]
    )
    func refused(_ option: String) {
        #expect {
            try launch(#"[{"type":"named","name":"\#(option)","value":"x"}]"#)
        } throws: { error in
            guard case .refused(let what, _) = error as? ModelError else { return false }
            return what.hasPrefix(option.prefix { $0 != "=" })
        }
    }

    @Test("A word that belongs to no option is refused")
    func stray() {
        #expect(throws: ModelError.self) {
            try launch(#"[{"type":"positional","value":"evil:1"}]"#)
        }
    }

    @Test(
        "A variable that an engine reads itself is refused",
        arguments: [
            "CONTAINERS_CONF", "DOCKER_HOST", "HOME", "PATH", "XDG_RUNTIME_DIR", "STORAGE_OPTS",
            "docker_config", "LD_PRELOAD", "CONTAINER_HOST", "_CONTAINERS_USERNS_CONFIGURED", "A B",
            "", "1X", "{x}", "TMPDIR", "HTTPS_PROXY", "SSH_AUTH_SOCK",
        ]
    )
    func engineVariable(_ name: String) {
        #expect(throws: ModelError.self) {
            try launch(#"[{"type":"named","name":"-e","value":"\#(name)=x"}]"#)
        }
        #expect(throws: ModelError.self) {
            try launch("[]", variables: #"[{"name":"\#(name)","value":"x"}]"#)
        }
    }

    @Test("A mount is kept with its template, and asks for its values")
    func mounts() throws {
        let launch = try launch(
            """
            [{"type":"named","name":"--mount","value":"type=bind,src={from},dst=/data","isRequired":true,
              "variables":{"from":{"isRequired":true,"format":"filepath"}}},
             {"type":"named","name":"-v","value":"{more}:/more",
              "variables":{"more":{"isRequired":true}}}]
            """
        )
        #expect(launch.mounts.map(\.isRequired) == [true, false])
        #expect(launch.inputs.map(\.isRequired) == [true, false])
        var values = InputValues()
        values.inputs = ["from": ["/home/ada/x"]]
        let filled = try launch.specification(of: launch.mounts[0])
            .resolved(facts(launch, values), adding: InputValues())
        #expect(filled.arguments == [[.text("type=bind,src=/home/ada/x,dst=/data")]])
    }
}

/// The first package of a document with these arguments.
func imagePackage(_ runtime: String, package: String = "[]", variables: String = "[]") throws
    -> ServerPackage
{
    let text = """
        {"name":"io.example/demo","version":"1.0.0","description":"d","packages":[
         {"registryType":"oci","identifier":"ghcr.io/acme/demo:1","transport":{"type":"stdio"},
          "runtimeArguments":\(runtime),"packageArguments":\(package),
          "environmentVariables":\(variables)}]}
        """
    return try #require(try ServerDocument(json: JSON(parsing: text)).packages.first)
}
