import Documents
import PackageModel
import Paths
import Testing

private func input(
    _ kind: InputDeclaration.Kind,
    _ change: (inout InputDeclaration) -> Void = { _ in }
)
    -> InputDeclaration
{
    var input = InputDeclaration(name: "x", kind: kind)
    change(&input)
    return input
}

private func resolve(_ declarations: [InputDeclaration], _ values: InputValues = InputValues())
    throws
    -> ResolvedInputs
{
    try ResolvedInputs(
        values,
        for: declarations,
        server: "io.example/demo",
        directories: SystemDirectories(home: AbsolutePath(parsing: "/home/ada"))
    )
}

@Suite("Values that a server asks for")
struct InputTests {
    @Test(
        "Values that fit are accepted, truth values in one spelling",
        arguments: [
            (InputDeclaration.Kind.string, "any text ${HOME}", "any text ${HOME}"),
            (.string, "", ""),
            (.number, "10", "10"), (.number, "-1.5e3", "-1.5e3"), (.boolean, "TRUE", "true"),
            (.boolean, "off", "false"), (.boolean, "1", "true"), (.directory, "/tmp", "/tmp"),
        ]
    )
    func valid(_ kind: InputDeclaration.Kind, _ text: String, _ expected: String) throws {
        #expect(try input(kind).validated([text]) == [expected])
    }

    @Test(
        "Values that do not fit are usage errors",
        arguments: [
            (InputDeclaration.Kind.number, "ten"), (.number, "nan"), (.number, "inf"),
            (.number, "0x10"),
            (.number, ""), (.number, "1e999"), (.boolean, "maybe"), (.boolean, ""),
            (.directory, ""),
            (.file, ""), (.string, "a\u{0}b"), (.string, String(repeating: "x", count: 20_000)),
        ]
    )
    func invalid(_ kind: InputDeclaration.Kind, _ text: String) {
        let error = #expect(throws: ModelError.self) { try input(kind).validated([text]) }
        #expect(error?.category.exitStatus == 2)
    }

    @Test("Choices, bounds and the number of values are kept")
    func rules() throws {
        let chosen = input(.string) { $0.choices = ["a", "b"] }
        #expect(try chosen.validated(["b"]) == ["b"])
        #expect(throws: ModelError.self) { try chosen.validated(["c"]) }
        let bounded = input(.number) {
            $0.minimum = 1
            $0.maximum = 100
        }
        #expect(try bounded.validated(["100"]) == ["100"])
        #expect(throws: ModelError.self) { try bounded.validated(["0.5"]) }
        #expect(throws: ModelError.self) { try bounded.validated(["101"]) }
        #expect(throws: ModelError.self) { try input(.string).validated(["a", "b"]) }
        #expect(try input(.string) { $0.isMultiple = true }.validated(["a", "b"]) == ["a", "b"])
    }

    @Test("A required input without value is exit 12 with the option to give it")
    func missing() throws {
        let needed = input(.string) { $0.isRequired = true }
        let error = #expect(throws: ModelError.self) { try resolve([needed]) }
        #expect(error?.category.exitStatus == 12)
        #expect(error?.remedy == "give it to `mcppkg install` with `--input x=VALUE`")
        #expect(throws: ModelError.self) { try resolve([needed], InputValues(inputs: ["x": [""]])) }
        #expect(throws: ModelError.self) { try resolve([needed], InputValues(inputs: ["x": []])) }
        #expect(InputValues().missing(of: [needed]).map(\.name) == ["x"])
        let given = InputValues(inputs: ["x": ["v"]])
        #expect(try resolve([needed], given).values(of: "x") == ["v"])
        #expect(given.missing(of: [needed]).isEmpty)
    }

    @Test("A declared default answers a required input, an empty one does not")
    func defaults() throws {
        let filled = input(.string) {
            $0.isRequired = true
            $0.defaults = ["d"]
        }
        #expect(try resolve([filled]).values(of: "x") == ["d"])
        #expect(InputValues().missing(of: [filled]).isEmpty)
        #expect(try resolve([filled], InputValues(inputs: ["x": ["v"]])).values(of: "x") == ["v"])
    }

    @Test("A required secret cannot be kept yet; an optional one is left out and said")
    func secrets() throws {
        let needed = input(.string) {
            $0.isRequired = true
            $0.isSecret = true
        }
        let error = #expect(throws: ModelError.self) { try resolve([needed]) }
        #expect(error?.category.exitStatus == 12)
        #expect(
            error?.reason
                == "`io.example/demo` needs the secret `x`, and this version of mcppkg cannot keep one"
        )
        let optional = input(.string) { $0.isSecret = true }
        let resolved = try resolve([optional], InputValues(inputs: ["x": ["hunter2"]]))
        #expect(resolved.values(of: "x") == nil)
        #expect(resolved.isWithheld("x"))
        #expect(resolved.notes == ["the optional secret `x` is left out"])
    }

    @Test("A secret is refused on the command line, as an input and as a variable")
    func secretGiven() throws {
        let secret = input(.string) {
            $0.isSecret = true
            $0.variables = ["API_KEY"]
        }
        for refuse in [
            { _ = try [secret].checked(input: "x", values: ["v"]) },
            { _ = try [secret].checked(input: "API_KEY", values: ["v"]) },
            { try [secret].check(variable: "API_KEY", value: "v") },
        ] as [() throws -> Void] {
            let error = #expect(throws: ModelError.self) { try refuse() }
            #expect(error?.category.exitStatus == 2)
        }
        try [secret].check(variable: "OTHER", value: "v")
    }

    @Test("A variable that holds a secret among other text is refused on the command line too")
    func embeddedSecret() throws {
        let launch = try LaunchFixture(
            environment: ["AUTH": "Bearer ${user_config.key}", "PLAIN": "1"],
            userConfig: #"{"key":{"type":"string","sensitive":true}}"#
        ).launch()
        let error = #expect(throws: ModelError.self) {
            try launch.specification.checkHoldsNoSecret(variable: "AUTH", of: launch.inputs)
        }
        #expect(error?.category.exitStatus == 2)
        try launch.specification.checkHoldsNoSecret(variable: "PLAIN", of: launch.inputs)
    }

    @Test("A name that nobody declared is a usage error when given, and a note when kept")
    func undeclared() throws {
        let error = #expect(throws: ModelError.self) {
            try [input(.string)].checked(input: "y", values: ["v"])
        }
        #expect(error?.category.exitStatus == 2)
        let old = InputValues(inputs: ["y": ["v"]])
        #expect(try resolve([input(.string)], old).notes.count == 1)
    }

    @Test("Values are stored and read back as they were")
    func codec() throws {
        let values = InputValues(
            inputs: ["b": ["1", "2"], "a": [""]],
            environment: ["E": "${x}"],
            arguments: ["--", "-x", ""]
        )
        #expect(try InputValues(json: values.json) == values)
        let text =
            #"{"inputs":{"a":[""],"b":["1","2"]},"environment":{"E":"${x}"},"arguments":["--","-x",""]}"#
        #expect(values.json.text() == text)
        #expect(try InputValues(json: ["inputs": ["a": "1"]]).inputs == ["a": ["1"]])
        for bad in ["[]", #"{"inputs":[]}"#, #"{"environment":{"A":[]}}"#, #"{"arguments":"x"}"#] {
            #expect(throws: ModelError.self) { try InputValues(json: JSON(parsing: bad)) }
        }
    }

    @Test("An input of a project's manifest is required unless it has a default or says otherwise")
    func project() throws {
        let plain = try InputDeclaration(project: ["type": "directory", "help": "h"], name: "dir")
        #expect(plain.kind == .directory)
        #expect(plain.isRequired)
        #expect(plain.summary == "h")
        let filled = try InputDeclaration(
            project: ["default": "d", "choices": ["d", "e"]],
            name: "n"
        )
        #expect(!filled.isRequired)
        #expect(filled.defaults == ["d"])
        #expect(throws: ModelError.self) {
            try InputDeclaration(project: ["type": "date"], name: "n")
        }
        #expect(throws: ModelError.self) { try InputDeclaration(project: "x", name: "n") }
    }

    @Test("The digest of what is asked sees every rule, and not the order or the words around it")
    func digest() throws {
        let a = InputDeclaration(name: "a", kind: .string)
        var b = InputDeclaration(name: "b", kind: .number)
        let base = [a, b].digest
        #expect([b, a].digest == base)
        b.summary = "other words"
        #expect([a, b].digest == base)
        b.isSecret = true
        #expect([a, b].digest != base)
    }
}
