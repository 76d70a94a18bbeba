import PackageModel
import Testing

private func resolved(_ package: String, _ values: InputValues = InputValues()) throws
    -> ResolvedLaunch
{
    try LaunchFixture(package: package).resolved(values)
}

private func arguments(_ list: String, _ inputs: [String: [String]] = [:]) throws -> [String] {
    let launch = try resolved(#""packageArguments":[\#(list)]"#, InputValues(inputs: inputs))
    return Array(launch.texts.dropFirst())
}

@Suite("What a registry document adds to a bundle's command line")
struct InputDocumentTests {
    @Test(
        "Arguments become separate items, fixed, filled in or left out",
        arguments: [
            (#"{"type":"positional","value":"serve"}"#, ["serve"]),
            (#"{"type":"named","name":"--port","value":"80"}"#, ["--port", "80"]),
            (#"{"type":"named","name":"--flag"}"#, ["--flag"]),
            (
                #"{"type":"named","name":"--port","description":"d","default":"3000"}"#,
                ["--port", "3000"]
            ),
            (#"{"type":"named","name":"--port","description":"d"}"#, []),
            (#"{"type":"positional","valueHint":"dir"}"#, []),
            (#"{"type":"positional","valueHint":"dir","default":"/d"}"#, ["/d"]),
            (
                #"{"type":"positional","value":"{a}-{b}","variables":{"a":{"default":"1"}}}"#,
                ["1-{b}"]
            ),
            (#"{"type":"positional","value":"{a}","variables":{"a":{"value":"{b}"}}}"#, ["{b}"]),
            (#"{"type":"positional","value":"${HOME}"}"#, ["${HOME}"]),
            (#"{"type":"positional","value":"{--port}"}"#, ["{--port}"]),
        ]
    )
    func forms(_ argument: String, _ expected: [String]) throws {
        #expect(try arguments(argument) == expected)
    }

    @Test("Values of a person reach flags, places and repeated arguments")
    func given() throws {
        let port = #"{"type":"named","name":"--port","description":"d","format":"number"}"#
        #expect(try arguments(port, ["port": ["81"]]) == ["--port", "81"])
        #expect(throws: ModelError.self) { try arguments(port, ["port": ["many"]]) }
        let named = #"{"type":"named","name":"--dir","description":"d","isRepeated":true}"#
        #expect(try arguments(named, ["dir": ["/a", "/b"]]) == ["--dir", "/a", "--dir", "/b"])
        let plain = #"{"type":"positional","valueHint":"dir","isRepeated":true}"#
        #expect(try arguments(plain, ["dir": ["/a", "/b"]]) == ["/a", "/b"])
        let once = #"{"type":"positional","valueHint":"dir"}"#
        #expect(throws: ModelError.self) { try arguments(once, ["dir": ["/a", "/b"]]) }
        let typed = #"{"type":"positional","value":"x={v}","variables":{"v":{}}}"#
        #expect(try arguments(typed, ["v": ["{v}{w}"]]) == ["x={v}{w}"])
    }

    @Test("A required variable of a template is asked for by its own name")
    func requiredVariable() throws {
        let list = #"{"type":"positional","value":"x={v}","variables":{"v":{"isRequired":true}}}"#
        let error = #expect(throws: ModelError.self) { try arguments(list) }
        #expect(error == .missingInput(name: "v", server: "io.example/demo"))
    }

    @Test("Variables of the registry lie on top of those of the bundle, when they have a value")
    func merge() throws {
        let fixture = LaunchFixture(
            environment: ["A": "bundle", "B": "bundle"],
            package:
                #""environmentVariables":[{"name":"A","value":"registry"},{"name":"B"},{"name":"C","default":"c"}]"#
        )
        #expect(try fixture.resolved().variables == ["A": "registry", "B": "bundle", "C": "c"])
        let chosen = InputValues(environment: ["B": "person", "D": "extra"])
        #expect(
            try fixture.resolved(chosen).variables == [
                "A": "registry", "B": "person", "C": "c", "D": "extra",
            ]
        )
    }

    @Test("An input that both describe is asked for once, with the stricter rule")
    func describedTwice() throws {
        let fixture = LaunchFixture(
            environment: ["API_KEY": "${user_config.key}"],
            userConfig: #"{"key":{"type":"string","title":"Key"}}"#,
            package:
                #""environmentVariables":[{"name":"API_KEY","isSecret":true,"isRequired":true}]"#
        )
        let inputs = try fixture.launch().inputs
        #expect(inputs.map(\.name) == ["key"])
        #expect(inputs.first?.isSecret == true)
        #expect(inputs.first?.isRequired == true)
        #expect(throws: ModelError.self) {
            try inputs.check(variable: "API_KEY", value: "v")
        }
    }

    @Test("A variable may be given as `--env` or as `--input`, and is checked either way")
    func eitherWay() throws {
        let package = #""environmentVariables":[{"name":"N","isRequired":true,"format":"number"}]"#
        #expect(try resolved(package, InputValues(environment: ["N": "1"])).variables == ["N": "1"])
        #expect(try resolved(package, InputValues(inputs: ["N": ["1"]])).variables == ["N": "1"])
        #expect(throws: ModelError.self) {
            try resolved(package, InputValues(environment: ["N": "x"]))
        }
        #expect(throws: ModelError.self) { try resolved(package) }
    }

    @Test("What is filled into a secret value is secret too")
    func secretParts() throws {
        let fixture = LaunchFixture(
            package:
                #""environmentVariables":[{"name":"AUTH","isSecret":true,"value":"Bearer {t}","variables":{"t":{}}}]"#
        )
        #expect(try fixture.launch().inputs.map(\.isSecret) == [true])
        #expect(try fixture.resolved().variables.isEmpty)
    }

    @Test("A person's own arguments come last and are literal")
    func ownArguments() throws {
        let values = InputValues(arguments: ["${HOME}", "{x}", "--"])
        let package = #""packageArguments":[{"type":"positional","value":"serve"}]"#
        #expect(
            try resolved(package, values).texts.dropFirst() == ["serve", "${HOME}", "{x}", "--"]
        )
    }
}
