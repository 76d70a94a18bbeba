internal import Diagnostics
internal import Documents
internal import Filesystem
internal import LaunchKit
internal import Launcher
internal import PackageModel
internal import Paths
internal import Store

/// Whether sealed directories are whole.
struct PrefixState {
    let environment: Environment

    /// So many files are looked at one by one even when nothing is to be done.
    private static let watchedFiles = 4_000

    func isIntact(_ version: InstalledVersion) -> Bool {
        (try? SealCheck.check(
            prefix: version.prefix,
            digest: version.prefixDigest,
            layout: environment.layout
        )) != nil
    }

    /// Sealed directories in which the instant answer notices a changed file; none when they hold very many.
    func watched(_ versions: [InstalledVersion]) -> [SealedPrefix] {
        var files = 0
        for version in versions {
            guard let contents = try? PrefixContents(path: version.prefix) else { continue }
            files += contents.seal.entries.count
        }
        guard files <= Self.watchedFiles else { return [] }
        return versions.map { SealedPrefix(path: $0.prefix, digest: $0.prefixDigest) }
    }
}
