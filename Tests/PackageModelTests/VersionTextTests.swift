import PackageModel
import Testing

@Suite struct VersionTextTests {
    @Test(
        "A server's version may be almost any word",
        arguments: [
            "1.0.0", "v1.0", "2025.06.18", "1.0", "r42", "main-4f1c09a", "1.0.0-rc.x", "1.0.0-x.1",
            "x86-build", "1.0.0+20130313144700", "5.x-based", String(repeating: "1", count: 255),
        ]
    )
    func accepts(text: String) throws {
        #expect(try VersionText(parsing: text).description == text)
    }

    @Test(
        "`latest`, ranges and what is no single word are refused",
        arguments: [
            "", "latest", "^1.0.0", "~1.0", ">=1", "<=2", ">1", "<2", "=1.0.0", "1.0.0 - 2.0.0",
            "1.x", "1.2.X", "1.*", "*", "x", "v1.x", "1.0||2.0", "1.0 || 2.0", "1.0 beta", " 1.0.0",
            "1.0.0\n", "1.0\u{0}", "1.0\u{202E}", String(repeating: "1", count: 256),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try VersionText(parsing: text) }
    }

    @Test(
        "Precedence decides between semantic versions, which are above all others",
        arguments: [
            ("1.10.0", "1.9.0", true), ("1.9.0", "1.10.0", false), ("1.0.0", "1.0.0-rc.1", true),
            ("v2.0.0", "1.0.0", true), ("0.0.1", "2025.06.18", true),
            ("2025.06.18", "0.0.1", false),
            ("2025.06.18", "2025.06.17", nil), ("v1.0", "main", nil),
        ] as [(String, String, Bool?)]
    )
    func orders(left: String, right: String, isHigher: Bool?) throws {
        #expect(
            try VersionText(parsing: left).isHigher(than: VersionText(parsing: right)) == isHigher
        )
    }

    @Test("Texts are compared by bytes, their meaning without the leading v")
    func compares() throws {
        let plain = try VersionText(parsing: "1.0.0")
        #expect(plain != (try VersionText(parsing: "v1.0.0")))
        #expect(plain.means(try VersionText(parsing: "v1.0.0")))
        #expect(!plain.means(try VersionText(parsing: "1.0.0+5")))
        #expect(try !VersionText(parsing: "v1.0").means(VersionText(parsing: "1.0")))
        #expect(try VersionText(parsing: "caf\u{E9}") != VersionText(parsing: "cafe\u{301}"))
    }
}
