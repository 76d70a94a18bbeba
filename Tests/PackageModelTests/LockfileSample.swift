import Cryptography
import PackageModel

/// Locks, servers and packages that the tests of the lock are about.
enum LockfileSample {
    static func text(_ lock: Lockfile) -> String { String(decoding: lock.bytes, as: UTF8.self) }

    static func digest(_ content: String) -> Digest { Digest(of: content.utf8) }

    static func id(_ number: Int) throws -> InstanceID {
        try InstanceID(parsing: "server-" + (number < 10 ? "0" : "") + "\(number)")
    }

    static func package(_ content: String, platforms: [String]) -> LockedPackage {
        LockedPackage(
            type: "mcpb",
            platforms: platforms,
            sha256: digest(content),
            evidence: "registry-digest"
        )
    }

    /// A server with two packages that differs from every other by number, seed and version.
    static func server(_ number: Int, seed: Int = 0, version: String = "1.0.0") throws
        -> LockedServer
    {
        var server = LockedServer(
            id: try id(number),
            name: try ServerName(parsing: "io.github.acme/server-\(number)"),
            version: version,
            source: "io.github.acme/server-\(number)@^1.0.0"
        )
        let platforms = [["linux-x86_64-gnu", "linux-aarch64-gnu"], ["macos-aarch64"]]
        server.packages = platforms.map { platforms in
            let content = "\(number) \(seed) \(version) \(platforms)"
            var package = package(content, platforms: platforms)
            package.url = "https://acme.example/\(number)-\(version)-\(platforms[0]).mcpb"
            package.size = 1000 + number * 7 + seed
            return package
        }
        return server
    }

    /// The same with everything that a release changes.
    static func fullServer(_ number: Int, version: String) throws -> LockedServer {
        var server = try server(number, version: version)
        server.registry = "https://registry.acme.example"
        server.document = digest("document \(number) \(version)")
        server.launch = digest("launch \(number)")
        server.asks = digest("asks \(number)")
        return server
    }
}
