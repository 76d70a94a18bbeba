import MCPPackageKit
import PackageModel
import Testing

@Suite("The graph of a closure")
struct ClosureGraphTests {
    private let linux = "linux-x86_64-gnu"

    @Test("leads from each place of npm to the package that Node would find from there")
    func places() throws {
        let graph = try graph([
            node("files", "1.0.0", needs: ["zod", "strip"], at: "files"),
            node("strip", "1.0.0", needs: ["zod"], at: "strip", "files/node_modules/strip"),
            node("zod", "3.0.0", at: "strip/node_modules/zod"),
            node("zod", "4.0.0", at: "zod"),
            node("zod", "5.0.0", at: "other/node_modules/zod"),
            node("other", "1.0.0", at: "other"),
        ])
        #expect(
            edges(graph) == [
                "files 1.0.0 > strip 1.0.0", "files 1.0.0 > zod 4.0.0",
                "strip 1.0.0 > zod 3.0.0", "strip 1.0.0 > zod 4.0.0",
            ]
        )
    }

    @Test("leads to a package in a folder of another name from whoever needs it")
    func aliases() throws {
        let graph = try graph([
            node("cliui", "1.0.0", needs: ["wrap"], at: "cliui"),
            node("deep", "1.0.0", needs: ["only"], at: "deep"),
            node("wrap", "7.0.0", at: "wrap-cjs"),
            node("wrap", "8.0.0", at: "wrap"),
            node("only", "1.0.0", at: "renamed"),
            node("apart", "1.0.0", at: "apart"),
        ])
        #expect(
            edges(graph) == [
                "cliui 1.0.0 > wrap 7.0.0", "cliui 1.0.0 > wrap 8.0.0", "deep 1.0.0 > only 1.0.0",
            ]
        )
        #expect(roots(graph) == ["apart", "cliui", "deep"])
    }

    @Test(
        "has one node for each name of PyPI, whatever its spelling, and passes over what is not there"
    )
    func names() throws {
        let graph = try graph([
            locked("git", needs: ["Typing_Extensions", "zope.interface[test]", "missing"]),
            locked("typing-extensions"), locked("zope-interface"),
        ])
        #expect(
            edges(graph) == [
                "git 1.0.0 > typing-extensions 1.0.0", "git 1.0.0 > zope-interface 1.0.0",
            ]
        )
    }

    @Test("has only what its platform takes, and of two the one that was made for it")
    func platforms() throws {
        let packages = [
            locked("core", "1.0.0", on: ["macos-aarch64"]), locked("core", "2.0.0", on: [linux]),
            locked("core", "3.0.0"), locked("mac", on: ["macos-aarch64"]),
        ]
        #expect(try graph(packages).nodes.map(\.version) == ["2.0.0"])
        #expect(try graph(packages, on: "macos-aarch64").nodes.map(\.name) == ["core", "mac"])
    }

    @Test("begins at the package of the source, also in a cycle, then at what nobody needs")
    func rootOfSource() throws {
        let packages = [
            locked("alpha", needs: ["git"]), locked("git", needs: ["alpha"]), locked("added"),
            locked("python", "3.12.1", type: "runtime"),
        ]
        #expect(try roots(graph(packages, source: "pypi:git@>=1")) == ["git", "added", "python"])
        #expect(try roots(graph(packages, source: "npm:git")) == ["added", "alpha", "python"])
    }

    @Test(
        "begins in a cycle that nobody enters where the version is the server's, and nowhere twice"
    )
    func rootOfCycle() throws {
        let packages = [
            locked("a", "0.1.0", needs: ["b"]), locked("b", "1.0.0", needs: ["a", "c"]),
            locked("c", "0.1.0", needs: ["d"]), locked("d", "1.0.0", needs: ["c"]),
        ]
        #expect(try roots(graph(packages)) == ["b"])
        #expect(try graph(packages).nodes.count == 4)
    }

    @Test("of a bundle is one node that is the server")
    func bundle() throws {
        let package = LockedPackage(
            type: "mcpb",
            platforms: [],
            sha256: locked("x").sha256,
            evidence: "registry-digest"
        )
        let graph = try graph([package])
        #expect(graph.nodes.map(\.name) == ["io.github.acme/git"])
        #expect(graph.roots == [0])
    }

    @Test("of a chain as long as a file can hold is built without recursion")
    func longChain() throws {
        let graph = try ClosureGraph(server: chain(50_000), platform: linux)
        #expect(graph.roots.map { graph.nodes[$0].name } == ["p0"])
    }

    @Test("that costs more than any real one is refused")
    func tooLarge() throws {
        let many = (0..<1_000).map { "p\($0)" }
        let packages = many.map { locked($0, needs: many) }
        #expect { try graph(packages) } throws: { "\($0)".contains("closureTooLarge") }
        let long = "x/" + String(repeating: "node_modules/a/", count: 400) + "x"
        #expect { try graph([node("x", "1.0.0", at: long)]) } throws: {
            "\($0)".contains("closureTooLarge")
        }
    }

    private func graph(
        _ packages: [LockedPackage],
        on platform: String? = nil,
        source: String = "io.github.acme/git"
    ) throws -> ClosureGraph {
        try ClosureGraph(
            server: lockedServer(packages, source: source),
            platform: platform ?? linux
        )
    }

    private func roots(_ graph: ClosureGraph) -> [String] {
        graph.roots.map { graph.nodes[$0].name }
    }

    private func edges(_ graph: ClosureGraph) -> [String] {
        graph.edges.enumerated().flatMap { node, others in
            others.map { "\(text(graph.nodes[node])) > \(text(graph.nodes[$0]))" }
        }.sorted()
    }

    private func text(_ node: ClosureGraph.Node) -> String { node.name + " " + node.version }
}
