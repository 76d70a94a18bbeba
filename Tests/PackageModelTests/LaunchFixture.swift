import Documents
import PackageModel
import Paths
import Testing

/// A bundle in memory, planned and filled in without a file system.
struct LaunchFixture {
    var type = "node"
    var entryPoint = "server/index.js"
    var command = "node"
    var arguments = ["${__dirname}/server/index.js"]
    var environment: [String: String] = [:]
    var userConfig = "{}"
    var runtimes = "{}"
    var package: String?
    var files = ["server/index.js", "server/main.py", "manifest.json"]
    var platform = BundlePlatform.linux

    static let prefix = "/data/servers/demo"

    func launch() throws -> BundleLaunch {
        let config: JSON = [
            "command": .string(command),
            "args": .array(arguments.map { .string($0) }),
            "env": .object(
                JSONObject(environment.sorted { $0.key < $1.key }.map { ($0, .string($1)) })
            ),
        ]
        let server: JSON = [
            "type": .string(type), "entry_point": .string(entryPoint), "mcp_config": config,
        ]
        let text = manifestText(
            server: server.text(),
            more:
                #","user_config":\#(userConfig),"compatibility":{"runtimes":\#(runtimes)}"#
        )
        return try BundleLaunch(
            manifest: BundleManifest(parsing: Array(text.utf8)),
            package: try package.map(serverPackage),
            files: Set(files.map { try RelativePath(parsing: $0) }),
            platform: platform
        )
    }

    func resolved(_ values: InputValues = InputValues()) throws -> ResolvedLaunch {
        let launch = try launch()
        let home = try AbsolutePath(parsing: "/home/ada")
        let directories = SystemDirectories(home: home)
        let inputs = try ResolvedInputs(
            values,
            for: launch.inputs,
            server: "io.example/demo",
            directories: directories
        )
        let facts = LaunchFacts(
            prefix: try AbsolutePath(parsing: Self.prefix),
            inputs: inputs,
            directories: directories
        )
        return try launch.specification.resolved(facts, adding: values)
    }
}

func serverPackage(_ members: String) throws -> ServerPackage {
    let text = """
        {"name":"io.example/demo","version":"1.0.0",
         "packages":[{"registryType":"mcpb","identifier":"https://example.com/x.mcpb",\(members)}]}
        """
    return try #require(try ServerDocument(json: JSON(parsing: text)).packages.first)
}

extension ResolvedLaunch {
    /// The arguments as texts; the workspace as `<workspace>`.
    var texts: [String] { arguments.map(shown) }

    /// The variables as texts.
    var variables: [String: String] {
        Dictionary(uniqueKeysWithValues: environment.map { ($0.name, shown($0.value)) })
    }

    private func shown(_ value: LaunchRecord.Value) -> String {
        value.map { piece in
            switch piece {
            case .text(let text): text
            case .workspace: "<workspace>"
            }
        }
        .joined()
    }
}
