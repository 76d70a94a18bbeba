import Filesystem
import Paths
import Testing

@testable import Store

@Suite("The open directories on the way to a file")
struct DirectoryChainTests {
    /// A walk over paths in the order of their bytes; every directory is the root, so nothing is made.
    private struct Walk {
        var entered: [String] = []
        var left: [String] = []
        var most = 0

        init(_ paths: [String]) throws {
            let root = try Directory.open(try AbsolutePath(parsing: "/"))
            var chain = DirectoryChain(root)
            for path in try paths.map({ try RelativePath(parsing: $0) }).sorted() {
                try chain.move(
                    toParentOf: path,
                    entering: { _, name in
                        entered.append(name)
                        return root
                    },
                    leaving: { left.append($1) }
                )
                most = max(most, entered.count - left.count)
            }
            try chain.leaveAll { left.append($1) }
        }
    }

    @Test("are as many as the path is deep, however many directories there are")
    func isShort() throws {
        let walk = try Walk((0..<2000).map { "lib/package-\($0)/src/index.js" })
        #expect(walk.entered.count == 4001)
        #expect(walk.most == 3)
    }

    @Test("are each entered once and left once, the inner before the outer")
    func entersOnce() throws {
        let walk = try Walk(["a/b/1", "a/b-c/1", "a-b/1", "a/1", "ab/1", "1"])
        #expect(walk.entered == ["a-b", "a", "b-c", "b", "ab"])
        #expect(walk.left == ["a-b", "a/b-c", "a/b", "a", "ab"])
    }
}
