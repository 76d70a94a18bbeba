internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Trust

/// Finds out how long a server's artifacts are, for every platform that the lock covers.
///
/// Only the bytes tell: a registry names digests and no lengths. What this machine does not need itself is fetched
/// all the same, so that a lock is the same whoever writes it.
struct ArtifactSizes {
    let environment: Environment

    /// The same entry with a length for each artifact that can be had.
    func completing(_ locked: LockedServer) throws -> LockedServer {
        var copy = locked
        let missing = copy.packages.filter { $0.size == nil && $0.url != nil }
        let wanted = try missing.filter { try size(of: $0) == nil }.map { package in
            WantedArtifact(
                title: "\(locked.name) \(locked.version)",
                url: package.url.map(environment.settings.mirrored),
                file: nil,
                digest: package.sha256,
                size: nil,
                evidence: Evidence(rawValue: package.evidence) ?? .localDigest
            )
        }
        if !wanted.isEmpty { _ = try ArtifactFetcher(environment: environment).fetch(wanted) }
        copy.packages = try copy.packages.map { package in
            var sized = package
            sized.size = try package.size ?? size(of: package)
            return sized
        }
        return copy
    }

    private func size(of package: LockedPackage) throws -> Int? {
        try Files.status(environment.layout.content(package.sha256)).map { Int($0.size) }
    }
}
