internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Registries
internal import Resolution
internal import Resolvers
internal import Store

/// Packages of one closure that have no wheel and that somebody accepted to be built.
struct PythonSources {
    let environment: Environment
    let staging: Staging
    let runtime: RuntimeFacts
    let index: PyPIIndex
    let scratch: AbsolutePath
    /// Resolves what something is built with.
    let resolve: (_ request: PythonRequest, _ work: AbsolutePath) throws -> PythonClosure

    private var sources: [PythonPackageName: LockedPackage] = [:]
    private var wheels: [PythonPackageName: BuiltWheel] = [:]
    private var accepted: Set<PythonPackageName> = []

    init(
        environment: Environment,
        staging: Staging,
        runtime: RuntimeFacts,
        index: PyPIIndex,
        scratch: AbsolutePath,
        resolve: @escaping (_ request: PythonRequest, _ work: AbsolutePath) throws -> PythonClosure
    ) {
        self.environment = environment
        self.staging = staging
        self.runtime = runtime
        self.index = index
        self.scratch = scratch
        self.resolve = resolve
    }

    private var builder: SourceBuild {
        SourceBuild(environment: environment, staging: staging, runtime: runtime)
    }

    /// Builds what stands in the way on a platform, as far as that was accepted; true when there is something new.
    ///
    /// What only runs on this machine does not help another one.
    /// - Throws: `ConsentError.declined` after a person's no.
    mutating func build(
        _ error: PythonResolutionError,
        for platform: PlatformName,
        _ request: inout PythonRequest
    ) throws -> Bool {
        guard case .needsBuild(let names, _) = error,
            try isAccepted(names, error, isOwn: platform == environment.platform)
        else { return false }
        var isNew = false
        for name in names {
            if wheels[name] == nil {
                let source = try pinned(name, request)
                sources[name] = source
                wheels[name] = try builder.wheel(of: source)
            }
            guard let wheel = wheels[name],
                platform == environment.platform || wheel.name.platformTags == ["any"]
            else { continue }
            let place = scratch.appending(wheel.name.description)
            guard !request.extraWheels.contains(place) else { continue }
            request.extraWheels.append(
                try BuiltWheels(environment: environment).copy(wheel, into: scratch)
            )
            isNew = true
        }
        return isNew
    }

    /// Builds the root from a repository, and tells what it is called.
    mutating func adopt(_ git: GitSource, _ request: inout PythonRequest) throws -> PackageRoot {
        var source = try GitCheckout(environment: environment, staging: staging).package(of: git)
        source.name = git.name
        source = try builder.pinned(source) { wanted in try inputs(wanted, of: git.name, request) }
        let wheel = try builder.wheel(of: source)
        source.name = wheel.name.distribution.description
        source.version = wheel.name.version.description
        sources[wheel.name.distribution] = source
        wheels[wheel.name.distribution] = wheel
        request.extraWheels.append(
            try BuiltWheels(environment: environment).copy(wheel, into: scratch)
        )
        return PackageRoot(
            ecosystem: .pypi,
            name: wheel.name.distribution.description,
            version: wheel.name.version.description,
            extras: [],
            package: nil,
            git: git
        )
    }

    /// The closure as the lock has it: what was built stands there as its source.
    func locked(_ packages: [LockedPackage]) -> [LockedPackage] {
        packages.map { package in
            guard let (source, _) = origin(of: package) else { return package }
            var line = LockedPackage(
                type: source.type,
                platforms: package.platforms,
                sha256: source.sha256,
                evidence: source.evidence
            )
            line.name = package.name
            line.version = package.version
            line.url = source.url
            line.size = source.size
            line.requires = package.requires
            line.extras = package.extras
            line.build = source.build
            return line
        }
    }

    /// The same with the wheels that were built, to be read.
    func readable(_ packages: [LockedPackage]) -> [LockedPackage] {
        packages.map { package in origin(of: package)?.wheel.stands(for: package) ?? package }
    }

    private func origin(of package: LockedPackage) -> (source: LockedPackage, wheel: BuiltWheel)? {
        guard let text = package.name, let name = try? PythonPackageName(parsing: text),
            let wheel = wheels[name], wheel.sha256 == package.sha256, let source = sources[name]
        else { return nil }
        return (source, wheel)
    }

    // MARK: Consent

    /// By tokens, or by a person who is asked once for all of them; `--yes` is no answer.
    private mutating func isAccepted(
        _ names: [PythonPackageName],
        _ error: PythonResolutionError,
        isOwn: Bool
    ) throws -> Bool {
        let tokens = environment.interaction.acceptedTokens
        let open = names.filter { !accepted.contains($0) && !tokens.contains("build:\($0)") }
        if isMutated("build.consent") || open.isEmpty { return true }
        guard isOwn,
            let answer = environment.interaction.confirmChange(error.reason + ". Accept it?")
        else { return false }
        guard answer else { throw ConsentError.declined }
        accepted.formUnion(names)
        return true
    }

    // MARK: Which source

    private func pinned(_ name: PythonPackageName, _ request: PythonRequest) throws -> LockedPackage
    {
        var source = try chosen(name, request)
        source = try builder.pinned(source) { wanted in
            try inputs(wanted, of: name.description, request)
        }
        if source.size == nil {
            source.size = try ContentStore(layout: environment.layout).size(of: source.sha256).bytes
        }
        return source
    }

    /// The version that was named exactly, else the one that was locked, else the newest that the policy allows.
    private func chosen(_ name: PythonPackageName, _ request: PythonRequest) throws -> LockedPackage
    {
        let offer = try index.project(name).offer(under: request.policy)
        let usable = offer.files.filter { file in
            file.wheel == nil && file.admits(python: request.python.version)
        }
        let exact = request.policy.exact[name]
        let wanted = exact ?? request.preferred[name]
        let candidates = usable.filter { $0.version == wanted }
        let choice = candidates.isEmpty && exact == nil ? usable : candidates
        let file = choice.max { $0.preference < $1.preference }
        guard let file, let digest = file.sha256 else {
            throw BuildError.unsupported(
                package: name.description,
                why: "the index has no source of it"
            )
        }
        var package = LockedPackage(
            type: "pypi",
            platforms: [],
            sha256: digest,
            evidence: "registry-digest"
        )
        package.name = name.description
        package.version = file.version.description
        package.url = file.url
        package.size = file.size
        return package
    }

    /// What a source is built with: wheels alone, under the rules of the closure itself.
    private func inputs(
        _ wanted: [PythonRequirement],
        of name: String,
        _ request: PythonRequest
    ) throws -> [LockedPackage] {
        var own = PythonRequest(
            roots: wanted,
            python: request.python,
            platforms: request.platforms,
            policy: request.policy
        )
        own.levels = request.levels
        let work = {
            try Directory.open(scratch).make("inputs-" + hexadecimal(randomBytes(8))).path
        }
        do {
            return try resolve(own, work()).packages
        } catch let error as PythonResolutionError {
            guard own.platforms.count > 1 else { throw refusal(error, of: name) }
        }
        own.platforms = [environment.platform]
        do {
            return try resolve(own, work()).packages
        } catch let error as PythonResolutionError {
            throw refusal(error, of: name)
        }
    }

    /// A source that is built with another source is one too many.
    private func refusal(_ error: PythonResolutionError, of name: String)
        -> any Error
    {
        guard case .needsBuild = error else { return error }
        return BuildError.unsupported(
            package: name,
            why: "it is built with something that has no wheel: \(error.reason)"
        )
    }
}

extension PyPIFile {
    /// Of several sources of one version, this form is taken.
    fileprivate var isUsual: Bool { filename.hasSuffix(".tar.gz") }

    /// Final releases first, then the higher version, then the usual form.
    fileprivate var preference: Preference {
        Preference(isFinal: !version.isPrerelease, version: version, isUsual: isUsual)
    }
}

/// An order among sources.
private struct Preference: Comparable {
    let isFinal: Bool
    let version: PythonVersion
    let isUsual: Bool

    static func < (left: Preference, right: Preference) -> Bool {
        if left.isFinal != right.isFinal { return right.isFinal }
        if left.version != right.version { return left.version < right.version }
        return !left.isUsual && right.isUsual
    }
}
