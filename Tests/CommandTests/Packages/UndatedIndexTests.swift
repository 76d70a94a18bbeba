import TestSupport
import Testing

@Suite(
    "An index in HTML, which does not say when its files came",
    .enabled(if: Peers.hasRealServers, "MCPPKG_TEST_PYTHON or MCPPKG_TEST_WHEELS names nothing")
)
struct UndatedIndexTests {
    @Test("counts as too new, unless it is listed as undated or nobody waits for age")
    func cooldown() throws {
        let index = try PeerIndex(.html)
        let ground = try PackageGround(index: index.url, keeping: index)
        try ground.refused("install pypi:mcp-server-time --yes", 5, "pypi.too-young")
        try ground.configure([#""undated": ["\#(index.url)"]"#])
        try ground.succeed("install pypi:mcp-server-time --yes")
        #expect(try ground.tools("mcp-server-time").count == 2)
        try ground.succeed("remove mcp-server-time --yes")
        try ground.configure([])
        try ground.refused("install pypi:mcp-server-time --yes", 5, "pypi.too-young")
        try ground.configure([#""cooldown": "0h""#])
        try ground.succeed("install pypi:mcp-server-time --yes")
    }
}
