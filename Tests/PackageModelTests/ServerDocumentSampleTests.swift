import Documents
import Foundation
import PackageModel
import Testing

/// The collected documents beside the repository; absent on other machines.
enum FormatSamples {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/formats")

    static let folder: URL? = FileManager.default.fileExists(atPath: root.path) ? root : nil

    static func names(in directory: String, suffix: String) -> [String] {
        guard let folder else { return [] }
        let path = folder.appending(path: directory).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted()
    }

    static func bytes(_ directory: String, _ name: String) throws -> [UInt8] {
        let folder = try #require(folder)
        return Array(try Data(contentsOf: folder.appending(path: directory).appending(path: name)))
    }

    /// Repository copies that a build was meant to fill in.
    static let templates: Set<String> = [
        "real.domdomegg.airtable-mcp-server.server.json",
        "real.domdomegg.time-mcp-nuget.server.json",
        "real.domdomegg.time-mcp-pypi.server.json",
        "real.github.github-mcp-server.server.json",
        "real.joelverhagen.Knapcode.SampleMcpServer.server.json",
        "real.microsoft.mcp.servers_Azure.Mcp.Server.server.json",
        "real.microsoft.mcp.servers_Fabric.Mcp.Server.server.json",
        "real.microsoft.mcp.servers_Template.Mcp.Server.server.json",
        "real.redis.mcp-redis.server.json",
        "real.cyanheads.mcp-ts-template.templates.server.json",
    ]

    static let documents = names(in: "server-json-examples", suffix: ".server.json")
}

@Suite("Collected registry documents", .enabled(if: FormatSamples.folder != nil))
struct ServerDocumentSampleTests {
    @Test(
        "Every published document is read",
        arguments: FormatSamples.documents.filter { !FormatSamples.templates.contains($0) }
    )
    func published(_ name: String) throws {
        let json = try JSON(parsing: FormatSamples.bytes("server-json-examples", name))
        let document = try ServerDocument(json: json)
        #expect(document.name.description == json["name"]?.string)
        #expect(document.version == json["version"]?.string)
        #expect(document.packages.count == (json["packages"]?.array?.count ?? 0))
        #expect(document.remotes.count == (json["remotes"]?.array?.count ?? 0))
    }

    @Test(
        "Every unfilled template is refused, and says so",
        arguments: FormatSamples.documents.filter { FormatSamples.templates.contains($0) }
    )
    func templates(_ name: String) throws {
        let json = try JSON(parsing: FormatSamples.bytes("server-json-examples", name))
        let error = #expect(throws: ModelError.self) { try ServerDocument(json: json) }
        #expect(error?.reason.contains("unfilled template") == true)
    }

    @Test("The collection is the one that these tests were written against")
    func count() {
        let real = FormatSamples.documents.filter { $0.hasPrefix("real.") }
        #expect(real.count == 29)
        #expect(FormatSamples.templates.isSubset(of: Set(real)))
    }

    @Test("The seed format from before the registry is refused with a place")
    func legacy() throws {
        let name = "legacy-seed-2025-05-16.first40.json"
        let json = try JSON(parsing: FormatSamples.bytes("server-json-examples", name))
        for entry in json.array ?? [] {
            let error = #expect(throws: ModelError.self) { try ServerDocument(json: entry) }
            #expect(error?.category == .verification)
        }
    }
}
