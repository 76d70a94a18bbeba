import Documents
import Hosts
import Paths
import Testing

@Suite struct HostEditTests {
    static let originals: [String?] = [
        nil, "", "\n", " \t\r\n\r\n", "\u{FEFF}", "\u{FEFF} \n", "{}", "{}\n", "{ }", "{\n}",
        "{\n\n}\n",
        "\u{FEFF}{}\r\n", "{\"servers\":{}}", "{ \"servers\": { } }\n",
        "{\n  \"servers\": {\n  }\n}\n",
        "{\n\t\"servers\": {\n\t\t\"x\": {}\n\t}\n}\n", "{\"a\":1}",
        "{\"a\":1,\"servers\":{\"x\":{}}}",
        "{\n    \"a\": 1\n}\n", "{\r\n  \"a\": 1\r\n}\r\n", "{\n  \"servers\": {}, \"a\": 1\n}",
        "// head\n{} // tail", "{ // none yet\n}", "{ /* none */ }", "{ \"a\": 1, }",
        "{\n  \"a\": 1,\n}",
        "{\n  \"servers\": { // mine\n    // nothing\n  }\n}", "{\"servers\":{/**/}}",
        "{\n  \"servers\": {\n    \"x\": {} // x\n    // end\n  } // servers\n}",
        "{\n  \"servers\": {\n    \"x\": {}, // x\n  },\n}",
        "{ \"servers\": { \"x\": {} /* x */ } }",
        "{\n  \"servers\":\n  {\n    \"x\":\n    {\n    }\n  }\n}",
        "{\n  \"x\": 1\n  , \"y\": 2\n}",
    ]

    @Test("Three servers unlinked in any order give the bytes of before", arguments: originals)
    func anyOrder(original: String?) throws {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        for order in orders {
            var edited = try EditedFile(VSCode(), original)
            let ids = ["a", "b", "c"]
            for id in ids { try edited.link(id) }
            #expect(try HostEdit.entries(in: edited.file, from: edited.state).count >= 3)
            for index in order { try edited.unlink(ids[index]) }
            #expect(edited.text == original)
            #expect(edited.record == nil)
        }
    }

    @Test("The entry takes over indentation, line ends and the mark of the file")
    func layout() throws {
        var edited = try EditedFile(VSCode(), "\u{FEFF}{\r\n\t\"inputs\": []\r\n}\r\n")
        try edited.link("a")
        let expected = """
            \u{FEFF}{
            \t"inputs": [],
            \t"servers": {
            \t\t"a": {
            \t\t\t"type": "stdio",
            \t\t\t"command": "/home/ana/.local/bin/mcppkg",
            \t\t\t"args": [
            \t\t\t\t"run",
            \t\t\t\t"--user",
            \t\t\t\t"a"
            \t\t\t]
            \t\t}
            \t}
            }

            """
        #expect(edited.text == expected.replacing("\n", with: "\r\n"))
    }

    @Test("A file and directories that were made for an entry go with the last one")
    func created() throws {
        var edited = try EditedFile(VSCode(), nil)
        edited.missing = [try path("/p/.vscode/deep"), try path("/p/.vscode")]
        try edited.link("a")
        edited.missing = []
        try edited.link("b")
        try edited.unlink("a")
        #expect(edited.lastChange?.removableDirectories == [])
        try edited.unlink("b")
        #expect(edited.content == nil)
        #expect(edited.lastChange?.isChanged == true)
        let expected = [try path("/p/.vscode/deep"), try path("/p/.vscode")]
        #expect(edited.lastChange?.removableDirectories == expected)
    }

    static let ownThings: [([String], JSON)] = [
        (["servers", "own"], ["command": "x"]), (["inputs"], [1]), (["servers"], ["own": [:]]),
    ]

    @Test("A file we made stays when a person put something into it", arguments: ownThings)
    func madeButShared(place: [String], value: JSON) throws {
        var edited = try EditedFile(VSCode(), nil)
        try edited.link("a")
        let text = try JSONText(parsing: edited.content ?? [])
        edited.content = try text.setting(value, at: place).bytes
        try edited.unlink("a")
        let left = try JSONText(parsing: try #require(edited.content))
        #expect(left.value(at: place) == value)
        #expect(left.node(at: ["servers", "a"]) == nil)
        #expect(edited.record == nil)
        #expect(edited.lastChange?.removableDirectories == [])
    }

    @Test("A comment in what we made keeps it there")
    func commentInOurs() throws {
        var edited = try EditedFile(VSCode(), nil)
        try edited.link("a")
        edited.content = edited.text.map {
            bytes($0.replacing("\"a\": {", with: "// note\n    \"a\": {"))
        }
        try edited.unlink("a")
        #expect(edited.text == "{\n  \"servers\": {\n    // note\n  }\n}\n")
        #expect(edited.record == nil)
    }

    @Test("A comment above a file we made keeps the file")
    func commentAbove() throws {
        var edited = try EditedFile(VSCode(), nil)
        try edited.link("a")
        edited.content = bytes("// mine\n") + (edited.content ?? [])
        try edited.unlink("a")
        #expect(edited.text == "// mine\n{}\n")
    }

    @Test("An entry that a person removed by hand is forgotten, and its frame goes")
    func removedByHand() throws {
        for original in [nil, "", "{ }", "{\n  \"x\": 1\n}\n"] {
            var edited = try EditedFile(ClaudeCode(), original)
            try edited.link("a")
            let text = try JSONText(parsing: edited.content ?? [])
            edited.content = text.removing(["mcpServers", "a"]).bytes
            try edited.unlink("a")
            #expect(edited.text == original)
            #expect(edited.record == nil)
            #expect(edited.lastChange?.notice == nil)
        }
    }

    @Test("A file that a person deleted is not made again by unlinking")
    func fileDeleted() throws {
        var edited = try EditedFile(ClaudeCode(), nil)
        edited.missing = [try path("/p/.config")]
        try edited.link("a")
        try edited.link("b")
        edited.content = nil
        edited.missing = []
        try edited.unlink("a")
        #expect(edited.content == nil)
        #expect(edited.record == nil)
        #expect(edited.lastChange?.isChanged == false)
        #expect(edited.lastChange?.removableDirectories == [try path("/p/.config")])
    }

    @Test("A file that a person made anew is not removed with our entry")
    func fileMadeAnew() throws {
        var edited = try EditedFile(ClaudeCode(), nil)
        try edited.link("a")
        edited.content = bytes("{ }\n")
        try edited.link("a")
        try edited.unlink("a")
        #expect(edited.text == "{ }\n")
    }

    @Test("An entry of ours that a person changed goes, and the difference is said without values")
    func changedByHand() throws {
        var edited = try EditedFile(VSCode(), "{\n  \"servers\": {}\n}")
        try edited.link("a")
        let place = ["servers", "a"]
        let text = try JSONText(parsing: edited.content ?? [])
        edited.content = try text.setting("/bin/other", at: place + ["command"])
            .setting(["TOKEN": "s3cret"], at: place + ["env"]).removing(place + ["args"]).bytes
        try edited.unlink("a")
        #expect(edited.text == "{\n  \"servers\": {}\n}")
        let notice = try #require(edited.lastChange?.notice)
        #expect(notice.hasSuffix(": `command` changed, `args` changed, `env` added"))
        #expect(!notice.contains("s3cret"))
    }

    @Test("A comment inside our entry is said when it goes")
    func commentInside() throws {
        var edited = try EditedFile(VSCode(), "{}")
        try edited.link("a")
        edited.content = edited.text.map {
            bytes($0.replacing("\"run\",", with: "\"run\", // why"))
        }
        try edited.unlink("a")
        #expect(edited.lastChange?.notice?.hasSuffix(": comments added") == true)
        #expect(edited.text == "{}")
    }

    @Test("Our entry laid out anew is still ours, without a notice")
    func reformatted() throws {
        var edited = try EditedFile(VSCode(), "{}")
        try edited.link("a")
        let root = try JSON(parsing: edited.content ?? [])
        edited.content = root.bytes(.pretty(indent: 8))
        try edited.link("a")
        #expect(edited.lastChange?.isChanged == false)
        try edited.unlink("a")
        #expect(edited.text == "{}")
        #expect(edited.lastChange?.notice == nil)
    }

    @Test("Members that a person or host added to our entry survive a new command")
    func addedMembers() throws {
        var edited = try EditedFile(ClaudeCode(), "{}")
        try edited.link("a")
        let place = ["mcpServers", "a"]
        let text = try JSONText(parsing: edited.content ?? [])
        edited.content = try text.setting(60_000, at: place + ["request_timeout_ms"]).bytes
        try edited.link("a")
        #expect(edited.lastChange?.isChanged == false)
        try edited.link("a", .http(RemoteEndpoint(url: "https://x/mcp", kind: .sse)))
        let expected: JSON = ["type": "sse", "request_timeout_ms": 60_000, "url": "https://x/mcp"]
        #expect(try JSONText(parsing: edited.content ?? []).value(at: place) == expected)
        try edited.unlink("a")
        #expect(edited.text == "{}")
    }

    @Test("A changed entry of ours is put right by linking again")
    func repaired() throws {
        var edited = try EditedFile(ClaudeCode(), "{\"x\": 1}")
        try edited.link("a")
        let linked = edited.text
        let text = try JSONText(parsing: edited.content ?? [])
        edited.content = try text.setting("npx", at: ["mcpServers", "a", "command"]).bytes
        try edited.link("a")
        #expect(edited.text == linked)
    }

    @Test("An entry that stands there word for word counts as ours")
    func shared() throws {
        var mine = try EditedFile(ClaudeCode(), nil)
        try mine.link("a", .project(try instance("a"), in: ClaudeCode()))
        var theirs = try EditedFile(ClaudeCode(), mine.text)
        try theirs.link("a", .project(try instance("a"), in: ClaudeCode()))
        #expect(theirs.lastChange?.isChanged == false)
        #expect(theirs.record?.value(of: "a") != nil)
        try theirs.unlink("a")
        #expect(try JSON(parsing: theirs.content ?? []) == ["mcpServers": [:]])
    }

    @Test(
        "Unlinking what is not there changes nothing",
        arguments: [nil, "", "{ }", "{\"servers\":{}}"]
    )
    func nothingThere(original: String?) throws {
        var edited = try EditedFile(VSCode(), original)
        edited.missing = original == nil ? [try path("/p/.vscode")] : []
        try edited.unlink("a")
        #expect(edited.text == original)
        #expect(edited.lastChange?.isChanged == false)
        #expect(edited.lastChange?.removableDirectories == [])
    }

    @Test("A host without a form for remote servers refuses one by name")
    func noRemote() throws {
        var edited = try EditedFile(ClaudeDesktop(), "{}")
        let remote = HostEntry.http(RemoteEndpoint(url: "https://x/mcp", kind: .http))
        let error = #expect(throws: HostError.self) { try edited.link("a", remote) }
        #expect(error == .noRemote(id: "a", host: "Claude Desktop"))
        #expect(error?.category.exitStatus == 12)
    }

    @Test("Project entries hold no machine path, and a variable only where the host documents one")
    func projectEntries() throws {
        let id = try instance("a")
        #expect(
            HostEntry.project(id, in: ClaudeCode())
                == .stdio(command: "mcppkg", arguments: ["run", "--project", "a"])
        )
        let variable = "${workspaceFolder}"
        #expect(
            HostEntry.project(id, in: VSCode())
                == .stdio(command: "mcppkg", arguments: ["run", "--project-dir", variable, "a"])
        )
        #expect(
            try userEntry("a", home: "/h")
                == .stdio(
                    command: "/home/ana/.local/bin/mcppkg",
                    arguments: ["run", "--user", "a", "--home", "/h"]
                )
        )
    }
}
