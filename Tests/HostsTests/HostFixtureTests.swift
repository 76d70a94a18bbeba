import Diagnostics
import Foundation
import Hosts
import Testing

@Suite struct HostFixtureTests {
    private func fixture(_ host: any HostIntegration, _ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let url = folder.appendingPathComponent("Fixtures/\(host.id)/\(name).json")
        return try String(contentsOf: url, encoding: .utf8)
    }

    private func linked(_ host: any HostIntegration) throws -> EditedFile {
        var edited = try EditedFile(host, fixture(host, "before"))
        try edited.link("weather")
        let header = RemoteEndpoint.Header(name: "X-Team", value: "docs")
        let url = "https://mcp.example.com/mcp"
        let remote = HostEntry.http(RemoteEndpoint(url: url, kind: .http, headers: [header]))
        if host.spelling(of: remote) != nil { try edited.link("handbook", remote) }
        return edited
    }

    @Test(
        "Linking turns the reviewed file before into the reviewed file after",
        arguments: allHosts
    )
    func linking(host: any HostIntegration) throws {
        #expect(try linked(host).text == fixture(host, "after"))
    }

    @Test("Unlinking in either order gives the file before back", arguments: allHosts)
    func unlinking(host: any HostIntegration) throws {
        for order in [["weather", "handbook"], ["handbook", "weather"]] {
            var edited = try linked(host)
            for id in order { try edited.unlink(id) }
            #expect(try edited.text == fixture(host, "before"))
            #expect(edited.record == nil)
            #expect(edited.lastChange?.notice == nil)
        }
    }
}
