import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Store
import TestSupport
import Transport

@testable import MCPPackageKit

/// A home of mcppkg with a Python or a Node of the machine, for builds.
struct BuildGround {
    let tree: TemporaryTree
    let talk = Talk()

    init() throws { tree = try TemporaryTree() }

    /// The Python behind the first `python3` of the tests, 3.11 or later; nil where there is none.
    static let python: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let code =
            "import os, sys; assert sys.version_info >= (3, 11); print(os.path.realpath(sys.executable))"
        for directory in path.split(separator: ":") {
            let program = "\(directory)/python3"
            guard FileManager.default.isExecutableFile(atPath: program) else { continue }
            var call = ProgramCall(program, ["-I", "-c", code])
            call.environment = ProcessInfo.processInfo.environment
            if let run = try? ProgramRun.run(call), run.status == 0 {
                return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }
        return nil
    }()

    static let node = NPMFolder.program?.node

    /// The directory of a program, then the system's.
    private static func path(_ program: String?) -> String {
        let own = program.map { ($0 as NSString).deletingLastPathComponent + ":" } ?? ""
        return own + "/usr/bin:/bin"
    }

    func environment(
        index: String? = nil,
        accepting tokens: Set<String> = [],
        isOffline: Bool = false
    ) throws -> Environment {
        var variables = ["HOME": tree.path + "/person", "PATH": Self.path(Self.python)]
        variables["MCPPKG_PYPI_INDEX"] = index
        let (values, talk) = (variables, talk)
        var interaction = Interaction.silent
        interaction.say = { talk.add($0) }
        interaction.acceptedTokens = tokens
        var transport = TransportConfiguration()
        transport.usesNetrc = false
        transport.isOffline = isOffline
        transport.retryPauses = []
        return Environment(
            layout: StoreLayout(home: try AbsolutePath(parsing: tree.path + "/home")),
            workingDirectory: try AbsolutePath(parsing: tree.path),
            home: try AbsolutePath(parsing: tree.path),
            platform: try PlatformName(parsing: hostPlatform),
            givenHome: nil,
            program: try AbsolutePath(parsing: "/usr/bin/mcppkg"),
            settings: .standard,
            isOffline: isOffline,
            lockTimeout: 10,
            commandName: "test",
            now: Instant.systemNow,
            variable: { values[$0.rawValue] },
            http: HTTPClient(configuration: transport),
            interaction: interaction
        )
    }

    /// A file of the person's, beside the home of mcppkg.
    func personal(_ name: String, _ text: String) throws -> String {
        let path = tree.path + "/person/" + name
        try writeFile(path, text)
        return path
    }

    /// The Python or the Node as a closure would run on it.
    func runtime(_ kind: RuntimeKind, _ environment: Environment) throws -> RuntimeFacts {
        RuntimeFacts(
            try RuntimeProvider(environment: environment).machine(RuntimeWish(kind, nil))
        )
    }

    /// The line of a lock for an archive that is served.
    func locked(_ source: HostileSource, _ bytes: [UInt8], at base: String) -> LockedPackage {
        var package = LockedPackage(
            type: "pypi",
            platforms: [],
            sha256: Digest(of: bytes),
            evidence: "registry-digest"
        )
        package.name = source.name.replacing("_", with: "-")
        package.version = source.version
        package.url = "\(base)/\(source.filename)"
        package.size = bytes.count
        return package
    }
}

/// Serves one archive at any path.
func serving(_ bytes: [UInt8]) throws -> LoopbackServer {
    try LoopbackServer { _ in .init(body: bytes) }
}
