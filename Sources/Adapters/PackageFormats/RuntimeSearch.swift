public import Paths

/// Where a Python or Node may be; everything that comes from the environment is passed in.
public struct RuntimeSearch: Sendable, Equatable {
    /// The directories of PATH that are absolute, in order: a relative one depends on who starts what where.
    public let path: [AbsolutePath]
    /// Looked at after PATH, because hosts started from a desktop and scripts have hardly any.
    public let wellKnown: [AbsolutePath]
    /// The person's home directory.
    public let home: AbsolutePath
    /// The root of pyenv.
    public let pyenv: AbsolutePath
    /// The data directory of asdf.
    public let asdf: AbsolutePath
    /// The data directory of mise.
    public let mise: AbsolutePath
    /// The root of nvm.
    public let nvm: AbsolutePath
    /// What `PYENV_VERSION` says.
    public let pyenvVersion: String?

    /// The values of the variables that version managers read, each nil where it is not set.
    public struct Overrides: Sendable {
        /// The value of `PYENV_ROOT`.
        public var pyenvRoot: String?
        /// The value of `PYENV_VERSION`.
        public var pyenvVersion: String?
        /// The value of `ASDF_DATA_DIR`.
        public var asdfDataDirectory: String?
        /// The value of `MISE_DATA_DIR`.
        public var miseDataDirectory: String?
        /// The value of `NVM_DIR`.
        public var nvmDirectory: String?

        /// Nothing set.
        public init() {}
    }

    /// Takes the environment of the person who installs; `path` is the value of PATH.
    public init(
        path: String?,
        home: AbsolutePath,
        overrides: Overrides = Overrides(),
        wellKnown: [AbsolutePath]? = nil
    ) {
        self.path = (path ?? "").split(separator: ":").compactMap { absolute(String($0)) }
        self.home = home
        self.wellKnown = wellKnown ?? usualDirectories(home)
        pyenv = overrides.pyenvRoot.flatMap(absolute) ?? home.appending(".pyenv")
        asdf = overrides.asdfDataDirectory.flatMap(absolute) ?? home.appending(".asdf")
        mise =
            overrides.miseDataDirectory.flatMap(absolute)
            ?? home.appending(".local").appending("share").appending("mise")
        nvm = overrides.nvmDirectory.flatMap(absolute) ?? home.appending(".nvm")
        pyenvVersion = overrides.pyenvVersion
    }

    /// PATH and the usual places, each directory once.
    var directories: [AbsolutePath] {
        var seen: Set<AbsolutePath> = []
        return (path + wellKnown).filter { seen.insert($0).inserted }
    }
}

private func usualDirectories(_ home: AbsolutePath) -> [AbsolutePath] {
    let local = home.appending(".local").appending("bin")
    return ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/bin"].compactMap(absolute)
        + [local]
}

/// The path that a text names; nil for a text that is no absolute path.
func absolute(_ text: String) -> AbsolutePath? {
    do throws(PathError) { return try AbsolutePath(parsing: text) } catch { return nil }
}
