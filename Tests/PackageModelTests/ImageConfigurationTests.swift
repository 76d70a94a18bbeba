import Documents
import PackageModel
import Testing

@Suite("Image configurations")
struct ImageConfigurationTests {
    private let text = """
        {"os":"linux","architecture":"arm64","variant":"v8","config":{"Entrypoint":["/server"],
         "Cmd":["--stdio"],"Env":["PATH=/bin"],"User":"1000:1000","ExposedPorts":{"8080/tcp":{}},
         "Labels":{"io.modelcontextprotocol.server.name":"io.github.acme/weather","x":"y"}}}
        """

    @Test("What a registry sends is read, and its kept form reads the same")
    func registry() throws {
        let configuration = try ImageConfiguration(json: JSON(parsing: text))
        #expect(configuration.platform.description == "linux/arm64/v8")
        #expect(configuration.serverName == "io.github.acme/weather")
        #expect(configuration.entrypoint == ["/server"])
        #expect(configuration.command == ["--stdio"])
        #expect(configuration.environment == ["PATH=/bin"])
        #expect(configuration.ports == ["8080/tcp"])
        #expect(!configuration.runsAsRoot)
        #expect(try ImageConfiguration(json: configuration.json) == configuration)
    }

    @Test("What an engine prints is read too")
    func engine() throws {
        let printed = """
            {"Os":"linux","Architecture":"amd64","Variant":"","Config":{"Entrypoint":null,"Cmd":["a"],
             "Env":null,"User":"","ExposedPorts":null,"Labels":null}}
            """
        let configuration = try ImageConfiguration(json: JSON(parsing: printed))
        #expect(configuration.platform.description == "linux/amd64")
        #expect(configuration.command == ["a"])
        #expect(configuration.serverName == nil)
        #expect(configuration.runsAsRoot)
    }

    @Test(
        "Root is told by name, by number and by nothing",
        arguments: ["root", "0", "0:1000", "root:x"]
    )
    func root(_ user: String) throws {
        let json = try JSON(
            parsing: #"{"os":"linux","architecture":"amd64","config":{"User":"\#(user)"}}"#
        )
        #expect(try ImageConfiguration(json: json).runsAsRoot)
    }

    @Test(
        "A member of another kind is named",
        arguments: [
            "[]", "{}", #"{"os":"linux"}"#, #"{"os":1,"architecture":"a"}"#,
            #"{"os":"linux","architecture":"a","config":[]}"#,
            #"{"os":"linux","architecture":"a","config":{"Entrypoint":"/server"}}"#,
            #"{"os":"linux","architecture":"a","config":{"Env":[1]}}"#,
            #"{"os":"linux","architecture":"a","config":{"Labels":["a"]}}"#,
            #"{"os":"linux","architecture":"a","config":{"Labels":{"io.modelcontextprotocol.server.name":7}}}"#,
        ]
    )
    func malformed(_ text: String) {
        #expect(throws: ModelError.self) { try ImageConfiguration(json: JSON(parsing: text)) }
    }
}
