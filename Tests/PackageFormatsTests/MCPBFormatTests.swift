import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

private func manifest(_ server: String, more: String = "") -> [UInt8] {
    Array(
        #"{"manifest_version":"0.3","name":"demo","version":"1.0.0","description":"d","author":{"name":"A"},"server":\#(server)\#(more)}"#
            .utf8
    )
}

private let node =
    #"{"type":"node","entry_point":"i.js","mcp_config":{"command":"node","args":["${__dirname}/i.js"],"env":{"A":"1"},"platform_overrides":{"darwin":{"env":{"A":"2"}}}}}"#

private func plan(
    _ manifest: [UInt8],
    package: ServerPackage? = nil,
    on platform: BundlePlatform = .linux,
    files names: [String] = ["i.js", "server/index.js", "server/main.py"]
) throws -> BundlePlan {
    let files = try FormatFixture.files(names)
    return try MCPBFormat().plan(
        BundleContents(manifest: manifest, files: files),
        package: package,
        platform: platform
    )
}

@Suite("Bundles as packages")
struct MCPBFormatTests {
    @Test("A package without digest is refused, one with is where it says")
    func artifact() throws {
        let digest = String(repeating: "0a", count: 32)
        let pinned = try FormatFixture.package(#","fileSha256":"\#(digest)""#)
        let artifact = try MCPBFormat().artifact(of: pinned)
        #expect(artifact.url == "https://example.com/x.mcpb")
        #expect(artifact.digest.hex == digest)
        let loose = try FormatFixture.package("")
        let error = #expect(throws: ModelError.self) { try MCPBFormat().artifact(of: loose) }
        #expect(error?.category == .verification)
    }

    @Test("A bundle for other systems is exit 12 and names them")
    func platforms() throws {
        let bytes = manifest(node, more: #","compatibility":{"platforms":["darwin","win32"]}"#)
        let error = #expect(throws: ModelError.self) { try plan(bytes) }
        #expect(error?.category.exitStatus == 12)
        #expect(error?.reason == "the bundle `demo` is made for darwin, win32, not for linux")
        _ = try plan(bytes, on: .darwin)
    }

    @Test("A bundle that would have to be spoken to over HTTP is exit 12")
    func transport() throws {
        let package = try FormatFixture.package(
            #","transport":{"type":"sse","url":"http://localhost:1"}"#
        )
        let error = #expect(throws: ModelError.self) { try plan(manifest(node), package: package) }
        #expect(error?.category.exitStatus == 12)
    }

    @Test("A version that the registry and the bundle tell differently is a warning")
    func versionWarning() throws {
        let package = try FormatFixture.package(#","version":"2.0.0""#)
        let warnings = try plan(manifest(node), package: package).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("`2.0.0`") == true)
        #expect(try plan(manifest(node), package: FormatFixture.package("")).warnings == [])
    }

    @Test("What the lock pins is the same on every system, though the launch differs")
    func digests() throws {
        let linux = try plan(manifest(node))
        let darwin = try plan(manifest(node), on: .darwin)
        #expect(linux.launch != darwin.launch)
        #expect(linux.launchDigest == darwin.launchDigest)
        #expect(linux.asksDigest == darwin.asksDigest)
        let changed = manifest(node.replacingOccurrences(of: #""A":"2""#, with: #""A":"3""#))
        #expect(try plan(changed).launchDigest != linux.launchDigest)
    }

    @Test("The same input gives the same plan")
    func deterministic() throws {
        let bytes = manifest(node)
        #expect(try plan(bytes) == plan(bytes))
    }

    @Test(
        "A collected manifest either gives a plan without launcher, or one of the known refusals",
        .enabled(if: FormatFixture.samples != nil),
        arguments: [
            ("hello-world-node.manifest.json", nil), ("file-system-node.manifest.json", nil),
            ("valid-manifest.json", nil), ("valid-manifest-0.2.json", nil),
            ("chrome-applescript.manifest.json", 12),
            ("file-manager-python.manifest.json", 12), ("invalid-manifest.json", 4),
        ] as [(String, Int32?)]
    )
    func samples(_ name: String, _ status: Int32?) throws {
        let folder = try #require(FormatFixture.samples)
        let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
        guard let status else {
            #expect(try plan(bytes).launch.runtime?.hasPrefix("node") == true)
            return
        }
        let error = #expect(throws: ModelError.self) { try plan(bytes) }
        #expect(error?.category.exitStatus == status)
    }

    @Test("A project is started by the Python of its own environment, and never by uv")
    func project() throws {
        let manifest = """
            {"manifest_version":"0.4","name":"p","version":"1.0.0","description":"d","author":{"name":"a"},
             "server":{"type":"uv","entry_point":"src/server.py","mcp_config":{"command":"uv",
             "args":["run","--directory","${__dirname}","src/server.py","--port","1"]}}}
            """
        let launch = try plan(Array(manifest.utf8), files: ["src/server.py"]).launch
        #expect(
            launch.displayed == [
                "${prefix}/.venv/bin/python", "${prefix}/src/server.py", "--port", "1",
            ]
        )
    }

    @Test(
        "A project that wants more code than was locked is refused",
        arguments: [
            #"["run","--with","evil","src/server.py"]"#, #"["tool","run","x"]"#,
            #"["run","--index-url","https://example.com","src/server.py"]"#,
            #"["run","../server.py"]"#, #"["run","/bin/sh"]"#, #"["run","python"]"#,
        ]
    )
    func greedyProject(_ arguments: String) throws {
        let manifest = """
            {"manifest_version":"0.4","name":"p","version":"1.0.0","description":"d","author":{"name":"a"},
             "server":{"type":"uv","entry_point":"src/server.py","mcp_config":{"command":"uv",
             "args":\(arguments)}}}
            """
        let error = #expect(throws: ModelError.self) {
            try plan(Array(manifest.utf8), files: ["src/server.py"])
        }
        #expect(error?.category == .environment)
    }
}
