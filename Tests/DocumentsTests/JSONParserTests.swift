import Documents
import Testing

@Suite struct JSONParserTests {
    static let refused = [
        "", " ", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[1", "[1,",
        "{\"a\":1,}", "[1,]", "[,]", "{,}", "[1 2]", "{\"a\" 1}", "{a:1}", "{'a':1}", "{1:1}",
        "tru", "truE", "nul", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e",
        "1e+", "0x10", "1_000", "- 1", "1 1", "{} {}", "{}x", "// c\n{}", "{} // c", "[/* c */1]",
        "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\u\u{FF11}234\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\u{1}\"", "\"a\nb\"", "\"\t\"",
        "\u{FEFF}{}", "\u{A0}1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
    ]

    @Test("Strict JSON refuses what RFC 8259 and I-JSON refuse", arguments: refused)
    func strictness(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    static let valuesTable: [(String, JSON)] = [
        ("null", .null), (" true ", true), ("\t\r\nfalse\n", false), ("0", 0),
        ("-0", .number("-0")), ("1.5e+10", .number("1.5e+10")), ("1E9", .number("1E9")),
        ("12345678901234567890123", .number("12345678901234567890123")), ("\"\"", ""), ("[]", []),
        ("{}", [:]), ("[1,[2,{\"a\":[]}]]", [1, [2, ["a": []]]]),
        ("{ \"b\" : 1 , \"a\" : null }", ["b": 1, "a": .null]),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"),
        ("\"\\u00e9\\u0000\\u20AC\"", "é\0€"), ("\"\\ud83d\\ude00\"", "😀"),
        ("\"\u{7F}\u{2028}é😀\"", "\u{7F}\u{2028}é😀"),
    ]

    @Test("Valid documents have their value", arguments: valuesTable)
    func values(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    static let invalidUTF8: [[UInt8]] = [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        [0x22, 0xE2, 0x82, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        [0x22, 0x5C, 0x6E, 0x80, 0x22],
        [0xFF], [0x7B, 0x22, 0x80, 0x22, 0x3A, 0x31, 0x7D],
    ]

    @Test("Bytes that are not UTF-8 are refused in both dialects", arguments: invalidUTF8)
    func utf8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
        #expect(throws: JSONError.self) { try JSON(parsing: bytes, dialect: .relaxed) }
    }

    @Test("A replacement character that stands in the text itself is not an encoding error")
    func replacementCharacter() throws {
        #expect(try JSON(parsing: "\"\u{FFFD}\"") == "\u{FFFD}")
    }

    @Test("A comment that is not UTF-8 is refused")
    func comment() {
        let bytes = Array("{ // ".utf8) + [0xE9] + Array("\n}".utf8)
        #expect(throws: JSONError.self) { try JSON(parsing: bytes, dialect: .relaxed) }
    }

    static let relaxedTable: [(String, JSON)] = [
        ("\u{FEFF}{}", [:]), ("// a\n{}// b", [:]), ("/* a */{/**/}/***/", [:]),
        ("{\"a\":1,}", ["a": 1]), ("[1, // one\n 2, /* two */ ]", [1, 2]),
        ("{ /* k */ \"a\" /* c */ : /* v */ 1 /* e */ , // t\n }", ["a": 1]),
        ("// one\r{\"a\":1}", ["a": 1]), ("{\"url\":\"http://x/*y*/\"}", ["url": "http://x/*y*/"]),
    ]

    @Test(
        "The dialect of people's files takes comments, trailing commas and a mark",
        arguments: relaxedTable
    )
    func relaxed(text: String, value: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8), dialect: .relaxed) == value)
    }

    static let refusedRelaxed = [
        "{,}", "[,]", "[1,,]", "{\"a\":1,,}", "/* a", "/*/", "/", "{} /", "# a\n{}",
        "{\"a\":1,\"a\":2}",
        "{a:1}", "['a']", "[+1]", "// only a comment", "\u{FEFF}\u{FEFF}{}",
    ]

    @Test("The dialect of people's files is no wider than that", arguments: refusedRelaxed)
    func relaxedStrictness(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8), dialect: .relaxed) }
    }

    @Test("Nesting ends at the limit, in arrays and objects alike", arguments: ["[", "{\"a\":"])
    func depth(open: String) throws {
        let close = open == "[" ? "]" : "}"
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        _ = try JSON(parsing: nested(JSONLimits.depth - 1))
        #expect(throws: JSONError.self) { try JSON(parsing: nested(JSONLimits.depth)) }
        #expect(throws: JSONError.self) {
            try JSON(parsing: String(repeating: open, count: 1 << 20))
        }
    }

    static let placesTable: [(String, Int, Int)] = [
        ("{\n  \"a\": tru\n}", 2, 11), ("[1,\r\n 2,\r\n x]", 3, 2), ("x", 1, 1),
        ("{\"ключ\": x}", 1, 10), ("\u{FEFF}x", 1, 1), ("{\n\"a\":1,\n\"a\":2}", 3, 4),
    ]

    @Test("A fault names line and column as an editor counts them", arguments: placesTable)
    func places(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: Array(text.utf8), dialect: .relaxed)
        }
        guard case .malformed(_, let foundLine, let foundColumn)? = error else { return }
        #expect(foundLine == line)
        #expect(foundColumn == column)
    }

    @Test("A repeated key is named without acting on a terminal, and briefly")
    func hostileKey() {
        let key = "\\u001b[2J" + String(repeating: "k", count: 1000)
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: "{\"\(key)\":1,\"\(key)\":2}")
        }
        #expect(error?.reason.contains("\\u{1b}[2J") == true)
        #expect(error?.reason.contains("\u{1B}") == false)
        #expect((error?.reason.count ?? 0) < 200)
    }

    @Test("Keys that look alike are different keys")
    func canonicalEquivalence() throws {
        let json = try JSON(parsing: "{\"\u{212A}\":1,\"K\":2,\"\u{E9}\":3,\"e\u{301}\":4}")
        #expect(json["K"]?.integer == 2)
        #expect(json["\u{212A}"]?.integer == 1)
        #expect(json["e\u{301}"]?.integer == 4)
        #expect(try JSON(parsing: "\"\u{E9}\"") != JSON(parsing: "\"e\u{301}\""))
    }

    @Test("Every node knows its bytes")
    func ranges() throws {
        let text = Array(" { \"a\" : [ 12 , \"x\" ] } ".utf8)
        let node = try JSONNode(parsing: text)
        #expect(node.range == 1..<text.count - 1)
        let member = try #require(node.members?.first)
        #expect(String(decoding: text[member.keyRange], as: UTF8.self) == "\"a\"")
        #expect(String(decoding: text[member.value.range], as: UTF8.self) == "[ 12 , \"x\" ]")
        #expect(String(decoding: text[member.range], as: UTF8.self) == "\"a\" : [ 12 , \"x\" ]")
    }

    @Test("Any cut of a document is refused, and no flipped byte crashes")
    func mangled() throws {
        let text = Array("{\"a\":[1.5e3,\"\\ud83d\\ude00é\",{\"b\":null}],\"c\":false}".utf8)
        for end in 0..<text.count {
            #expect(throws: JSONError.self) { try JSON(parsing: Array(text[..<end])) }
        }
        for index in text.indices {
            for bit in 0..<8 {
                var flipped = text
                flipped[index] ^= 1 << bit
                guard let value = try? JSON(parsing: flipped) else { continue }
                #expect(try JSON(parsing: value.bytes()) == value)
            }
        }
    }

    @Test("Many members are compared and hashed without looking each one up")
    func manyMembers() {
        let members = (0..<20_000).map { "\"key\($0)\":\($0)" }
        let forward = try? JSON(parsing: "{" + members.joined(separator: ",") + "}")
        let backward = try? JSON(parsing: "{" + members.reversed().joined(separator: ",") + "}")
        #expect(forward != nil)
        #expect(forward == backward)
        #expect(forward?.hashValue == backward?.hashValue)
    }
}
