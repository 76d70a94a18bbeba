import Documents
import Testing

@Suite("TOML writing")
struct TOMLWriterTests {
    @Test("Keys come before headers, and an array of a table has one element a line")
    func canonicalForm() {
        let list = TOML.sections([
            TOMLTable([("n", 1), ("deep", .section(TOMLTable([("x", true)])))]),
            TOMLTable([("n", 2)]),
        ])
        let inline = TOML.inline(TOMLTable([("k", ["a", "b"]), ("none", .inline(TOMLTable()))]))
        let root = TOMLTable([
            ("list", list), ("version", 1), ("names", ["x", inline]), ("empty", []),
        ])
        #expect(
            written(root) == """
                # header
                version = 1
                names = [
                    "x",
                    { k = ["a", "b"], none = {} },
                ]
                empty = []

                [[list]]
                n = 1

                [list.deep]
                x = true

                [[list]]
                n = 2

                """
        )
    }

    @Test("A table that holds only tables is written by their headers, an empty one by its own")
    func impliedTables() {
        let inner = TOML.section(TOMLTable([("x", 1)]))
        let root = TOMLTable([
            ("outer", .section(TOMLTable([("inner", inner)]))),
            ("empty", .section(TOMLTable())),
        ])
        #expect(written(root) == "# header\n\n[outer.inner]\nx = 1\n\n[empty]\n")
    }

    @Test("What a reviewer could not see is written as an escape")
    func hiddenCharacters() {
        let text = "a\"\\\n\u{1}\u{7F}\u{202E}\u{200B}\u{E0041}é😀"
        #expect(
            written(TOMLTable([("k", .string(text))]))
                == #"""
                # header
                k = "a\"\\\n\u0001\u007f\u202e\u200b\U000e0041é😀"

                """#
        )
    }

    @Test("Keys that are not bare are quoted", arguments: ["", "a b", "a.b", "é", "a\"b", "#"])
    func quotedKeys(key: String) throws {
        let root = TOMLTable([
            (key, 1), ("t", .section(TOMLTable([(key, .section(TOMLTable([(key, 2)])))]))),
        ])
        #expect(try TOMLDocument(parsing: TOMLDocument(root).bytes()).root == root)
    }

    @Test("What was written is read back as the same value", arguments: 0..<300)
    func roundTrip(seed: UInt64) throws {
        var source = ArbitraryTOML(seed: seed)
        let document = TOMLDocument(source.table(depth: 0, isInline: false))
        let bytes = document.bytes(under: ["comment"])
        let again = try TOMLDocument(parsing: bytes)
        #expect(again == document)
        #expect(again.bytes(under: ["comment"]) == bytes)
    }

    @Test("Members join, and the rest of a table comes in the order of its bytes")
    func joining() {
        let table = TOMLTable([("b", 1), ("known", 2), ("a", 3)])
        let rest = table.excluding(["known"])
        #expect(rest.keys == ["a", "b"])
        #expect(TOMLTable([("known", 4)]).joined(with: rest).keys == ["known", "a", "b"])
    }
}

private func written(_ root: TOMLTable) -> String {
    String(decoding: TOMLDocument(root).bytes(under: ["header"]), as: UTF8.self)
}

/// Makes the same pseudo-random tables for the same seed; keys before headers, as the writer has them.
private struct ArbitraryTOML {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func table(depth: Int, isInline: Bool) -> TOMLTable {
        var members: [(String, TOML)] = []
        for _ in 0..<below(5) { members.append((text(), value(depth: depth))) }
        let own = TOMLTable(members)
        guard !isInline, depth < 3 else { return own }
        var headers: [(String, TOML)] = []
        for _ in 0..<below(3) { headers.append(("h" + text(), header(depth: depth + 1))) }
        return TOMLTable(own.members.map { ($0.key, $0.value) } + headers)
    }

    private mutating func header(depth: Int) -> TOML {
        guard below(2) == 0 else { return .section(table(depth: depth, isInline: false)) }
        return .sections((0...below(3)).map { _ in table(depth: depth, isInline: false) })
    }

    private mutating func value(depth: Int) -> TOML {
        switch below(depth > 4 ? 3 : 5) {
        case 0: .string(text())
        case 1: .integer(Int(bitPattern: UInt(next())))
        case 2: .boolean(below(2) == 0)
        case 3: .array((0..<below(4)).map { _ in value(depth: depth + 1) })
        default: .inline(table(depth: depth + 1, isInline: true))
        }
    }

    private mutating func text() -> String {
        let alphabet = Array("abz09_- .\"\\\n\t\u{1}\u{7F}\u{200B}é日😀#=[]{}")
        return String((0..<below(8)).map { _ in alphabet[below(alphabet.count)] })
    }

    private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 11
    }
}
