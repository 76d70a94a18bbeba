import PackageModel
import Testing

@Suite struct PythonVersionTests {
    private func version(_ text: String) throws -> PythonVersion {
        try PythonVersion(parsing: text)
    }

    @Test(
        "Every spelling of PEP 440 has one normalised form",
        arguments: [
            ("1.0", "1.0"), (" v1.0 ", "1.0"), ("2026.07.01", "2026.7.1"), ("1!2", "1!2"),
            ("1.0ALPHA", "1.0a0"), ("1.0-beta.2", "1.0b2"), ("1.0c1", "1.0rc1"),
            ("1.0_preview_3", "1.0rc3"), ("1.0-1", "1.0.post1"), ("1.0.rev4", "1.0.post4"),
            ("1.0r", "1.0.post0"), ("1.0dev", "1.0.dev0"), ("1.0+Ubuntu-01_a", "1.0+ubuntu.1.a"),
            ("1!2.0rc1.post2.dev3+local.4", "1!2.0rc1.post2.dev3+local.4"), ("1.0a.", "1.0a0"),
        ]
    )
    func normalises(text: String, canonical: String) throws {
        let version = try version(text)
        #expect(version.description == canonical)
        #expect(try PythonVersion(parsing: canonical) == version)
    }

    @Test(
        "A text that is no version is refused",
        arguments: [
            "", ".", "1.", "1..0", "1.0x", "x1", "1.0+", "1.0+a..b", "!1", "1!", "1.0*", "^1",
            "1.0 2", "9223372036854775808", "1.0.99999999999999999999", "1.0a١", "latest",
            String(repeating: "1", count: 256),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try PythonVersion(parsing: text) }
    }

    // Source: PEP 440, "Summary of permitted suffixes and relative ordering".
    @Test("Versions are ordered as PEP 440 has it")
    func order() throws {
        let texts = [
            "1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12",
            "1.0b1.dev456", "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345", "1.0rc1.dev456",
            "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5", "1.0+10", "1.0.post456.dev34",
            "1.0.post456", "1.0.15", "1.1.dev1", "2026.1", "1!0.1",
        ]
        let versions = try texts.map(version)
        #expect(versions.shuffled().sorted().map(\.description) == versions.map(\.description))
        #expect(zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("Zeros at the end of a release mean nothing")
    func trailingZeros() throws {
        #expect(try version("1.0") == version("1.0.0"))
        #expect(try Set([version("1"), version("1.0.0")]).count == 1)
        #expect(try !(version("1") < version("1.0")))
        #expect(try version("0") == version("0.0"))
    }

    @Test("A version under development or before its release is a prerelease")
    func prereleases() throws {
        #expect(try version("1.0rc1").isPrerelease)
        #expect(try version("1.0.dev1").isPrerelease)
        #expect(try !version("1.0.post1+local").isPrerelease)
    }
}
