import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "Published servers of Python from an index on this machine",
    .serialized,
    .enabled(if: Peers.hasRealServers, "MCPPKG_TEST_PYTHON or MCPPKG_TEST_WHEELS names nothing")
)
struct RealServerTests {
    private let index: PeerIndex
    private let ground: PackageGround

    init() throws {
        let servers = try RealServers.shared.get()
        try #require(servers.installation.status == 0, "\(servers.installation.errors)")
        (index, ground) = (servers.index, servers.ground)
    }

    @Test("list their tools to the mcp client of PyPI", arguments: RealServers.tools)
    func tools(_ id: String, _ count: Int) throws {
        #expect(try ground.tools(id).count == count)
    }

    @Test("are shown by list, info, verify, tree and why with all that they need")
    func shown() throws {
        let listed = try ground.json("list")["servers"]?.array ?? []
        #expect(listed.compactMap { $0["id"]?.string }.sorted() == RealServers.tools.keys.sorted())
        let info = try ground.json("info mcp-server-time")
        #expect(info["name"]?.string == "pypi/mcp-server-time")
        #expect((info["artifacts"]?.array ?? []).allSatisfy { $0["type"]?.string == "pypi" })
        let verified = try ground.json("verify")["servers"]?.array ?? []
        #expect(verified.map { $0["ok"]?.bool } == [true, true, true])
        let tree = try ground.run("tree mcp-server-time")
        #expect(tree.output.contains("├── mcp ") && tree.output.contains("pydantic-core "))
        let why = try ground.run("why idna mcp-server-time")
        #expect(why.output.hasPrefix("mcp-server-time: mcp-server-time "))
    }

    @Test("are in the bill of materials, one component for each package and version")
    func billOfMaterials() throws {
        let run = try ground.run("export sbom mcp-server-time")
        #expect(run.status == 0, "\(run.errors)")
        let components = try run.json()["components"]?.array ?? []
        let packages = components.compactMap { $0["purl"]?.string }
        let artifacts = try ground.json("info mcp-server-time")["artifacts"]?.array
        #expect(packages.count == artifacts?.count)
        #expect(packages.allSatisfy { $0.hasPrefix("pkg:pypi/") })
    }

    @Test("that are there already stay as they are, and nobody is asked")
    func again() throws {
        let before = try ground.facts()
        let run = try ground.run(
            "install pypi:mcp-server-time --yes --json",
            environment: ["MCPPKG_PYPI_INDEX": "http://127.0.0.1:9/simple/"]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(try run.json()["result"]?["servers"]?.array?.first?["changed"]?.bool == false)
        #expect(
            try ground.json("sync")["servers"]?.array?.contains { $0["changed"]?.bool == true }
                != true
        )
        #expect(try ground.facts() == before)
    }

    @Test("have the same prefix wherever manifest and lock are the same")
    func elsewhere() throws {
        let other = try PackageGround(index: index.url)
        try other.takeOver(ground)
        try other.succeed("sync --locked --yes")
        for id in RealServers.tools.keys {
            let (here, there) = (try ground.prefix(id), try other.prefix(id))
            #expect(URL(filePath: here).lastPathComponent == URL(filePath: there).lastPathComponent)
        }
        #expect(other.harness.text("home/mcppkg.lock") == ground.harness.text("home/mcppkg.lock"))
    }

    @Test(
        "are installed from what is stored where there is no network",
        .enabled(if: Peers.canRemoveNetwork, "`unshare -rn` is not permitted")
    )
    func offline() throws {
        let other = try PackageGround(index: index.url)
        try other.takeOver(ground)
        let stored = other.harness.home + "/data"
        try FileManager.default.createDirectory(atPath: stored, withIntermediateDirectories: true)
        try TemporaryTree.copy(ground.harness.home + "/data/content", to: stored + "/content")
        for command in ["install --offline --yes", "sync --offline --yes"] {
            let run = try other.runWithoutNetwork(command)
            #expect(run.status == 0, "\(command): \(run.errors)")
        }
        #expect(other.instances == RealServers.tools.keys.sorted())
        #expect(try other.tools("mcp-server-time").count == 2)
    }

    @Test("that do not start with what they are locked to are refused, and nothing changes")
    func doesNotStart() throws {
        let error = try ground.refused(
            "install pypi:mcp-server-sqlite@2025.4.25 --yes",
            13,
            "start.not-listed"
        )
        #expect(error["reason"]?.string?.contains("AttributeError") == true)
        #expect(!ground.instances.contains("mcp-server-sqlite"))
    }
}
