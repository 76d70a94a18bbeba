import Cryptography
import Diagnostics
import Foundation
import MCPPackageKit
import PackageModel
import Paths
import TestSupport
import Transport

/// A home with a lock in it, for workflows that only read.
struct ReportGround {
    let tree: TemporaryTree
    let environment: Environment

    init(_ lock: Lockfile = .empty, isOffline: Bool = false, cooldown: Cooldown = .standard) throws
    {
        tree = try TemporaryTree()
        let home = try AbsolutePath(parsing: tree.path)
        var settings = Settings.standard
        settings.cooldown = cooldown
        environment = Environment(
            layout: StoreLayout(home: home.appending("home")),
            workingDirectory: home,
            home: home,
            platform: try PlatformName(parsing: "linux-x86_64-gnu"),
            givenHome: nil,
            program: try AbsolutePath(parsing: "/usr/bin/mcppkg"),
            settings: settings,
            isOffline: isOffline,
            lockTimeout: 1,
            commandName: "test",
            now: { ReportGround.now },
            variable: { _ in nil },
            http: HTTPClient(),
            interaction: .silent
        )
        try writeFile(tree.path + "/home/mcppkg.lock", lock.bytes)
    }

    /// 2026-11-22.
    static let now = Instant(nanoseconds: 1_795_305_600_000_000_000)
}

/// A package of a lock; `needs` are names, `at` places of npm.
func locked(
    _ name: String,
    _ version: String = "1.0.0",
    needs: [String] = [],
    type: String = "pypi",
    at places: [String] = [],
    on platforms: [String] = [],
    content: String? = nil
) -> LockedPackage {
    let text = content ?? "\(type) \(name) \(version) \(platforms)"
    var package = LockedPackage(
        type: type,
        platforms: platforms,
        sha256: Digest(of: text.utf8),
        evidence: "registry-digest"
    )
    package.name = name
    package.version = version
    package.requires = needs
    package.places = places
    return package
}

/// A package of npm at its places.
func node(_ name: String, _ version: String, needs: [String] = [], at places: String...)
    -> LockedPackage
{
    locked(name, version, needs: needs, type: "npm", at: places.map { "node_modules/" + $0 })
}

/// A locked server with its packages.
func lockedServer(
    _ packages: [LockedPackage],
    id: String = "git",
    source: String = "io.github.acme/git",
    version: String = "1.0.0"
) throws -> LockedServer {
    var server = LockedServer(
        id: try InstanceID(parsing: id),
        name: try ServerName(parsing: "io.github.acme/" + id),
        version: version,
        source: source
    )
    server.packages = packages
    return server
}

/// A closure in which every package of a level needs every one of the next.
func dense(levels: Int, width: Int) throws -> LockedServer {
    let packages = (0..<levels).flatMap { level in
        (0..<width).map { index in
            let next = level + 1 < levels ? (0..<width).map { "p-\(level + 1)-\($0)" } : []
            return locked("p-\(level)-\(index)", needs: next)
        }
    }
    return try lockedServer(packages)
}

/// A closure that is one chain.
func chain(_ count: Int) throws -> LockedServer {
    try lockedServer(
        (0..<count).map { locked("p\($0)", needs: $0 + 1 < count ? ["p\($0 + 1)"] : []) }
    )
}
