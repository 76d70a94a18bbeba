import Documents
import PackageModel
import Testing

func manifestText(
    version: String = #""manifest_version":"0.3""#,
    server: String =
        #"{"type":"node","entry_point":"server/index.js","mcp_config":{"command":"node","args":["${__dirname}/server/index.js"]}}"#,
    more: String = ""
) -> String {
    #"{\#(version),"name":"demo","version":"1.0.0","description":"d","author":{"name":"A"},"server":\#(server)\#(more)}"#
}

@Suite("Bundle manifests")
struct BundleManifestTests {
    @Test(
        "All versions of the format are read, under both names",
        arguments: ["0.1", "0.2", "0.3", "0.4"],
        ["manifest_version", "dxt_version"]
    )
    func versions(_ version: String, _ key: String) throws {
        let text = manifestText(version: "\"\(key)\":\"\(version)\"")
        #expect(try BundleManifest(parsing: Array(text.utf8)).manifestVersion == version)
    }

    @Test("Another version of the format is refused", arguments: ["0.5", "1.0", "", "0.10"])
    func unknownVersion(_ version: String) {
        let text = manifestText(version: #""manifest_version":"\#(version)""#)
        #expect(throws: ModelError.self) { try BundleManifest(parsing: Array(text.utf8)) }
    }

    @Test(
        "A required member that is missing is named",
        arguments: ["name", "version", "description", "author", "server", "manifest_version"]
    )
    func required(_ key: String) throws {
        var object = try #require(try JSON(parsing: manifestText()).object)
        object[key] = nil
        let bytes = JSON.object(object).bytes()
        let error = #expect(throws: ModelError.self) { try BundleManifest(parsing: bytes) }
        #expect(error?.reason.contains("`\(key)`") == true)
    }

    @Test(
        "Malformed servers are refused",
        arguments: [
            #"{"type":"ruby","entry_point":"x","mcp_config":{"command":"node"}}"#,
            #"{"type":"node","entry_point":"../x.js","mcp_config":{"command":"node"}}"#,
            #"{"type":"node","entry_point":"/x.js","mcp_config":{"command":"node"}}"#,
            #"{"type":"node","entry_point":"a\\b.js","mcp_config":{"command":"node"}}"#,
            #"{"type":"node","entry_point":"x.js"}"#,
            #"{"type":"node","entry_point":"x.js","mcp_config":{}}"#,
            #"{"type":"node","entry_point":"x.js","mcp_config":{"command":"node","args":"x"}}"#,
            #"{"type":"node","entry_point":"x.js","mcp_config":{"command":"node","env":{"A":[]}}}"#,
            #"{"type":"node","entry_point":"x.js","mcp_config":{"command":"node","args":["a\u0000b"]}}"#,
            #"[]"#,
        ]
    )
    func malformedServer(_ server: String) {
        let error = #expect(throws: ModelError.self) {
            try BundleManifest(parsing: Array(manifestText(server: server).utf8))
        }
        #expect(error?.category == .verification)
    }

    @Test("A project of type `uv` needs no command line of its own")
    func uv() throws {
        let text = manifestText(server: #"{"type":"uv","entry_point":"src/server.py"}"#)
        let server = try BundleManifest(parsing: Array(text.utf8)).server
        #expect(server.kind == .uv)
        #expect(server.configuration(on: .linux).command == "uv")
    }

    @Test("An override for a system replaces the whole of what it names, variables included")
    func overrides() throws {
        let server = """
            {"type":"node","entry_point":"x.js","mcp_config":{"command":"node","args":["a","b"],
             "env":{"ONE":"1","TWO":"2"},
             "platform_overrides":{"linux":{"env":{"THREE":"3"}},"win32":{"command":"node.exe","args":[]}}}}
            """
        let read = try BundleManifest(parsing: Array(manifestText(server: server).utf8)).server
        #expect(read.configuration(on: .linux).environment.map(\.name) == ["THREE"])
        #expect(read.configuration(on: .linux).arguments == ["a", "b"])
        #expect(read.configuration(on: .win32).command == "node.exe")
        #expect(read.configuration(on: .win32).arguments == [])
        #expect(read.configuration(on: .darwin).environment.map(\.name) == ["ONE", "TWO"])
    }

    @Test("Unknown members are reported at every level, and at most twenty of them")
    func warnings() throws {
        let server =
            #"{"type":"node","entry_point":"x.js","kind":1,"mcp_config":{"command":"node","cwd":"/"}}"#
        let config =
            #","colour":"red","user_config":{"a":{"type":"string","secret":true}},"scripts":{}"#
        let text = manifestText(server: server, more: config)
        let warnings = try BundleManifest(parsing: Array(text.utf8)).warnings
        #expect(warnings.count == 5)
        for name in [
            "colour", "scripts", "server.kind", "server.mcp_config.cwd", "user_config.a.secret",
        ] {
            #expect(warnings.contains { $0.contains("`\(name)`") })
        }
        let many = (0..<5000).map { #","k\#($0)":1"# }.joined()
        let crowded = try BundleManifest(parsing: Array(manifestText(more: many).utf8)).warnings
        #expect(crowded.count == 21)
    }

    @Test("A range of runtimes that cannot be read is an error, because nobody could keep it")
    func runtimes() throws {
        let good = manifestText(
            more:
                #","compatibility":{"platforms":["linux"],"claude_desktop":">=0.10.0","runtimes":{"node":">=18.0.0 <21"}}"#
        )
        let read = try BundleManifest(parsing: Array(good.utf8)).compatibility
        #expect(read.node?.description == ">=18.0.0 <21")
        #expect(read.python == nil)
        #expect(read.clients.map(\.name) == ["claude_desktop"])
        #expect(read.includes(.linux))
        #expect(!read.includes(.darwin))
        let bad = manifestText(more: #","compatibility":{"runtimes":{"node":"eighteen"}}"#)
        #expect(throws: ModelError.self) { try BundleManifest(parsing: Array(bad.utf8)) }
    }

    @Test("A byte order mark is skipped; a repeated member, a comment and 2 MiB are not accepted")
    func bytes() throws {
        let text = manifestText()
        _ = try BundleManifest(parsing: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        let padded = text + String(repeating: " ", count: 2 << 20)
        let twice = manifestText(more: #","name":"other""#)
        for bad in [padded, twice, text + "//", "", "[]", "null", "\u{FF}"] {
            let error = #expect(throws: ModelError.self) {
                try BundleManifest(parsing: Array(bad.utf8))
            }
            #expect(error?.category == .verification)
        }
    }

    @Test(
        "The collected manifests are read, apart from the invalid one",
        .enabled(if: FormatSamples.folder != nil),
        arguments: FormatSamples.names(in: "mcpb-examples", suffix: ".json")
    )
    func samples(_ name: String) throws {
        let bytes = try FormatSamples.bytes("mcpb-examples", name)
        guard name != "invalid-manifest.json" else {
            #expect(throws: ModelError.self) { try BundleManifest(parsing: bytes) }
            return
        }
        let json = try JSON(parsing: bytes)
        let manifest = try BundleManifest(parsing: bytes)
        #expect(manifest.name == json["name"]?.string)
        #expect(manifest.tools.count == (json["tools"]?.array?.count ?? 0))
        #expect(manifest.userConfig.count == (json["user_config"]?.object?.keys.count ?? 0))
    }
}
