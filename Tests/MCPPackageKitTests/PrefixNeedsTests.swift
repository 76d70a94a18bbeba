import Cryptography
import Filesystem
import PackageModel
import Paths
import Store
import Testing

@testable import MCPPackageKit

@Suite("What prefixes need of the store")
struct PrefixNeedsTests {
    @Test(
        "are the artifacts of their facts, the runtime of their facts, and those that their links lead to"
    )
    func facts() throws {
        let fixture = try ClosureFixture()
        let layout = fixture.layout
        let runtimes = layout.runtimes
        let cpython = runtimes.appending("cpython").appending("3.12-aaaaaaaaaaaa")
        let node = runtimes.appending("node").appending("22-bbbbbbbbbbbb")
        let one = Digest(of: "one".utf8)
        let two = Digest(of: "two".utf8)
        var facts = PrefixFacts()
        facts.artifact = one
        facts.artifacts = [two]
        facts.runtime = RuntimeFacts(
            name: "node",
            version: "22",
            executable: node.appending("bin").appending("node"),
            roots: [],
            digest: ""
        )
        let python = cpython.appending("bin").appending("python3").description
        let staging = try fixture.environment().beginStaging()
        let store = PrefixStore(layout: layout)
        let staged = try store.stage(
            layout: PrefixLayout(links: [
                .init(path: try RelativePath(parsing: "bin/python"), target: python),
                .init(path: try RelativePath(parsing: "bin/sh"), target: "/bin/sh"),
            ]),
            packages: [],
            facts: [(PrefixFacts.fileName, facts.bytes)],
            staging: staging
        )
        let name = ServerName.local(kind: "pypi", name: "x")
        let prefix = try store.place(staged, server: name, version: "1")

        var needs = PrefixNeeds(layout: layout)
        needs.add(prefix: prefix)
        needs.add(prefix: prefix.parent.appending("gone"))

        #expect(needs.artifacts == [one, two])
        #expect(needs.runtimesInUse == [cpython, node])
    }
}
