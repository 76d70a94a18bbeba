import Diagnostics
import Documents
import Hosts
import Testing

/// What every host gets right, because one algorithm edits the files of all.
@Suite struct HostContractTests {
    @Test("What is written is read back, as ours", arguments: allHosts)
    func readBack(host: any HostIntegration) throws {
        var edited = try EditedFile(host, nil)
        try edited.link("weather")
        let entries = try HostEdit.entries(in: edited.file, from: edited.state)
        #expect(entries.map(\.id) == ["weather"])
        #expect(entries.first?.isOwned == true)
        #expect(try entries.first?.value == host.spelling(of: userEntry("weather")))
    }

    @Test("The written file is plain JSON that ends with a line end", arguments: allHosts)
    func plain(host: any HostIntegration) throws {
        var edited = try EditedFile(host, nil)
        try edited.link("weather")
        _ = try JSON(parsing: try #require(edited.content))
        #expect(edited.text?.hasSuffix("}\n") == true)
    }

    @Test("Unknown members and comments are kept", arguments: allHosts)
    func kept(host: any HostIntegration) throws {
        let key = host.format.keyPath[0]
        let comment = host.format.dialect == .relaxed ? " // mine" : ""
        let before =
            "{\n  \"x\": [1,  2],\(comment)\n  \"\(key)\": {\n    \"own\": {\"a\":1}\n  }\n}"
        var edited = try EditedFile(host, before)
        try edited.link("weather")
        #expect(edited.text?.hasPrefix("{\n  \"x\": [1,  2],\(comment)\n") == true)
        #expect(edited.text?.contains("    \"own\": {\"a\":1}") == true)
        let entries = try HostEdit.entries(in: edited.file, from: edited.state)
        #expect(entries.map(\.isOwned) == [false, true])
    }

    @Test("A second write changes nothing", arguments: allHosts)
    func idempotent(host: any HostIntegration) throws {
        var edited = try EditedFile(host, "{ }")
        try edited.link("weather")
        #expect(edited.lastChange?.isChanged == true)
        let (first, record) = (edited.text, edited.record)
        try edited.link("weather")
        #expect(edited.lastChange?.isChanged == false)
        #expect(edited.text == first)
        #expect(edited.record == record)
    }

    @Test("Another command under the same id replaces just the value", arguments: allHosts)
    func replaced(host: any HostIntegration) throws {
        var edited = try EditedFile(host, "{ \"x\": 1 }")
        try edited.link("a")
        try edited.link("b")
        let before = try #require(edited.text)
        try edited.link("a", userEntry("a", home: "/srv/home"))
        let old = "\"run\", \"--user\", \"a\""
        let new = "\"run\", \"--user\", \"a\", \"--home\", \"/srv/home\""
        #expect(edited.text == before.replacing(old, with: new))
        #expect(edited.lastChange?.isChanged == true)
        try edited.unlink("a")
        try edited.unlink("b")
        #expect(edited.text == "{ \"x\": 1 }")
    }

    @Test("An entry that mcppkg did not write is refused, and none of ours", arguments: allHosts)
    func notOurs(host: any HostIntegration) throws {
        let key = host.format.keyPath[0]
        let edited = try EditedFile(host, "{\"\(key)\":{\"weather\":{\"command\":\"npx\"}}}")
        let expected = HostError.entryNotOurs(id: "weather", file: edited.file.path)
        #expect(throws: expected) {
            try HostEdit.link(
                instance("weather"),
                userEntry("weather"),
                in: edited.file,
                from: edited.state
            )
        }
        #expect(throws: expected) {
            try HostEdit.unlink(instance("weather"), in: edited.file, from: edited.state)
        }
        #expect(expected.category.exitStatus == 6)
    }

    static let malformedTexts = [
        "{", "[]", "null", "\"x\"", "{\"KEY\":[]}", "{\"KEY\":null}", "{\"KEY\":1}", "{} x",
        "{\"KEY\":{\"a\":1,\"a\":2}}", "{\"KEY\":{},\"KEY\":{}}", "{\"a\": tru}", "\u{FEFF}{",
        "{a:1}",
        "\0", "{\"KEY\":{\"a\":\"\u{1}\"}}", "# comment",
    ]

    @Test(
        "A file that its host cannot read is exit 14 with the place",
        arguments: allHosts,
        malformedTexts
    )
    func malformed(host: any HostIntegration, template: String) throws {
        let text = template.replacing("KEY", with: host.format.keyPath[0])
        let edited = try EditedFile(host, text)
        let linking = #expect(throws: HostError.self) {
            try HostEdit.link(
                instance("weather"),
                userEntry("weather"),
                in: edited.file,
                from: edited.state
            )
        }
        #expect(linking?.category.exitStatus == 14)
        #expect(linking?.reason.contains("at line 1, column ") == true)
        #expect(throws: HostError.self) {
            try HostEdit.unlink(instance("weather"), in: edited.file, from: edited.state)
        }
        #expect(throws: HostError.self) {
            try HostEdit.entries(in: edited.file, from: edited.state)
        }
    }

    @Test("Comments and trailing commas are malformed where the host does not take them")
    func strictHosts() throws {
        for host in allHosts where host.format.dialect == .strict {
            for text in ["{ // c\n}", "{\"x\": 1,}"] {
                var edited = try EditedFile(host, text)
                #expect(throws: HostError.self) { try edited.link("weather") }
            }
        }
    }

    @Test("A file beyond the limit is refused before it is parsed", arguments: allHosts)
    func huge(host: any HostIntegration) throws {
        let file = try sampleFile(host)
        let state = HostFileState(content: [UInt8](repeating: 0x20, count: (32 << 20) + 1))
        let error = #expect(throws: HostError.self) { try HostEdit.entries(in: file, from: state) }
        #expect(error == .tooLarge(file: file.path, limit: .mebibytes(32)))
        #expect(error?.category.exitStatus == 14)
    }

    @Test("What differs from what mcppkg would write is found", arguments: allHosts)
    func drift(host: any HostIntegration) throws {
        var edited = try EditedFile(host, "{}")
        try edited.link("weather")
        func compare() throws -> HostComparison {
            let entry = try userEntry("weather")
            return try HostEdit.compare(
                instance("weather"),
                entry,
                in: edited.file,
                from: edited.state
            )
        }
        #expect(try compare().isAsWritten)
        let place = host.format.keyPath + ["weather"]
        let text = try JSONText(parsing: edited.content ?? [])
        edited.content = try text.setting("npx", at: place + ["command"])
            .setting(["K": "v"], at: place + ["env"]).bytes
        let changed = try compare()
        #expect(!changed.isAsWritten)
        #expect(changed.isOwned)
        #expect(changed.changedKeys == ["command"])
        #expect(changed.addedKeys == ["env"])
        edited.content = bytes("{}")
        #expect(try compare().found == nil)
        #expect(try !compare().isAsWritten)
    }
}
