import Documents
import PackageModel
import Testing

@Suite struct ManifestRequirementTests {
    private func value(_ text: String) throws -> ManifestValue { try ManifestValue(parsing: text) }

    private func requirement(_ json: JSON) throws -> ServerRequirement {
        try Manifest(json: ["servers": ["a": json]]).servers[0].requirement
    }

    @Test("A new server is written with what was decided and nothing else")
    func smallest() throws {
        let source = try SourceSpecification(parsing: "io.acme/weather@^1", in: .manifest)
        #expect(ServerRequirement(source: source).json == ["source": "io.acme/weather@^1"])
    }

    @Test("A requirement with everything reads back from its own object")
    func roundTrips() throws {
        var requirement = ServerRequirement(
            source: try SourceSpecification(parsing: "./x.mcpb", in: .manifest),
            args: [
                try value("--dir=${input.dir}"), try value("${workspace}"), try value("plain $x"),
            ],
            env: ["LEVEL": try value("debug"), "A": try value("")],
            inputs: [
                "dir": ManifestInput(kind: .directory, help: "where"),
                "count": ManifestInput(kind: .number, defaultValue: "3", choices: ["3", "4.5"]),
                "fast": ManifestInput(kind: .boolean, defaultValue: "true", isRequired: true),
                "name": ManifestInput(kind: .string, isRequired: false),
            ],
            secrets: ["TOKEN"]
        )
        requirement.permissions = ["net": ["example.com:443"]]
        requirement.platforms = [try PlatformName(parsing: "macos-aarch64")]
        let text = requirement.json.text()
        let again = try self.requirement(JSON(parsing: text))
        #expect(again == requirement)
        #expect(again.json.text() == text)
        #expect(text.contains(#""env":{"A":"","LEVEL":"debug"}"#))
    }

    @Test(
        "A value is taken apart at its places",
        arguments: [
            ("", []), ("plain", [.text("plain")]), ("$5 {x} $", [.text("$5 {x} $")]),
            ("${workspace}", [.workspace]),
            ("a${workspace}/b", [.text("a"), .workspace, .text("/b")]),
            ("${input.a}${input.b-2}", [.input("a"), .input("b-2")]),
            ("$${workspace}", [.text("$"), .workspace]),
        ] as [(String, [ManifestValue.Piece])]
    )
    func takesApart(text: String, pieces: [ManifestValue.Piece]) throws {
        let value = try value(text)
        #expect(value.pieces == pieces)
        #expect(value.description == text)
    }

    @Test(
        "A place that nothing fills is refused instead of reaching the server as it is",
        arguments: [
            "${HOME}", "${", "${workspace", "${}", "${input.}", "${input.a b}", "${Workspace}",
            "x\0y", "${input.a${workspace}}",
        ]
    )
    func refusesPlaces(text: String) {
        #expect(throws: ModelError.self) { try value(text) }
    }

    @Test("An input with a default need not be given, unless the manifest says so")
    func requiredInputs() throws {
        let json: JSON = [
            "source": "./x.mcpb",
            "inputs": [
                "a": [:], "b": ["default": "x"], "c": ["default": "x", "required": true],
                "d": ["required": false],
            ],
        ]
        let inputs = try requirement(json).inputs
        #expect(inputs.mapValues(\.isRequired) == ["a": true, "b": false, "c": true, "d": false])
        #expect(inputs["a"]?.kind == .string)
    }
}
