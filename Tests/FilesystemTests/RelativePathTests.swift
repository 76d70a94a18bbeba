import Paths
import Testing

@Suite struct RelativePathTests {
    @Test(
        "A path inside its directory keeps its text",
        arguments: ["a", "a/b/c", "..a", "...", ".hidden", "a b", "ünï/çødé", "a\\b", "c:/x"]
    )
    func accepts(text: String) throws {
        let path = try RelativePath(parsing: text)
        #expect(path.description == text)
        #expect(path.components.joined(separator: "/") == text)
    }

    @Test(
        "What is absolute, empty or could leave its directory is refused",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/..", "a/../b", "a/./b",
            "a\0b", "a/\0", "..\u{2F}a",
        ]
    )
    func refuses(text: String) {
        #expect(throws: PathError.notRelative(text)) { try RelativePath(parsing: text) }
    }

    @Test(
        "A mark that joins a slash to one character does not hide it",
        arguments: ["../\u{301}a", "a/../\u{301}", "..\u{2F}\u{20DD}etc", "/\u{301}a"]
    )
    func refusesHiddenSlashes(text: String) {
        #expect(throws: PathError.notRelative(text)) { try RelativePath(parsing: text) }
    }

    @Test("A name may begin with a combining mark, as a component of its own")
    func splitsByBytes() throws {
        #expect(try RelativePath(parsing: "a/\u{301}b").components.count == 2)
    }

    @Test("Names that Unicode calls equivalent are different paths")
    func comparesBytes() throws {
        let composed = try RelativePath(parsing: "caf\u{E9}")
        let decomposed = try RelativePath(parsing: "cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(composed == (try RelativePath(parsing: "caf\u{E9}")))
    }

    @Test("Parent, name and appending fit together")
    func navigates() throws {
        let path = try RelativePath(parsing: "a/b/c")
        let parent = try #require(path.parent)
        #expect(path.name == "c")
        #expect(parent.description == "a/b")
        #expect(parent.appending(try RelativePath(parsing: "c")) == path)
        #expect(try RelativePath(parsing: "a").parent == nil)
    }

    @Test("Paths are ordered by bytes")
    func orders() throws {
        let sorted = try ["b", "a/b", "a", "a.b", "Z"].map(RelativePath.init(parsing:)).sorted()
        #expect(sorted.map(\.description) == ["Z", "a", "a.b", "a/b", "b"])
    }
}
