import PackageModel
import Testing

@Suite struct PathEncodingTests {
    @Test(
        "A name becomes one component that is the same on every file system",
        arguments: [
            ("weather", "weather"), ("1.2.3+b-4_5", "1.2.3+b-4_5"), ("Weather", "%57eather"),
            ("a/b", "a%2Fb"), ("..", "%2E."), (".hidden", "%2Ehidden"), ("a b", "a%20b"),
            ("%2F", "%252%46"),
            ("é", "%C3%A9"), ("\0", "%00"), ("a\\b:c", "a%5Cb%3Ac"), ("~", "%7E"),
        ]
    )
    func encodes(text: String, component: String) {
        #expect(pathComponent(text) == component)
    }

    @Test("What is long is cut at 120 bytes and keeps its digest")
    func cuts() {
        let exact = String(repeating: "a", count: 120)
        #expect(pathComponent(exact) == exact)
        let one = pathComponent(exact + "1")
        let two = pathComponent(exact + "2")
        #expect(one.utf8.count == 120 && two.utf8.count == 120)
        #expect(one != two)
        #expect(pathComponent(String(repeating: "天", count: 500)).utf8.count == 120)
    }

    @Test("Different names never share a component, whatever the file system does with case")
    func isInjective() {
        let names = [
            "a", "A", "a.", ".a", "%41", "a%2e", "a/", "a\\", "é", "e\u{301}", "a+", "a-", "a_",
        ]
        #expect(Set(names.map { pathComponent($0).lowercased() }).count == names.count)
    }
}
