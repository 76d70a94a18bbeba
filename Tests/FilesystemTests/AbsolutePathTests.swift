import Paths
import Testing

@Suite struct AbsolutePathTests {
    @Test(
        "Dots and doubled slashes are resolved by name",
        arguments: [
            ("/", "/"), ("//", "/"), ("/a//b/", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"),
            ("/../../a", "/a"), ("/a/b/..", "/a"), ("/...", "/..."), ("/a/\u{301}b", "/a/\u{301}b"),
            ("/a/\u{301}/..", "/a"),
        ]
    )
    func normalises(text: String, expected: String) throws {
        #expect(try AbsolutePath(parsing: text).description == expected)
    }

    @Test(
        "What does not start at the root, or holds NUL, is refused",
        arguments: ["", "a", "./a", "~/a", "/a\0b"]
    )
    func refuses(text: String) {
        #expect(throws: PathError.notAbsolute(text)) { try AbsolutePath(parsing: text) }
    }

    @Test("A text is taken below a base unless it is absolute")
    func resolvesBelow() throws {
        let base = try AbsolutePath(parsing: "/home/me")
        #expect(try AbsolutePath("x/../y", below: base).description == "/home/me/y")
        #expect(try AbsolutePath("/etc", below: base).description == "/etc")
        #expect(try AbsolutePath(".", below: base) == base)
    }

    @Test("Parent and name take a path apart")
    func navigates() throws {
        let path = try AbsolutePath(parsing: "/a/\u{301}b/c")
        #expect(path.name == "c")
        #expect(path.parent.description == "/a/\u{301}b")
        #expect(path.parent.name.unicodeScalars.count == 2)
        #expect(path.parent.parent.parent.description == "/")
        #expect(try AbsolutePath(parsing: "/").parent.description == "/")
        #expect(try AbsolutePath(parsing: "/").name == "")
        #expect(try AbsolutePath(parsing: "/").appending("a").description == "/a")
    }

    @Test(
        "A path contains itself and what lies below it, and nothing beside it",
        arguments: [
            ("/a", "/a", true), ("/a", "/a/b", true), ("/a", "/ab", false), ("/a/b", "/a", false),
            ("/", "/a", true), ("/", "/", true), ("/a", "/a/\u{301}b", true),
            ("/caf\u{E9}", "/cafe\u{301}/x", false),
        ]
    )
    func contains(outer: String, inner: String, isInside: Bool) throws {
        let outer = try AbsolutePath(parsing: outer)
        #expect(outer.contains(try AbsolutePath(parsing: inner)) == isInside)
    }
}
