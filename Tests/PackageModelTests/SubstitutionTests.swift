import PackageModel
import Testing

private let config = """
    {"dirs":{"type":"directory","multiple":true},"name":{"type":"string"},
     "level":{"type":"number","default":3},"loud":{"type":"boolean","default":false},
     "place":{"type":"directory","default":"${HOME}/x/${DOCUMENTS}/${__dirname}/${nope}"},
     "key":{"type":"string","sensitive":true}}
    """

private func arguments(_ texts: [String], _ values: [String: [String]] = [:]) throws -> [String] {
    let script = "${__dirname}/server/index.js"
    let fixture = LaunchFixture(arguments: [script] + texts, userConfig: config)
    return Array(try fixture.resolved(InputValues(inputs: values)).texts.dropFirst())
}

private func variables(_ values: [String: String], _ inputs: [String: [String]] = [:]) throws
    -> [String: String]
{
    let fixture = LaunchFixture(environment: values, userConfig: config)
    return try fixture.resolved(InputValues(inputs: inputs)).variables
}

@Suite("Filling in a bundle's command line")
struct SubstitutionTests {
    @Test(
        "Known places are filled in, wherever they stand in a text",
        arguments: [
            ("${__dirname}/a", "/data/servers/demo/a"), ("a${/}b${pathSeparator}c", "a/b/c"),
            ("${HOME}", "/home/ada"), ("--x=${DESKTOP}", "--x=/home/ada/Desktop"),
            ("${DOWNLOADS}${DOCUMENTS}", "/home/ada/Downloads/home/ada/Documents"),
            ("${user_config.level}", "3"), ("--loud=${user_config.loud}", "--loud=false"),
        ]
    )
    func known(_ text: String, _ expected: String) throws {
        #expect(try arguments([text]) == [expected])
    }

    @Test(
        "What is no known place stays as it is written",
        arguments: [
            "${unknown}", "${user_config.nope}", "${user_configxname}", "${", "$", "${}", "{name}",
            "$HOME", "${HOME", "${user_config.}", "${ HOME }", "a${b", "$${x}", "${home}",
            "${" + String(repeating: "x", count: 5000) + "}",
        ]
    )
    func unknown(_ text: String) throws { #expect(try arguments([text]) == [text]) }

    @Test("An inner place is filled in where the outer one is none")
    func nested() throws {
        #expect(try arguments(["${a${HOME}}"]) == ["${a/home/ada}"])
    }

    @Test("A value of a person that looks like a place stays as typed")
    func noSecondPass() throws {
        let typed = "${HOME}/${user_config.level}/${__dirname}"
        #expect(try arguments(["${user_config.name}"], ["name": [typed]]) == [typed])
        #expect(try arguments(["-n=${user_config.name}"], ["name": [typed]]) == ["-n=" + typed])
        #expect(try variables(["N": "${user_config.name}"], ["name": [typed]]) == ["N": typed])
    }

    @Test("A default may name the person's directories, and nothing else is filled in there")
    func defaults() throws {
        let expected = "/home/ada/x//home/ada/Documents/${__dirname}/${nope}"
        #expect(try arguments(["${user_config.place}"]) == [expected])
        #expect(try arguments(["${user_config.place}"], ["place": ["${HOME}"]]) == ["${HOME}"])
    }

    @Test("Several values become several arguments where they are the whole argument")
    func splice() throws {
        let values = ["dirs": ["/a", "/b c"]]
        #expect(
            try arguments(["-d", "${user_config.dirs}", "z"], values) == ["-d", "/a", "/b c", "z"]
        )
        #expect(try arguments(["-d=${user_config.dirs}"], values) == ["-d=${user_config.dirs}"])
        #expect(try variables(["D": "${user_config.dirs}"], values) == ["D": "${user_config.dirs}"])
    }

    @Test("An optional input without value leaves out what is exactly it, and is empty elsewhere")
    func absent() throws {
        #expect(try arguments(["a", "${user_config.name}", "b"]) == ["a", "b"])
        #expect(try arguments(["a", "${user_config.dirs}", "b"]) == ["a", "b"])
        #expect(try arguments(["-n=${user_config.name}."]) == ["-n=."])
        #expect(
            try variables(["N": "${user_config.name}", "M": "<${user_config.name}>"]) == ["M": "<>"]
        )
    }

    @Test("Whatever would hold a secret is left out whole")
    func secrets() throws {
        #expect(try arguments(["-k=${user_config.key}", "x"]) == ["x"])
        #expect(try variables(["A": "Bearer ${user_config.key}", "B": "1"]) == ["B": "1"])
    }

    @Test("Empty texts stay empty arguments")
    func empty() throws {
        #expect(try arguments(["", "a"]) == ["", "a"])
        #expect(try variables(["E": ""]) == ["E": ""])
    }

    @Test("A small bundle cannot grow into a huge command line")
    func growth() {
        let value = String(repeating: "x", count: 16 << 10)
        let text = String(repeating: "${user_config.name}", count: 800)
        #expect(throws: ModelError.self) {
            try arguments([text], ["name": [value]])
        }
        #expect(throws: ModelError.self) {
            try arguments(Array(repeating: "${user_config.name}", count: 100), ["name": [value]])
        }
    }

    @Test("The arguments of a project know its workspace and its inputs, and nothing else")
    func project() throws {
        let input = InputDeclaration(name: "dir", kind: .directory)
        let launch = try LaunchFixture().launch().specification
            .appending([
                .init(value: try Template(project: "--root=${workspace}/src", inputs: [])),
                .init(value: try Template(project: "${input.dir}", inputs: [input])),
            ])
        #expect(launch.displayed.suffix(2) == ["--root=${workspace}/src", "${input.dir}"])
        for text in ["${input.other}", "${HOME}", "${workspac}", "${user_config.dir}"] {
            #expect(throws: ModelError.self) { try Template(project: text, inputs: [input]) }
        }
        #expect(try Template(project: "$x {y} ${", inputs: []).description == "$x {y} ${")
    }
}
