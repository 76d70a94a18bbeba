import Documents
import Testing

private func text(_ string: String, _ dialect: JSONDialect = .relaxed) throws -> JSONText {
    try JSONText(parsing: Array(string.utf8), dialect: dialect)
}

extension JSONText {
    fileprivate var string: String { String(decoding: bytes, as: UTF8.self) }
}

@Suite struct JSONTextTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        let before: String
        let path: [String]
        let value: JSON
        let after: String

        init(_ before: String, _ path: [String], _ value: JSON, _ after: String) {
            self.before = before
            self.path = path
            self.value = value
            self.after = after
        }

        var testDescription: String { "\(before.debugDescription) at \(path)" }
    }

    static let settings: [Edit] = [
        Edit("", ["a"], 1, "{\n  \"a\": 1\n}\n"),
        Edit(" \r\n", ["a"], 1, "{\r\n  \"a\": 1\r\n}\r\n"),
        Edit("\u{FEFF}", ["a"], 1, "\u{FEFF}{\n  \"a\": 1\n}\n"),
        Edit(
            "{}",
            ["a", "b", "c"],
            1,
            "{\n  \"a\": {\n    \"b\": {\n      \"c\": 1\n    }\n  }\n}"
        ),
        Edit("{\n}", ["a"], 1, "{\n  \"a\": 1\n}"),
        Edit("{ // c\n}", ["a"], 1, "{ // c\n  \"a\": 1\n}"),
        Edit("{ /* c */ }", ["a"], 1, "{ /* c */\n  \"a\": 1\n}"),
        Edit("{\"a\":1}", ["b"], ["c": 2, "d": [3]], "{\"a\":1,\"b\":{\"c\":2,\"d\":[3]}}"),
        Edit(
            "{\"a\": 1}",
            ["b"],
            ["c": 2, "d": [3, 4]],
            "{\"a\": 1, \"b\": {\"c\": 2, \"d\": [3, 4]}}"
        ),
        Edit("{ \"a\": {} }", ["a", "b"], 1, "{ \"a\": {\"b\": 1} }"),
        Edit("{ \"a\": { } }", ["a", "b"], 1, "{ \"a\": { \"b\": 1 } }"),
        Edit(
            "{\n\t\"a\": {}\n}",
            ["a", "b"],
            [1],
            "{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1\n\t\t]\n\t}\n}"
        ),
        Edit(
            "{\r\n    \"a\": 1\r\n}",
            ["b"],
            ["c": 2],
            "{\r\n    \"a\": 1,\r\n    \"b\": {\r\n        \"c\": 2\r\n    }\r\n}"
        ),
        Edit("{\n  \"a\": 1 // one\n}", ["b"], 2, "{\n  \"a\": 1, // one\n  \"b\": 2\n}"),
        Edit(
            "{\n  \"a\": 1, // one\n  // end\n}",
            ["b"],
            2,
            "{\n  \"a\": 1, // one\n  \"b\": 2,\n  // end\n}"
        ),
        Edit("{\n  \"a\": 1\n  // end\n}", ["b"], 2, "{\n  \"a\": 1,\n  \"b\": 2\n  // end\n}"),
        Edit("{ \"a\": 1 // one\n}", ["b"], 2, "{ \"a\": 1, // one\n  \"b\": 2\n}"),
        Edit("{ \"a\": 1 /* one */ }", ["b"], 2, "{ \"a\": 1, /* one */ \"b\": 2 }"),
        Edit("{\n  \"a\": 1 /* x */ , \n}", ["b"], 2, "{\n  \"a\": 1 /* x */ ,\n  \"b\": 2, \n}"),
        Edit("{\n  \"a\" : 1 // x\n}", ["a"], 2, "{\n  \"a\" : 2 // x\n}"),
        Edit("{\n  \"a\": 1.0\n}", ["a"], .number("1.0"), "{\n  \"a\": 1.0\n}"),
        Edit("{\n  \"a\": [\"x\"]\n}", ["a"], ["x", "y"], "{\n  \"a\": [\"x\", \"y\"]\n}"),
        Edit(
            "{\n  \"a\": [\n    1\n  ]\n}",
            ["a"],
            [1, 2],
            "{\n  \"a\": [\n    1,\n    2\n  ]\n}"
        ),
        Edit(
            "{\n  \"a\": \"x\"\n}",
            ["a"],
            ["y,", "z{"],
            "{\n  \"a\": [\n    \"y,\",\n    \"z{\"\n  ]\n}"
        ),
        Edit("{\"a\": \"x\"}", ["a"], ["y,", "z{"], "{\"a\": [\"y,\", \"z{\"]}"),
        Edit(
            "{ // p\n  \"s\": { \"x\": { \"source\": \"a@1\", \"args\": [] } }, }",
            ["s", "x", "source"],
            "a@2",
            "{ // p\n  \"s\": { \"x\": { \"source\": \"a@2\", \"args\": [] } }, }"
        ),
        Edit(
            "{\n  \"s\": { \"x\": { \"source\": \"a\" }\n  }\n}",
            ["s", "x", "pin"],
            true,
            "{\n  \"s\": { \"x\": { \"source\": \"a\", \"pin\": true }\n  }\n}"
        ),
    ]

    @Test("A value is set with the fewest bytes, in the text's own layout", arguments: settings)
    func setting(edit: Edit) throws {
        let result = try text(edit.before).setting(edit.value, at: edit.path)
        #expect(result.string == edit.after)
        #expect(result.value(at: edit.path) == edit.value)
    }

    static let removals: [(String, [String], String)] = [
        ("{\n  \"a\": 1\n}", ["a"], "{}"), ("{ \"a\": 1, }", ["a"], "{}"),
        ("{ // c\n  \"a\": 1\n}", ["a"], "{ // c\n}"),
        ("{\n  // c\n  \"a\": 1,\n}", ["a"], "{\n  // c\n}"),
        ("{\"a\":1, \"b\":2}", ["a"], "{\"b\":2}"), ("{\"a\":1,\"b\":2}", ["b"], "{\"a\":1}"),
        ("{ \"a\": 1, \"b\": 2, \"c\": 3 }", ["b"], "{ \"a\": 1, \"c\": 3 }"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", ["a"], "{\n  \"b\": 2\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", ["b"], "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2,\n}", ["b"], "{\n  \"a\": 1,\n}"),
        ("{\n  \"a\": 1, // one\n  \"b\": 2\n}", ["b"], "{\n  \"a\": 1 // one\n}"),
        ("{\n  \"a\": 1,\n  // own\n  \"b\": 2\n}", ["b"], "{\n  \"a\": 1\n  // own\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2 // two\n}", ["b"], "{\n  \"a\": 1\n  // two\n}"),
        (
            "{\n  \"a\": 1, // one\n  \"b\": 2, // two\n  \"c\": 3\n}", ["b"],
            "{\n  \"a\": 1, // one\n  // two\n  \"c\": 3\n}"
        ),
        ("{ \"a\": 1, // one\n  \"b\": 2 }", ["b"], "{ \"a\": 1 // one\n  }"),
        ("{ // c\n \"a\": 1 }", ["a"], "{ // c\n }"),
        ("{\n  \"a\": 1\n  , \"b\": 2\n}", ["b"], "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1 /* x */, \"b\": 2\n}", ["a"], "{\n  /* x */ \"b\": 2\n}"),
        ("{ \"a\": { \"b\": 1 }, \"c\": [ { } ] }", ["a", "b"], "{ \"a\": {}, \"c\": [ { } ] }"),
        ("{ \"a\": 1 }", ["b"], "{ \"a\": 1 }"), ("{ \"a\": 1 }", ["a", "b"], "{ \"a\": 1 }"),
        ("[]", ["a"], "[]"), ("{ \"a\": 1 }", [], "{ \"a\": 1 }"),
    ]

    @Test("A member goes with one comma and its line, and comments stay", arguments: removals)
    func removing(before: String, path: [String], after: String) throws {
        #expect(try text(before).removing(path).string == after)
    }

    @Test("A value that is no object is not stepped through")
    func notAnObject() throws {
        let document = try text("{ \"a\": { \"b\": [] } }")
        #expect(throws: JSONError.notAnObject(path: "a.b")) {
            try document.setting(1, at: ["a", "b", "c"])
        }
        #expect(throws: JSONError.notAnObject(path: "")) { try text("[]").setting(1, at: ["a"]) }
        #expect(document.value(at: ["a", "b", "c"]) == nil)
    }

    @Test("A value that would nest beyond the limit is refused")
    func depth() throws {
        let path = (0...JSONLimits.depth).map(String.init)
        #expect(throws: JSONError.self) { try text("{}").setting(1, at: path) }
    }

    @Test("Strict texts keep a byte order mark and refuse comments")
    func strict() throws {
        let marked = try text("\u{FEFF}{\"a\":1}", .strict).setting(2, at: ["a"])
        #expect(marked.string == "\u{FEFF}{\"a\":2}")
        #expect(throws: JSONError.self) { try text("{} // c", .strict) }
    }

    @Test("The inside of an object without members can be read and set")
    func interior() throws {
        let document = try text("{ \"a\": { /* c */ }, \"b\": { \"c\": 1 } }")
        #expect(document.interior(at: ["a"]) == Array(" /* c */ ".utf8))
        #expect(document.interior(at: ["b"]) == nil)
        #expect(document.interior(at: ["x"]) == nil)
        let changed = try document.settingInterior([], at: ["a"])
        #expect(changed.string == "{ \"a\": {}, \"b\": { \"c\": 1 } }")
        #expect(throws: JSONError.self) { try document.settingInterior([], at: ["b"]) }
        for more in ["\"x\": 1", "}, \"x\": {", "// no end"] {
            #expect(throws: JSONError.self) {
                try document.settingInterior(Array(more.utf8), at: ["a"])
            }
        }
    }

    @Test("The root can be replaced")
    func root() throws {
        #expect(try text("// c\n[1]\n").setting([2], at: []).string == "// c\n[\n  2\n]\n")
    }
}
