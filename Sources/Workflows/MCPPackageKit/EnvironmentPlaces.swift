internal import Diagnostics
internal import Hosts
internal import PackageFormats
internal import Paths

/// Where hosts and runtimes of this person are, from the variables of the environment.
extension Environment {
    /// The directories from which hosts derive the places of their files.
    var hostPlaces: HostPlaces {
        HostPlaces(
            home: home,
            configHome: path(.configHome) ?? home.appending(".config"),
            claudeConfig: path(.claudeConfig)
        )
    }

    /// Where a Python or Node may be.
    var runtimeSearch: RuntimeSearch {
        var overrides = RuntimeSearch.Overrides()
        overrides.pyenvRoot = variable(.pyenvRoot)
        overrides.pyenvVersion = variable(.pyenvVersion)
        overrides.asdfDataDirectory = variable(.asdfDataDirectory)
        overrides.miseDataDirectory = variable(.miseDataDirectory)
        overrides.nvmDirectory = variable(.nvmDirectory)
        return RuntimeSearch(path: variable(.path), home: home, overrides: overrides)
    }

    private func path(_ name: EnvironmentVariable) -> AbsolutePath? {
        // A relative path would mean another place in every directory; such a variable is ignored.
        variable(name).flatMap { try? AbsolutePath(parsing: $0) }
    }
}
