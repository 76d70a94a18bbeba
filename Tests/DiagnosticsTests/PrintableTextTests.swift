import Diagnostics
import Testing

@Suite struct PrintableTextTests {
    @Test(
        "Ordinary text of any language stays as it is",
        arguments: ["", "weather 1.2", "naïve café", "天気サーバー", "שלום", "🌦 ok", "a\\u{1b}b"]
    )
    func keeps(text: String) {
        #expect(printable(text) == text)
    }

    @Test(
        "What acts on a terminal or hides becomes visible",
        arguments: [
            ("a\u{1B}[31mred", "a\\u{1b}[31mred"), ("one\ntwo\r\n", "one\\u{a}two\\u{d}\\u{a}"),
            ("tab\there\0", "tab\\u{9}here\\u{0}"), ("del\u{7F}\u{9B}", "del\\u{7f}\\u{9b}"),
            ("abc\u{202E}fed", "abc\\u{202e}fed"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("pay\u{200B}pal", "pay\\u{200b}pal"), ("\u{FEFF}bom", "\\u{feff}bom"),
            ("tag\u{E0041}\u{E007F}", "tag\\u{e0041}\\u{e007f}"), ("\u{AD}soft", "\\u{ad}soft"),
            ("line\u{2028}", "line\\u{2028}"), ("\u{E000}\u{10FFFD}", "\\u{e000}\\u{10fffd}"),
            ("e\u{200D}\u{FE0F}", "e\\u{200d}\\u{fe0f}"), ("\u{3164}", "\\u{3164}"),
        ]
    )
    func escapes(text: String, visible: String) {
        #expect(printable(text) == visible)
    }

    @Test("Nothing that it returns would be escaped again")
    func isStable() {
        let everything = (0..<0x11_0000).compactMap(Unicode.Scalar.init)
        var text = ""
        text.unicodeScalars.append(contentsOf: everything)
        let once = printable(text)
        #expect(printable(once) == once)
        #expect(!once.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }

    @Test("Whole lines keep their line ends and tabs")
    func lines() {
        #expect(printableLines("a\tb\n\u{1B}[31mc\n") == "a\tb\n\\u{1b}[31mc\n")
    }

    @Test("A JSON text keeps its values and hides nothing")
    func json() {
        #expect(
            printableJSON("[\"a\u{202E}\u{9B}\u{E0041}\"]") == #"["a\u202e\u009b\udb40\udc41"]"#
        )
    }
}
