import Documents
import Testing

@Suite struct JSONWriterTests {
    let value: JSON = [
        "b": [1, [], [:], .null], "a": ["x": true], "é": "\"\\/\n\u{1}\u{1F}\u{7F}é",
    ]

    @Test("Compact form has one line and no spaces")
    func compact() {
        let expected =
            "{\"b\":[1,[],{},null],\"a\":{\"x\":true},\"é\":\"\\\"\\\\/\\n\\u0001\\u001f\u{7F}é\"}"
        #expect(value.text() == expected)
    }

    @Test("Pretty form has one member a line, and nothing inside what is empty")
    func pretty() {
        let expected = """
            {
              "b": [
                1,
                [],
                {},
                null
              ],
              "a": {
                "x": true
              }
            }
            """
        let short: JSON = ["b": [1, [], [:], .null], "a": ["x": true]]
        #expect(short.text(.pretty(indent: 2)) == expected)
    }

    @Test("Canonical form sorts members by UTF-16 code units at every level")
    func canonical() {
        // U+1F600 begins with a surrogate (D83D) and so sorts before U+FB33. Source: RFC 8785, 3.2.3.
        let value: JSON = ["\u{FB33}": 1, "\u{1F600}": 2, "b": ["z": 1, "a": 2], "\r": 3, "1": 4]
        let expected = "{\"\\r\":3,\"1\":4,\"b\":{\"a\":2,\"z\":1},\"\u{1F600}\":2,\"\u{FB33}\":1}"
        #expect(value.text(.canonical) == expected)
    }

    @Test("What is written reads back as the same value", arguments: 0..<0x20)
    func roundTrip(control: Int) throws {
        let scalar = try #require(Unicode.Scalar(control))
        let value: JSON = .string("a" + String(Character(scalar)) + "b")
        #expect(try JSON(parsing: value.bytes()) == value)
        #expect(try JSON(parsing: value.bytes(.pretty(indent: 3))) == value)
    }

    @Test("Numbers keep their text")
    func numbers() throws {
        let text = "[1.0,1e400,-0,100000000000000000000]"
        #expect(try JSON(parsing: text).text() == text)
    }

    @Test("Members are replaced in place, appended and removed")
    func members() {
        var object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
        object["c"] = 4
        object["b"] = nil
        #expect(JSON.object(object).text() == "{\"a\":3,\"c\":4}")
        #expect(object.keys == ["a", "c"])
    }
}
