import Documents
import Foundation
import PackageFormats
import PackageModel
import Testing

@Suite("Packages that are images")
struct OCIFormatTests {
    private func package(_ members: String) throws -> ServerPackage {
        let text = """
            {"name":"io.example/demo","version":"1.0.0","description":"d",
             "packages":[{"registryType":"oci",\(members)}]}
            """
        return try #require(try ServerDocument(json: JSON(parsing: text)).packages.first)
    }

    @Test("The identifier is the image")
    func reference() throws {
        let package = try package(#""identifier":"mcp/redis","transport":{"type":"stdio"}"#)
        #expect(try OCIFormat().reference(of: package).description == "docker.io/mcp/redis:latest")
    }

    @Test(
        "What the type forbids is the document's fault",
        arguments: [
            #""identifier":"mcp/redis","version":"1.0","transport":{"type":"stdio"}"#,
            #""identifier":"mcp/redis","registryBaseUrl":"https://x.org","transport":{"type":"stdio"}"#,
            #""identifier":"Mcp/Redis","transport":{"type":"stdio"}"#,
            #""identifier":"https://ghcr.io/a/b","transport":{"type":"stdio"}"#,
        ]
    )
    func malformed(_ members: String) {
        #expect { try OCIFormat().reference(of: package(members)) } throws: { error in
            (error as? ModelError)?.category == .verification
        }
    }

    @Test("An image that speaks over HTTP is not supported, and said so")
    func transport() {
        let members = #""identifier":"a/b","transport":{"type":"streamable-http","url":"http://x"}"#
        #expect { try OCIFormat().reference(of: package(members)) } throws: { error in
            (error as? ModelError)?.category == .environment
        }
    }

    @Test(
        "Every published document with an image is understood, or refused by name",
        .enabled(if: !samples.isEmpty),
        arguments: samples
    )
    func published(_ path: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: path))
        guard let document = try? ServerDocument(json: JSON(parsing: Array(bytes))) else { return }
        for package in document.packages where package.registryType == .oci {
            do {
                _ = try OCIFormat().reference(of: package)
                _ = try OCIFormat().launch(package)
            } catch {
                #expect(!error.reason.isEmpty)
            }
        }
    }
}

/// The collected documents beside the repository; none on other machines.
private let samples: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/formats/server-json-examples").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".server.json") }.sorted().map { folder + "/" + $0 }
}()
