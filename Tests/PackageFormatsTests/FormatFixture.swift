import Documents
import Foundation
import PackageModel
import Paths
import Testing

/// A document with one bundle, and what that bundle holds.
enum FormatFixture {
    static func document(_ members: String) throws -> ServerDocument {
        let text = #"{"name":"io.example/demo","description":"d","version":"1.0.0",\#(members)}"#
        return try ServerDocument(json: JSON(parsing: text))
    }

    static func package(_ members: String) throws -> ServerPackage {
        let text =
            #""packages":[{"registryType":"mcpb","identifier":"https://example.com/x.mcpb"\#(members)}]"#
        return try #require(try document(text).packages.first)
    }

    static func files(_ paths: [String]) throws -> Set<RelativePath> {
        Set(try paths.map { try RelativePath(parsing: $0) })
    }

    /// The collected examples beside the repository; absent on other machines.
    static let samples: URL? = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "shared/data/formats/mcpb-examples")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()
}
