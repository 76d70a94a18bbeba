import Paths
import Registries
import Testing

@Suite("File URLs")
struct FileURLTests {
    @Test(
        "A path survives the way into a URL and back, whatever it is called",
        arguments: ["/", "/a/b.mcpb", "/it's a tmpé #1%/x?y", "/..a/%2F", "/a b/\u{1F600}"]
    )
    func roundTrip(text: String) throws {
        let path = try AbsolutePath(parsing: text)
        #expect(filePath(fileURL(path)) == path)
    }

    @Test("What RFC 3986 does not allow in a path is escaped")
    func escaped() throws {
        let path = try AbsolutePath(parsing: "/a b/é#1%")
        #expect(fileURL(path) == "file:///a%20b/%C3%A9%231%25")
    }
}
