internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store

/// What a server is to run on, decided when it is locked.
enum RuntimeChoice {
    /// A release that mcppkg installs; the lines pin it for every platform that it is made for.
    case managed(RuntimeRelease, pins: [LockedPackage])
    /// The one found on this machine, and why in one line; nothing is pinned.
    case machine(InstalledRuntime, note: String)

    /// The binary interface for which compiled packages are chosen.
    var abi: String? {
        switch self {
        case .managed(let release, _): release.abi
        case .machine(let runtime, _): runtime.abi
        }
    }

    /// The version.
    var version: RuntimeVersion {
        switch self {
        case .managed(let release, _): release.version
        case .machine(let runtime, _): runtime.identity.version
        }
    }
}

/// A runtime that is there and can be started.
struct InstalledRuntime: Equatable {
    /// Which program.
    let kind: RuntimeKind
    /// Program, version and digest.
    let identity: RuntimeIdentity
    /// Such as `cp312` or `node-v127`; nil for a tool.
    let abi: String?
    /// The C library that it runs with; nil on a system that has only one.
    let library: PlatformName.Library?
    /// What a sandbox has to grant for reading.
    let roots: [AbsolutePath]
    /// The sealed directory of a managed one, and the digest of its seal; nil for one of the machine.
    let managed: Managed?

    /// Where a managed runtime is.
    struct Managed: Equatable {
        let root: AbsolutePath
        let seal: Digest
        /// The artifact that it was made of.
        let artifact: Digest
    }

    /// The program.
    var executable: AbsolutePath { identity.path }
}

/// Decides what servers run on, and brings it about.
///
/// Servers of npm and PyPI and bundles of type `uv` get a managed runtime where one can be had, which the lock pins by
/// digest and all servers share. Where its source cannot be reached and the lock pins none yet, the one found on the
/// machine serves, said in one line. What a lock pins is fetched or refused, never replaced.
struct RuntimeProvider {
    private let environment: Environment
    private let sources: RuntimeSources

    init(environment: Environment) {
        self.environment = environment
        sources = RuntimeSources(environment: environment)
    }

    /// Chooses for a lock of several platforms; the platform of this machine decides what can be had.
    /// - Parameters:
    ///   - wish: The program and the versions that will do.
    ///   - platforms: The platforms of the lock.
    ///   - pinned: Lines of the lock as it is; a runtime in them that will do stays, and nothing is asked of any source.
    ///   - fromMachine: Whether the person wants the one of the machine.
    /// - Returns: What to pin, or what to use without a pin.
    /// - Throws: `ModelError.unsupported` when neither a managed one nor one of this machine will do.
    func choose(
        _ wish: RuntimeWish,
        platforms: [PlatformName],
        pinned: [LockedPackage] = [],
        fromMachine: Bool = false
    ) throws -> RuntimeChoice {
        if fromMachine {
            let found = try machine(wish)
            return .machine(found, note: "\(found.words), as `--system-runtime` asks")
        }
        if let kept = kept(wish, platforms, pinned) { return kept }
        let here = environment.platform
        for release in RuntimeTable.releases(wish, for: here) {
            let pins = release.locked(for: platforms)
            let own = pins.first { $0.platforms == [here.description] }
            if let own = own ?? release.locked(for: [here]).first, sources.canBeHad(own) {
                return .managed(release, pins: pins)
            }
        }
        let found = try machine(wish)
        return .machine(found, note: "\(found.words), because \(reason(wish)); the lock pins none")
    }

    /// The pinned runtime when the wish allows it and there is one for this platform.
    private func kept(
        _ wish: RuntimeWish,
        _ platforms: [PlatformName],
        _ pinned: [LockedPackage]
    ) -> RuntimeChoice? {
        guard let release = RuntimeRelease(pinned: pinned, kind: wish.kind),
            wish.allows(release.version), release.artifact(for: environment.platform) != nil
        else { return nil }
        // A release of the table may have further platforms than the lock had.
        let known = pinned.lazy.compactMap(RuntimeTable.release(of:)).first { $0.kind == wish.kind }
        return .managed(release, pins: (known ?? release).locked(for: platforms))
    }

    private func reason(_ wish: RuntimeWish) -> String {
        RuntimeTable.releases(wish, for: environment.platform).isEmpty
            ? "no managed release is \(wish.description) for this platform"
            : "the source of managed ones cannot be reached"
    }

    /// Installs what a line of a lock pins, unless it is there.
    /// - Throws: `RuntimeError.notFetched` when it is not here and cannot be fetched.
    func install(_ package: LockedPackage, staging: Staging) throws -> InstalledRuntime {
        try RuntimeInstaller(environment: environment, sources: sources, staging: staging)
            .install(package)
    }

    /// The runtime of this machine that will do, with what packages and a sandbox need to know of it.
    func machine(_ wish: RuntimeWish) throws -> InstalledRuntime {
        try MachineRuntimes(environment: environment).find(wish)
    }
}

extension InstalledRuntime {
    /// `Python 3.12.1 at /usr/bin/python3.12` in one line.
    var words: String {
        let name = kind == .cpython ? "Python" : kind.displayName
        return "\(name) \(identity.version) of this machine is used (`\(identity.path)`)"
    }
}
