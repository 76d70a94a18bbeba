public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths

/// Finds the three roots: data, cache and configuration (contract, section 3).
public enum Roots {
    /// The layout of the person who runs this process.
    ///
    /// - Parameters:
    ///   - home: What `--home` was given, if it was; relative to the working directory.
    ///   - variable: Reads one environment variable.
    /// - Returns: The roots; none of them needs to exist.
    /// - Throws: `LaunchError.noHome` when nothing says where things are.
    public static func layout(
        home: String?,
        variable: (EnvironmentVariable) -> String? = { $0.value }
    ) throws(LaunchError) -> StoreLayout {
        if let home = home ?? variable(.home) {
            return StoreLayout(home: try absolute(home))
        }
        let person = try userHome(variable)
        #if os(macOS)
        let library = person.appending("Library")
        let support = library.appending("Application Support").appending("mcppkg")
        let caches = library.appending("Caches").appending("mcppkg")
        return StoreLayout(data: support, cache: caches, config: support)
        #else
        let local = person.appending(".local").appending("share")
        return StoreLayout(
            data: base(variable(.dataHome), else: local).appending("mcppkg"),
            cache: base(variable(.cacheHome), else: person.appending(".cache"))
                .appending("mcppkg"),
            config: base(variable(.configHome), else: person.appending(".config"))
                .appending("mcppkg")
        )
        #endif
    }

    /// A path that a person typed, made absolute by the working directory.
    public static func absolute(_ text: String) throws(LaunchError) -> AbsolutePath {
        let base = try text.hasPrefix("/") ? nil : workingDirectory().description
        do throws(PathError) {
            return try AbsolutePath(parsing: base.map { $0 + "/" + text } ?? text)
        } catch {
            throw .path(error)
        }
    }

    /// The directory that this process was started in.
    public static func workingDirectory() throws(LaunchError) -> AbsolutePath {
        do throws(FilesystemError) {
            return try Files.workingDirectory()
        } catch {
            throw .file(error)
        }
    }

    private static func userHome(_ variable: (EnvironmentVariable) -> String?) throws(LaunchError)
        -> AbsolutePath
    {
        guard let text = variable(.userHome), let path = try? AbsolutePath(parsing: text) else {
            throw .noHome
        }
        return path
    }

    /// XDG says that a relative value is to be ignored.
    private static func base(_ text: String?, else standard: AbsolutePath) -> AbsolutePath {
        text.flatMap { try? AbsolutePath(parsing: $0) } ?? standard
    }
}
