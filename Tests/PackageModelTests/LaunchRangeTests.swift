import PackageModel
import Testing

@Suite("Ranges of runtimes")
struct LaunchRangeTests {
    @Test(
        "A version in the range is allowed",
        arguments: [
            (">=3.10", "3.10.0"), (">=3.10", "3.13.1"), (">=18.0.0 <21", "20.20.2"),
            ("^20", "20.1.0"),
            ("^0.2.3", "0.2.9"), ("~3.11", "3.11.9"), ("~3", "3.9.0"), ("3.x", "3.1.0"),
            ("*", "1.0.0"),
            (">=3.8,<4", "3.12.0"), ("==3.11.*", "3.11.4"), ("~=3.10", "3.12.0"),
            ("3.11", "3.11.2"),
            ("=20", "20.9.0"), (">= 18", "18.0.0"), ("16 || >=18", "18.2.0"), ("16||18", "16.1.0"),
            ("18 - 20", "20.5.0"), (">=3.9, !=3.9.7", "3.9.8"), ("<=3.12", "3.12.9"),
            (">3.10", "3.11.0"),
            ("v18.x", "18.0.1"), (">=3.8.0 <4", "3.11.7"),
        ]
    )
    func allowed(_ range: String, _ version: String) throws {
        let version = try #require(RuntimeVersion(parsing: version))
        #expect(try VersionConstraint(parsing: range).allows(version))
    }

    @Test(
        "A version outside is not",
        arguments: [
            (">=3.10", "3.9.18"), (">=18.0.0 <21", "21.0.0"), ("^20", "21.0.0"),
            ("^0.2.3", "0.3.0"),
            ("~3.11", "3.12.0"), ("3.x", "4.0.0"), (">=3.8,<4", "4.0.0"), ("==3.11.*", "3.12.0"),
            ("~=3.10.2", "3.11.0"), ("3.11", "3.1.1"), ("16 || >=18", "17.0.0"),
            ("18 - 20", "21.0.0"),
            (">=3.9, !=3.9.7", "3.9.7"), ("<4", "4.0.0"), (">3.10", "3.10.5"), ("^0.0.3", "0.0.4"),
        ]
    )
    func excluded(_ range: String, _ version: String) throws {
        let version = try #require(RuntimeVersion(parsing: version))
        #expect(try !VersionConstraint(parsing: range).allows(version))
    }

    @Test(
        "What is no range is an error, never a range that allows everything",
        arguments: [
            "", " ", "eighteen", ">=", ">=3.", "3..1", "1.2.3.4", "||", ">=3 ||", "~=3", ">*", "^",
            "99999999999999999999", ">=3.10-", "3.10 or newer", "1 - ", "=>3",
            String(repeating: ">=1 ", count: 100),
        ]
    )
    func malformed(_ range: String) {
        #expect(throws: ModelError.self) { try VersionConstraint(parsing: range) }
    }

    @Test("Both ranges hold after joining them, and the text is read back as the same range")
    func joined() throws {
        let both = try VersionConstraint(parsing: "3.11 || 3.12").and(
            VersionConstraint(parsing: ">=3.11.2")
        )
        #expect(both.description == "3.11 >=3.11.2 || 3.12 >=3.11.2")
        #expect(try VersionConstraint(parsing: both.description) == both)
        let old = try #require(RuntimeVersion(parsing: "3.11.1"))
        let new = try #require(RuntimeVersion(parsing: "v3.12.0rc1"))
        #expect(!both.allows(old))
        #expect(both.allows(new))
    }
}
