import Foundation
import TestSupport

/// Three published servers in one home, installed once for all tests that only look at them.
final class RealServers: Sendable {
    /// Ids with the number of tools that each has.
    static let tools = ["mcp-server-time": 2, "mcp-server-git": 12, "mcp-server-fetch": 1]

    /// The home, or why there is none.
    static let shared = Result { try RealServers() }

    let index: PeerIndex
    let ground: PackageGround
    /// How their installation went.
    let installation: ProgramRun

    private init() throws {
        index = try PeerIndex(.json)
        ground = try PackageGround(index: index.url)
        let specs = Self.tools.keys.sorted().map { "pypi:" + $0 }.joined(separator: " ")
        installation = try ground.run("install \(specs) --yes")
        // Nothing ends a shared value, so the process takes its directory away when it ends.
        atexit {
            guard let servers = try? RealServers.shared.get() else { return }
            try? TemporaryTree.remove(servers.ground.harness.tree.path)
        }
    }
}
