import PackageModel
import Testing

@Suite struct PythonSpecifierTests {
    private func admits(_ specifiers: String, _ version: String) throws -> Bool {
        try PythonSpecifierSet(parsing: specifiers).contains(PythonVersion(parsing: version))
    }

    @Test(
        "A version that fulfils the conditions fits",
        arguments: [
            ("==1.2", "1.2.0"), ("==1.2", "1.2+local"), ("==1.2+local", "1.2+local"),
            ("==3.*", "3.12.4"), ("!=3.9.*", "3.12"), ("~=2.2", "2.9"), ("~=1.4.5", "1.4.9"),
            ("~=2.2.post3", "2.3"), (">=1.0,<2", "1.9"), ("<=1.0", "1.0+x"), (">1.0", "1.0.1"),
            ("<1.0rc2", "1.0rc1"), ("===1.0", "1.0"), ("", "7"), (" >= 1.0 , != 1.5 , ", "1.4"),
            ("==1!2.*", "1!2.5"), ("==1.2.0.*", "1.2"), (">=1.0rc1", "1.0rc2"),
        ]
    )
    func fits(specifiers: String, version: String) throws {
        #expect(try admits(specifiers, version))
    }

    @Test(
        "A version that does not fulfil one of them does not",
        arguments: [
            ("==1.2+local", "1.2"), ("==3.*", "2.7"), ("~=2.2", "3.0"), ("~=1.4.5", "1.5"),
            ("<2", "2.0.dev1"), ("<2", "2.0rc1"), (">1.7", "1.7.post1"), (">1.7", "1.7+local"),
            ("!=1.2.*", "1.2.3"), ("===1.0", "1.0.0"), ("==1.*", "1!1.0"), (">=1.0", "2.0rc1"),
            ("", "1.0rc1"), ("!=2.0rc1", "1.0rc1"), (">=1,<2", "2"),
        ]
    )
    func doesNotFit(specifiers: String, version: String) throws {
        #expect(try !admits(specifiers, version))
    }

    @Test("Whoever asks may let versions before their release fit, or keep them out")
    func prereleases() throws {
        let set = try PythonSpecifierSet(parsing: ">=1.0rc1")
        let candidate = try PythonVersion(parsing: "2.0b1")
        #expect(set.contains(candidate))
        #expect(!set.contains(candidate, prereleases: false))
        #expect(try PythonSpecifierSet(parsing: ">=1").contains(candidate, prereleases: true))
    }

    @Test(
        "A text that is no condition is refused",
        arguments: [
            "1.0", "=1.0", "==", "~=1", ">=1.*", "<1.0+local", "==1.0.dev1.*", "==1.0+a.*",
            "=> 1", "==1.0;x", "=== a b", "^1", ">=1 <2", String(repeating: ">=1,", count: 300),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try PythonSpecifierSet(parsing: text) }
    }

    @Test("The normalised text is read as the same conditions")
    func description() throws {
        let set = try PythonSpecifierSet(parsing: ">= 1.0a , ==2.*, ===weird")
        #expect(set.description == ">=1.0a0,==2.*,===weird")
        #expect(try PythonSpecifierSet(parsing: set.description) == set)
    }
}
