internal import Diagnostics
internal import PackageModel
internal import Registries
internal import Resolution

/// Servers that are packages of npm or PyPI: which version, before anything of the closure is asked.
extension ServerResolver {
    /// Chooses the version of a package that was named directly.
    ///
    /// The locked one stays while it fits, and then nobody is asked.
    func resolve(pypi text: String, in place: VersionRequest.Place, locked: String?) throws
        -> ResolvedServer
    {
        let wanted = try PyPISource(parsing: text, in: place)
        if let kept = locked.flatMap({ try? PythonVersion(parsing: $0) }),
            wanted.request.range.contains(kept)
        {
            return package(pypi: wanted, kept, notes: [])
        }
        let choice = try pypiVersions(wanted.name).select(
            wanted.request.range,
            locked: locked.flatMap { try? PythonVersion(parsing: $0) }
        )
        let version = choice.release.version
        if choice.isYoungerThanCooldown {
            try askAboutAge("pypi:\(wanted.name)", version.description)
        }
        return package(pypi: wanted, version, notes: choice.notes)
    }

    private func package(pypi wanted: PyPISource, _ version: PythonVersion, notes: [String])
        -> ResolvedServer
    {
        package(
            PackageRoot(
                ecosystem: .pypi,
                name: wanted.name.description,
                version: version.description,
                extras: wanted.extras.map(\.description),
                package: nil
            ),
            name: .local(kind: "pypi", name: wanted.name.description),
            source: .pypi(wanted.choosing(version).description),
            notes: notes
        )
    }

    /// The same for npm.
    func resolve(npm text: String, in place: VersionRequest.Place, locked: String?) throws
        -> ResolvedServer
    {
        let wanted = try NPMSource(parsing: text, in: place)
        if let kept = locked.flatMap({ try? VersionText(parsing: $0) }),
            wanted.request.range.contains(kept)
        {
            return try package(npm: wanted, kept, notes: [])
        }
        let registry = try NPMRegistry(
            location: environment.settings.npmRegistry,
            client: environment.http
        )
        let packument = try registry.packument(of: wanted.name)
        let selection = try npmResolver.select(
            wanted.name.serverName(),
            from: packument.candidates(for: wanted.request),
            request: wanted.request,
            locked: locked.flatMap { try? VersionText(parsing: $0) }
        )
        if selection.isYoungerThanCooldown {
            try askAboutAge("npm:\(wanted.name)", selection.version.description)
        }
        return try package(
            npm: wanted,
            selection.version,
            notes: selection.notes.map(\.description)
        )
    }

    private func package(npm wanted: NPMSource, _ version: VersionText, notes: [String]) throws
        -> ResolvedServer
    {
        let range = wanted.request.manifestRange(choosing: version)
        return package(
            PackageRoot(
                ecosystem: .npm,
                name: wanted.name.description,
                version: version.description,
                extras: [],
                package: nil
            ),
            name: try wanted.name.serverName(),
            source: .npm(NPMSource(name: wanted.name, request: .range(range)).description),
            notes: notes
        )
    }

    /// A repository at a commit, which runs code of it: refused unless that is accepted; nothing is fetched before.
    func resolve(git text: String) throws -> ResolvedServer {
        let source = try GitSource(parsing: text)
        let tokens = environment.interaction.acceptedTokens
        if !tokens.contains(source.token), !isMutated("git.consent") {
            let refusal = GitError.needsBuild(source: source.description, token: source.token)
            switch environment.interaction.confirmChange(refusal.reason + ". Accept it?") {
            case true?: break
            case false?: throw ConsentError.declined
            case nil: throw refusal
            }
        }
        return package(
            PackageRoot(
                ecosystem: .pypi,
                name: source.name,
                version: source.commit,
                extras: [],
                package: nil,
                git: source
            ),
            name: .local(kind: "git", name: source.name),
            source: .git(text),
            notes: []
        )
    }

    /// What a registry document names: exactly one version of a package.
    func root(of package: ServerPackage) throws -> PackageRoot {
        guard let version = package.version else {
            throw ModelError.document(
                kind: "server document",
                path: "packages.version",
                why: "missing, and nothing else pins a package"
            )
        }
        switch package.registryType {
        case .npm:
            try requireUsual(
                package,
                NPMRegistry.standardLocation,
                environment.settings.npmRegistry
            )
            return PackageRoot(
                ecosystem: .npm,
                name: try NPMName(parsing: package.identifier).description,
                version: version,
                extras: [],
                package: package
            )
        default:
            try requireUsual(package, "https://pypi.org", environment.settings.pypiIndex)
            let wanted = try PyPISource(parsing: package.identifier, in: .manifest)
            return PackageRoot(
                ecosystem: .pypi,
                name: wanted.name.description,
                version: try PythonVersion(parsing: version).description,
                extras: wanted.extras.map(\.description),
                package: package
            )
        }
    }

    /// Every version of a Python package under the rules of this resolution.
    func pypiVersions(_ name: PythonPackageName) throws -> PyPIVersions {
        let index = try PyPIIndex(
            location: environment.settings.pypiIndex,
            client: environment.http
        )
        return try PyPIVersions(index.project(name), under: pypiPolicy(exact: [:]))
    }

    /// The rules for files of the Python index.
    func pypiPolicy(exact: [PythonPackageName: PythonVersion]) -> PyPIPolicy {
        .at(
            environment.now(),
            cooldown: cooldown,
            notAfter: notAfter,
            undatedIsOld: environment.settings.isUndated(environment.settings.pypiIndex),
            exact: exact
        )
    }

    /// The rule of choice against the npm registry.
    var npmResolver: Resolver {
        Resolver(
            now: notAfter ?? environment.now(),
            cooldown: cooldown,
            notAfter: notAfter,
            undatedIsOld: environment.settings.isUndated(environment.settings.npmRegistry)
        )
    }

    func askAboutAge(_ name: String, _ version: String) throws {
        try environment.interaction.require(
            "`\(printable(name))` \(printable(version)) is younger than the cooldown. Take it?"
        )
    }

    private func package(
        _ root: PackageRoot,
        name: ServerName,
        source: SourceSpecification,
        notes: [String]
    ) -> ResolvedServer {
        ResolvedServer(
            name: name,
            version: root.version,
            source: source,
            registry: nil,
            document: nil,
            offer: .package(root),
            notAfter: notAfter?.description,
            notes: notes
        )
    }

    /// A document may not send a person to another index than the usual one or their own.
    private func requireUsual(_ package: ServerPackage, _ usual: String, _ configured: String)
        throws
    {
        guard let named = package.registryBaseURL.map(slashEnded) else { return }
        guard named == slashEnded(usual) || configured.hasPrefix(named) else {
            throw ModelError.unsupported(
                what:
                    "`\(package.identifier)` is said to be in `\(named)`, which is not configured",
                remedy: "name that index in config.json, if it is one of yours"
            )
        }
    }
}
