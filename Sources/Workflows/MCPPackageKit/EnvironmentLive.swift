internal import Diagnostics
internal import Filesystem
internal import LaunchKit
internal import PackageModel
internal import Paths
internal import Processes
internal import Transport

extension Environment {
    /// The environment of the process as it is.
    ///
    /// `home` is what `--home` was given, `commandName` is for whoever waits for our lock.
    /// - Throws: `LaunchError.noHome`, `PlaceError.settings`, or `KitError.usage` for a variable that
    ///   makes no sense.
    public static func live(
        home: String?,
        commandName: String,
        isOffline: Bool,
        interaction: Interaction
    ) throws -> Environment {
        let layout = try Roots.layout(home: home)
        let given = home ?? EnvironmentVariable.home.value
        let settings = try Settings.load(
            layout.settings,
            registryOverride: EnvironmentVariable.registry.value,
            pypiOverride: EnvironmentVariable.pypiIndex.value,
            npmOverride: EnvironmentVariable.npmRegistry.value
        )
        let offline = isOffline || EnvironmentVariable.offline.value == "1"
        return Environment(
            layout: layout,
            workingDirectory: try Files.workingDirectory(),
            home: try userHome(),
            platform: try PlatformName(parsing: CurrentProgram.platform),
            givenHome: try given.map { try Roots.absolute($0) },
            program: try frontProgram(),
            settings: settings,
            isOffline: offline,
            lockTimeout: try lockTimeout(),
            commandName: commandName,
            now: Instant.systemNow,
            variable: { $0.value },
            http: HTTPClient(configuration: try transport(settings, offline)),
            interaction: interaction
        )
    }

    private static func userHome() throws -> AbsolutePath {
        guard let text = EnvironmentVariable.userHome.value else {
            return try AbsolutePath(parsing: "/")
        }
        return try Roots.absolute(text)
    }

    private static func lockTimeout() throws -> Int {
        guard let text = EnvironmentVariable.lockTimeout.value else { return KitLimits.lockTimeout }
        guard let seconds = Int(text), (0...86_400).contains(seconds) else {
            throw KitError.usage(
                "MCPPKG_LOCK_TIMEOUT takes seconds from 0 to 86400, not `\(printable(text))`"
            )
        }
        return seconds
    }

    private static func transport(_ settings: Settings, _ offline: Bool) throws
        -> TransportConfiguration
    {
        var configuration = try TransportConfiguration.fromEnvironment()
        configuration.isOffline = offline
        configuration.usesNetrc = settings.usesNetrc
        return configuration
    }

    /// The `mcppkg` that hosts are told to start.
    ///
    /// As PATH spells it where that is this installation: such a path stays right when a package manager moves the
    /// installation. Else the program beside this one.
    static func frontProgram() throws -> AbsolutePath {
        let own = CurrentProgram.path
        let beside = own?.parent.appending("mcppkg")
        let installed = own?.parent.parent.parent.appending("bin").appending("mcppkg")
        let real = [installed, beside].compactMap { $0 }.first(where: Files.isExecutable)
        for text in (EnvironmentVariable.path.value ?? "").split(separator: ":") {
            guard let directory = try? AbsolutePath(parsing: String(text)) else { continue }
            let candidate = directory.appending("mcppkg")
            guard Files.isExecutable(candidate), let real else { continue }
            if try Files.realPath(candidate) == (try Files.realPath(real)) { return candidate }
        }
        return try real ?? AbsolutePath(parsing: "/usr/local/bin/mcppkg")
    }
}
