import PackageModel
import Testing

@Suite struct RangeTests {
    @Test(
        "A range takes what it says and nothing else",
        arguments: [
            ("*", "0.0.1 1.0.0-rc.1 2025.06.18 main", ""),
            ("=1.0.0", "1.0.0 v1.0.0", "1.0.1 1.0.0-rc.1 1.0.0+5"),
            ("1.0.0", "1.0.0", "1.0.1 2.0.0"),
            ("=1.0.0+5", "1.0.0+5", "1.0.0 1.0.0+6"),
            ("=2025.06.18", "2025.06.18", "2025.6.18 2025.06.19"),
            ("1.2", "1.2", "1.2.0 1.2.3"),
            ("^1.2", "1.2.0 1.9.0 1.2.0+x", "1.1.9 2.0.0 2.0.0-alpha 1.3.0-rc.1 2025.06.18"),
            ("^1.2.3", "1.2.3 1.3.0", "1.2.2 2.0.0 1.2.3-rc.1"),
            ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.0.0"),
            ("^0.0.3", "0.0.3", "0.0.2 0.0.4"),
            ("^0.0", "0.0.0 0.0.9", "0.1.0"),
            ("^0", "0.0.0 0.9.9", "1.0.0"),
            ("^1", "1.0.0 1.99.0", "0.9.9 2.0.0"),
            ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0 1.3.0-0"),
            ("~1.2", "1.2.0 1.2.9", "1.3.0"),
            ("~1", "1.0.0 1.9.9", "2.0.0"),
            ("~0.2", "0.2.5", "0.3.0"),
            (">=1,<2", "1.0.0 1.9.9", "0.9.9 2.0.0 2.0.0-rc.1"),
            (">=1 <2", "1.0.0 1.9.9", "0.9.9 2.0.0"),
            (">= 1.2 , < 1.4", "1.2.0 1.3.9", "1.4.0"),
            (">1", "2.0.0", "1.0.0 1.9.9"),
            (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"),
            (">1.2.3", "1.2.4", "1.2.3"),
            ("<1.2", "1.1.9 0.0.1", "1.2.0 1.2.0-rc.1"),
            ("<=1.2", "1.2.9", "1.3.0"),
            ("<=1.2.3", "1.2.3 1.2.3+9", "1.2.4"),
            (">=2026.7,<2027", "2026.7.10 2026.12.1", "2026.6.9 2027.0.0 2026.07.10"),
        ]
    )
    func contains(range: String, inside: String, outside: String) throws {
        let range = try VersionRange(parsing: range)
        let isInside = { (text: Substring) in range.contains(try VersionText(parsing: String(text)))
        }
        #expect(try inside.split(separator: " ").filter { try !isInside($0) } == [])
        #expect(try outside.split(separator: " ").filter(isInside) == [])
    }

    // Source: npm `semver`, "Prerelease Tags".
    @Test(
        "A prerelease fits only where the range names one of the same three numbers",
        arguments: [
            (">1.2.3-alpha.3", "1.2.3-alpha.7", true), (">1.2.3-alpha.3", "3.4.5-alpha.9", false),
            (">1.2.3-alpha.3", "3.4.5", true), ("^1.2.3-beta.2", "1.2.3-beta.4", true),
            ("^1.2.3-beta.2", "1.2.4-beta.4", false), ("^1.2.3-beta.2", "1.2.3-beta.1", false),
            ("~1.2.3-beta.2", "1.2.3-beta.4", true), ("~1.2.3-beta.2", "1.2.4", true),
            (">=1.0.0-rc.1,<1.0.0", "1.0.0-rc.2", true), ("^1", "1.5.0-rc.1", false),
            ("=1.0.0-rc.1", "1.0.0-rc.1", true), ("*", "1.0.0-rc.1", true),
        ]
    )
    func prereleases(range: String, version: String, fits: Bool) throws {
        let range = try VersionRange(parsing: range)
        #expect(range.contains(try VersionText(parsing: version)) == fits)
    }

    @Test("The greatest numbers overflow nothing")
    func survivesGreatNumbers() throws {
        let greatest = "18446744073709551615"
        for text in ["^\(greatest)", "~\(greatest)", "<=\(greatest)", ">=\(greatest)"] {
            let range = try VersionRange(parsing: text)
            #expect(range.contains(try VersionText(parsing: "\(greatest).0.0")))
        }
        let above = try VersionRange(parsing: ">\(greatest)")
        #expect(!above.contains(try VersionText(parsing: "\(greatest).0.0")))
    }

    @Test(
        "The description is canonical and reads as the same range",
        arguments: [
            ("*", "*"), (" * ", "*"), ("1.0.0", "=1.0.0"), ("= 1.0.0", "=1.0.0"), ("^1.2", "^1.2"),
            ("^v1.2.3+b", "^1.2.3"), (">=1 <2", ">=1,<2"), (">= 1 , <2", ">=1,<2"), ("~1", "~1"),
            (">=1.0.0-rc.1", ">=1.0.0-rc.1"), ("2025.06.18", "=2025.06.18"), (">=1<2", ">=1,<2"),
        ]
    )
    func describes(text: String, canonical: String) throws {
        let range = try VersionRange(parsing: text)
        #expect(range.description == canonical)
        #expect(try VersionRange(parsing: canonical) == range)
    }

    @Test(
        "What is no range here is refused",
        arguments: [
            "", " ", "latest", "^", ">=", "^latest", "1.x", "^1.x", "1 - 2", "^1 || ^2", ">=1,,<2",
            ",", ">=1,", "==1.0.0", "~>1.2", "!=1", "=>1", "^1.2.3.4", ">=01.2", "=1.2,<2", "^-1",
            "1.0.0 beta", "1.0.0,", ">=1.0.0\n<2", String(repeating: ">=1,", count: 400) + "<2",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try VersionRange(parsing: text) }
    }

    @Test(
        "What a manifest says after a choice: compatible versions, or any where they are not semantic"
    )
    func carets() throws {
        let caret = { VersionRange.caret(from: try VersionText(parsing: $0)).description }
        #expect(try caret("1.0.0") == "^1.0.0")
        #expect(try caret("v1.0.0+b") == "^1.0.0")
        #expect(try caret("0.3.1-rc.1") == "^0.3.1-rc.1")
        #expect(try caret("2025.06.18") == "*")
    }

    @Test("Exactness is told apart")
    func exactness() throws {
        #expect(try VersionRange(parsing: "=1.0.0").isExact)
        #expect(try VersionRange(parsing: "1.0.0").exact?.description == "1.0.0")
        #expect(try !VersionRange(parsing: "^1.0.0").isExact)
        #expect(!VersionRange.any.isExact)
    }
}
