import Diagnostics
import Documents
import Testing

@Suite("TOML parsing")
struct TOMLParserTests {
    @Test("Every kind of value of the subset is read")
    func values() throws {
        let root = try parse(
            """
            # a comment
            bare_key-1 = "text"   # behind a value
            "quoted key" = -42
            yes = true
            no = false
            list = [
                1, # one
                "two",
                [3],
            ]
            inline = { a = 1, b = { c = [] } }
            empty = {}
            """
        )
        #expect(
            root.keys == ["bare_key-1", "quoted key", "yes", "no", "list", "inline", "empty"]
        )
        #expect(root["bare_key-1"] == "text")
        #expect(root["quoted key"] == -42)
        #expect(root["yes"] == true)
        #expect(root["no"] == false)
        #expect(root["list"] == [1, "two", [3]])
        let inner = TOMLTable([("c", [])])
        #expect(root["inline"] == .inline(TOMLTable([("a", 1), ("b", .inline(inner))])))
        #expect(root["empty"]?.table?.isEmpty == true)
    }

    @Test("Headers build tables, and headers of a list belong to its last table")
    func headers() throws {
        let root = try parse(
            """
            [a.b]
            x = 1
            [a]
            y = 2
            [[list]]
            n = 1
            [list.inner]
            z = 3
            [[list]]
            n = 2
            """
        )
        #expect(root["a"]?.table?["b"]?.table?["x"] == 1)
        #expect(root["a"]?.table?["y"] == 2)
        let list = try #require(root["list"]?.tables)
        #expect(list.map { $0["n"] } == [1, 2])
        #expect(list[0]["inner"]?.table?["z"] == 3)
        #expect(list[1]["inner"] == nil)
        #expect(list.map(\.line) == [5, 9])
    }

    @Test("Escapes stand for their characters")
    func escapes() throws {
        let root = try parse(#"s = "\b\t\n\f\r\"\\ \u00e9 \U0001F600""#)
        #expect(root["s"] == "\u{8}\t\n\u{C}\r\"\\ \u{E9} \u{1F600}")
    }

    @Test("Windows line ends are read, because git may make them")
    func carriageReturns() throws {
        #expect(try parse("a = 1\r\n[t]\r\nb = [\r\n1,\r\n]\r\n").keys == ["a", "t"])
    }

    @Test("What breaks the grammar is refused with its line", arguments: malformed)
    func refusal(text: String, line: Int, what: String) {
        #expect(throws: TOMLError.malformed(what: what, line: line)) { try parse(text) }
    }

    static let malformed: [(String, Int, String)] = [
        ("a = 1\na = 2\n", 2, "the key `a` appears twice"),
        ("t = { a = 1, a = 2 }", 1, "the key `a` appears twice"),
        ("[t]\n[t]\n", 2, "the table `t` appears twice"),
        ("t = {}\n[t]\n", 2, "`t` was given before as something else"),
        ("t = []\n[[t]]\n", 2, "`t` was given before as something else"),
        ("[t]\n[[t]]\n", 2, "`t` was given before as something else"),
        ("[[t]]\n[t]\n", 2, "`t` was given before as something else"),
        ("t = 1\n[t.u]\n", 2, "`t` was given before as something else"),
        ("[t]\nu = 1\n[t.u]\n", 3, "`u` was given before as something else"),
        ("a.b = 1", 1, "a key with dots; mcppkg writes a table instead"),
        ("a = 1 b = 2", 1, "text where the line should end"),
        ("a = 1\rb = 2", 1, "text where the line should end"),
        ("a 1", 1, "expected `=`"),
        ("= 1", 1, "expected a key"),
        ("[]", 1, "expected a key"),
        ("[a", 1, "expected `]`"),
        ("[[a]", 1, "expected `]`"),
        ("[a] b = 1", 1, "text where the line should end"),
        ("a =", 1, "not a value that mcppkg writes"),
        ("a = 'literal'", 1, "not a value that mcppkg writes"),
        ("a = nan", 1, "not a value that mcppkg writes"),
        ("a = 1.5", 1, "not an integer of 64 bits"),
        ("a = 2026-11-19", 1, "not an integer of 64 bits"),
        ("a = 1_000", 1, "not an integer of 64 bits"),
        ("a = 9223372036854775808", 1, "not an integer of 64 bits"),
        ("a = 007", 1, "an integer in an unusual form"),
        ("a = -0", 1, "an integer in an unusual form"),
        ("a = [1 2]", 1, "expected `]`"),
        ("a = [\n1,\n", 3, "not a value that mcppkg writes"),
        ("a = { b = 1, }", 1, "expected a key"),
        ("a = {\n}", 1, "expected a key"),
        ("a = \"open\nb = 1", 1, "the line ends inside a string"),
        ("a = \"open", 1, "the text ends inside a string"),
        ("a = \"\"\"multi\"\"\"", 1, "text where the line should end"),
        ("a = \"\u{7F}\"", 1, "a control character in a string"),
        ("a = \"\u{0}\"", 1, "a control character in a string"),
        ("a = \"\\x\"", 1, "an unknown escape in a string"),
        ("a = \"\\u12\"", 1, "not a hexadecimal digit"),
        ("a = \"\\uD800\"", 1, "not a Unicode character"),
        ("a = \"\\UFFFFFFFF\"", 1, "not a Unicode character"),
        ("# bell \u{7}\n", 1, "text where the line should end"),
    ]

    @Test("Bytes that are not UTF-8 are refused", arguments: ["a = \"X\"", "# X", "X = 1"])
    func invalidEncoding(text: String) {
        let bytes = text.utf8.map { $0 == UInt8(ascii: "X") ? 0xFF : $0 }
        #expect(throws: TOMLError.self) { try TOMLDocument(parsing: bytes) }
    }

    @Test(
        "Nesting has a limit in values and in headers",
        arguments: [
            "a = " + String(repeating: "[", count: 100_000),
            "a = " + String(repeating: "{ a = ", count: 100_000),
            "[" + String(repeating: "a.", count: 100_000) + "a]",
        ]
    )
    func depth(text: String) {
        #expect(throws: TOMLError.malformed(what: "nested too deeply", line: 1)) {
            try parse(text)
        }
    }

    @Test("A text beyond the size limit is refused unread")
    func size() {
        let bytes = [UInt8](repeating: 0x0A, count: TOMLLimits.size.bytes + 1)
        #expect(throws: TOMLError.tooLarge(ByteCount(bytes.count))) {
            try TOMLDocument(parsing: bytes)
        }
    }

    @Test("All markers of a merge are named in one error")
    func conflictMarkers() {
        let text = """
            a = 1
            <<<<<<< HEAD
            b = 1
            ||||||| 1234567
            b = 0
            =======
            b = 2
            >>>>>>> topic
            """
        let error = #expect(throws: TOMLError.self) { try parse(text) }
        #expect(error == .conflictMarkers(lines: [2, 4, 6, 8]))
        #expect(error?.reason == "conflict markers of a merge stand at lines 2, 4, 6 and 8")
        #expect(error?.category.exitStatus == 14)
    }

    @Test("A million conflict markers make one short error")
    func manyMarkers() {
        let text = String(repeating: "=======\n", count: 1_000_000)
        let named = Array(1...TOMLLimits.namedMarkers)
        #expect(throws: TOMLError.conflictMarkers(lines: named)) { try parse(text) }
    }

    @Test("A key from outside is shown printable and short")
    func hostileKey() {
        let key = "\\u001b[31m" + String(repeating: "x", count: 1000)
        let error = #expect(throws: TOMLError.self) { try parse("\"\(key)\" = 1\n\"\(key)\" = 2") }
        let shown = #"\u{1b}[31m"# + String(repeating: "x", count: 55) + "…"
        #expect(error == .malformed(what: "the key `\(shown)` appears twice", line: 2))
    }

    @Test("A text cut at any byte is read or refused, and never crashes")
    func truncation() throws {
        let bytes = Array(sample.utf8)
        let read = bytes.indices.count { (try? TOMLDocument(parsing: Array(bytes[..<$0]))) != nil }
        #expect(read < bytes.count)
    }

    @Test("A text with any bit flipped is read or refused, and never crashes")
    func bitFlips() throws {
        let bytes = Array(sample.utf8)
        var refused = 0
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            do { _ = try TOMLDocument(parsing: flipped) } catch { refused += 1 }
        }
        #expect(refused > 0)
    }
}

private let sample = """
    # header
    version = 1

    [[server]]
    "id" = "a\\u00e9"
    packages = [
        { type = "mcpb", platforms = ["x", "y"], size = 12 },
    ]

    [server.later]
    flag = true
    """

private func parse(_ text: String) throws(TOMLError) -> TOMLTable {
    try TOMLDocument(parsing: Array(text.utf8)).root
}
