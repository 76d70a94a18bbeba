internal import Filesystem
public import Paths

/// What a sandbox has to grant for reading so that a runtime of this machine runs.
///
/// Its own directory as a whole where that is one: a version of pyenv or nvm below the person's home, a build under
/// `/opt`. A runtime that was installed into a directory that is not its own alone, such as `/usr/local` or the home
/// directory itself, gets its program, its standard library and the libraries that it has loaded.
public struct RuntimeRoots: Sendable, Equatable {
    /// Directories and files, links resolved, none within another.
    public let paths: [AbsolutePath]

    /// Takes what the runtime said of itself.
    public init(
        executable: AbsolutePath,
        base: AbsolutePath,
        libraries: [AbsolutePath],
        home: AbsolutePath
    ) {
        let real = { (path: AbsolutePath) in (try? Files.realPath(path)) ?? path }
        let home = real(home)
        let own = real(base)
        var wanted = [real(executable)]
        if Self.isWhole(own, home: home) { wanted.append(own) }
        // A path of Python may name what is not there, such as a zip file.
        wanted += libraries.filter { ((try? Files.status($0)) ?? nil) != nil }.map(real)
            .filter { !$0.contains(home) && $0.description != "/" }
        paths = Self.outermost(wanted.filter { path in !system.contains { $0.contains(path) } })
    }

    /// Whether a directory holds one runtime and nothing else of the person or the machine.
    private static func isWhole(_ base: AbsolutePath, home: AbsolutePath) -> Bool {
        let shared = [
            "/", "/usr", "/usr/local", "/opt", "/opt/local", "/opt/homebrew", "/var", "/home",
        ]
        return !shared.contains(base.description) && !base.contains(home)
            && base != home.appending(".local")
    }

    /// Paths without those that lie within another, in order.
    public static func outermost(_ paths: [AbsolutePath]) -> [AbsolutePath] {
        var kept: [AbsolutePath] = []
        for path in Set(paths).sorted(by: { $0.description.utf8.count < $1.description.utf8.count })
        where !kept.contains(where: { $0.contains(path) }) {
            kept.append(path)
        }
        return kept.sorted { $0.description < $1.description }
    }
}

/// What every sandboxed program reads anyway.
private let system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/System", "/proc"]
    .compactMap(absolute)
