import PackageModel
import Testing

@Suite struct VersionSemanticTests {
    // Source: semver.org 2.0.0, section 11, and the test set of its grammar.
    @Test("The examples of the specification are in the order of their precedence")
    func precedence() throws {
        let texts = [
            "0.0.0-0", "0.0.0", "0.0.1", "0.9.9", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-10a",
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.9", "1.0.0-alpha.10", "1.0.0-alpha.beta",
            "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0",
            "2025.6.18", "18446744073709551615.0.0",
        ]
        let versions = try texts.map { try #require(SemanticVersion($0)) }
        #expect(versions.shuffled().sorted() == versions)
        #expect(zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 && !($1 < $0) })
    }

    @Test("A prerelease number that fits no integer is still compared by value")
    func longNumbers() throws {
        let small = try #require(SemanticVersion("1.0.0-99999999999999999999"))
        let great = try #require(SemanticVersion("1.0.0-100000000000000000000"))
        #expect(small < great)
    }

    @Test(
        "Versions read back without their leading v",
        arguments: [
            "1.2.3", "v1.2.3", "1.0.0-alpha-a.b-c+build.1-aef.1",
            "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
            "1.2.3----RC-SNAPSHOT.12.9.1--.12", "1.0.0-0A.is.legal", "1.1.2+meta", "1.0.0+001",
        ]
    )
    func accepts(text: String) throws {
        let version = try #require(SemanticVersion(text))
        #expect(version.description == (text.hasPrefix("v") ? String(text.dropFirst()) : text))
    }

    @Test(
        "What is not strictly three numbers is no semantic version",
        arguments: [
            "", "v", "1", "1.2", "1.2.3.4", "2025.06.18", "01.2.3", "1.02.3", "1.2.03", "1.2.3-",
            "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3+a+b", "1.2.3-é", "V1.2.3", "vv1.2.3",
            "1.2.3 ", " 1.2.3", "-1.2.3", "+1.2.3", "1.2.x", "1.2.3-a_b",
            "18446744073709551616.0.0",
            "1.٢.3", "latest", "1.2.3\n",
        ]
    )
    func refuses(text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    @Test("The build decides the order only where precedence does not")
    func ordersBuilds() throws {
        let plain = try #require(SemanticVersion("1.0.0"))
        let built = try #require(SemanticVersion("1.0.0+5"))
        #expect(plain < built)
        #expect(plain != built)
        #expect(built.withoutBuild == plain)
        #expect(try #require(SemanticVersion("1.0.0+9")) < #require(SemanticVersion("1.0.0+10")))
    }
}
