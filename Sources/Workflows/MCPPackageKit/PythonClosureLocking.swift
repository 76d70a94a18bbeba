internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Registries
internal import Resolution
internal import Resolvers
internal import Store

/// Locks the closure of a Python package: `uv` decides versions behind a gateway, everything else is ours.
struct PythonClosureLocking {
    let environment: Environment
    let resolver: ServerResolver
    let staging: Staging
    let scratch: AbsolutePath

    func lock(_ root: PackageRoot, _ requirement: ServerRequirement, previous: LockedServer?) throws
        -> LockedClosure
    {
        let index = try PyPIIndex(
            location: environment.settings.pypiIndex,
            client: environment.http
        )
        let runtimes = ClosureRuntimes(environment: environment, staging: staging)
        let runtime = try runtimes.python(
            for: condition(root, index),
            requirement: requirement,
            platforms: resolver.platforms,
            previous: previous
        )
        var request = PythonRequest(
            roots: [],
            python: try interpreter(runtime),
            platforms: resolver.platforms,
            policy: resolver.pypiPolicy(exact: [:])
        )
        var sources = try sources(runtime.facts, index)
        let root = try root.git.map { try sources.adopt($0, &request) } ?? root
        let name = try PythonPackageName(parsing: root.name)
        let version = try PythonVersion(parsing: root.version)
        request.roots = try roots(root, name, version, requirement)
        request.policy = resolver.pypiPolicy(exact: try exact(name, version, requirement))
        request.preferred = try preferred(previous)
        var notes: [String] = runtime.notes
        let closure = try closure(&request, &sources, &notes)
        let start = try start(name, sources.readable(closure.packages), requirement, &notes)
        return LockedClosure(
            root: root,
            packages: sources.locked(closure.packages) + runtime.pins,
            platforms: request.platforms,
            runtime: runtime.text,
            start: start,
            notes: notes + closure.notes
        )
    }

    /// What would be chosen at this moment, for this machine's own Python; nothing of it is fetched.
    func survey(_ root: PackageRoot, _ requirement: ServerRequirement) throws
        -> (packages: [LockedPackage], facts: [CommandLineScan.Fact])
    {
        let index = try PyPIIndex(
            location: environment.settings.pypiIndex,
            client: environment.http
        )
        var own = requirement
        own.usesSystemRuntime = true
        let runtime = try ClosureRuntimes(environment: environment, staging: staging).python(
            for: condition(root, index),
            requirement: own,
            platforms: resolver.platforms,
            previous: nil
        )
        let name = try PythonPackageName(parsing: root.name)
        let version = try PythonVersion(parsing: root.version)
        var request = PythonRequest(
            roots: try roots(root, name, version, requirement),
            python: try interpreter(runtime),
            platforms: resolver.platforms,
            policy: resolver.pypiPolicy(exact: try exact(name, version, requirement))
        )
        var sources = try sources(runtime.facts, index)
        var notes: [String] = []
        let closure = try closure(&request, &sources, &notes)
        let times = Dictionary(
            closure.files.map { ($0.sha256, $0.uploadTime) },
            uniquingKeysWith: { first, _ in first }
        )
        let facts = closure.packages.compactMap { package -> CommandLineScan.Fact? in
            guard let name = package.name, let version = package.version else { return nil }
            return CommandLineScan.Fact(
                name: name,
                version: version,
                publishedAt: times[package.sha256] ?? nil,
                script: nil
            )
        }
        return (closure.packages, facts)
    }

    /// The versions of Python that the root is for, where its index tells.
    private func condition(_ root: PackageRoot, _ index: PyPIIndex) throws -> String? {
        guard root.git == nil else { return nil }
        let version = try PythonVersion(parsing: root.version)
        return try index.project(PythonPackageName(parsing: root.name)).requiresPython(of: version)
    }

    /// The closure of a project that is no package of an index itself.
    func lock(
        _ project: BundleProject,
        _ manifest: BundleManifest,
        _ requirement: ServerRequirement,
        previous: LockedServer?
    ) throws -> LockedClosure {
        let index = try PyPIIndex(
            location: environment.settings.pypiIndex,
            client: environment.http
        )
        let runtime = try ClosureRuntimes(environment: environment, staging: staging).python(
            for: project.project.requiresPython
                ?? manifest.compatibility.python?.description,
            requirement: requirement,
            platforms: resolver.platforms,
            previous: previous
        )
        var request = PythonRequest(
            roots: project.project.dependencies + (try requirement.with.map(Self.requirement)),
            python: try interpreter(runtime),
            platforms: resolver.platforms,
            policy: resolver.pypiPolicy(exact: [:])
        )
        request.preferred = try project.preferred.merging(preferred(previous)) { $1 }
        var notes = runtime.notes
        guard !request.roots.isEmpty else {
            return LockedClosure(
                packages: runtime.pins,
                platforms: request.platforms,
                runtime: runtime.text,
                start: .module(""),
                notes: notes
            )
        }
        var sources = try sources(runtime.facts, index)
        let closure = try closure(&request, &sources, &notes)
        return LockedClosure(
            packages: sources.locked(closure.packages) + runtime.pins,
            platforms: request.platforms,
            runtime: runtime.text,
            start: .module(""),
            notes: notes + closure.notes
        )
    }

    private func sources(_ runtime: RuntimeFacts, _ index: PyPIIndex) throws -> PythonSources {
        let uv = try ToolSearch(environment: environment, staging: staging).uv()
        return PythonSources(
            environment: environment,
            staging: staging,
            runtime: runtime,
            index: index,
            scratch: scratch,
            resolve: { (request, work) in try self.resolve(request, with: uv, index, work) }
        )
    }

    private func interpreter(_ runtime: ClosureRuntimes.Choice) throws -> PythonInterpreter {
        PythonInterpreter(
            executable: runtime.facts.executable,
            version: try PythonVersion(parsing: runtime.facts.version),
            readable: runtime.facts.roots
        )
    }

    /// Resolves; where nothing is published for systems of the usual age, newer ones are asked for.
    ///
    /// What has no wheel is built where that was accepted. A platform for which something has none is left out, but
    /// never this machine's own.
    private func closure(
        _ request: inout PythonRequest,
        _ sources: inout PythonSources,
        _ notes: inout [String]
    ) throws -> PythonClosure {
        var attempt = 0
        while true {
            attempt += 1
            let work = try Directory.open(scratch).make("attempt-\(attempt)").path
            do {
                return try sources.resolve(request, work)
            } catch let error as PythonResolutionError {
                guard let platform = error.missingPlatform else { throw error }
                let newest = PythonTarget.SystemLevel.newest(of: platform)
                if request.levels[platform] == nil, newest > .forLocks(of: platform) {
                    request.levels[platform] = newest
                    continue
                }
                if try sources.build(error, for: platform, &request) { continue }
                guard platform != environment.platform, request.platforms.count > 1 else {
                    throw error
                }
                request.platforms.removeAll { $0 == platform }
                notes.append("`\(platform)` is left out of the lock: \(error.firstReason)")
            }
        }
    }

    private func resolve(
        _ request: PythonRequest,
        with uv: AbsolutePath,
        _ index: PyPIIndex,
        _ work: AbsolutePath
    ) throws -> PythonClosure {
        try UvResolver(
            uv: uv,
            index: access(index, work),
            scratch: work,
            isCancelled: { false }
        ).closure(of: request)
    }

    private func roots(
        _ root: PackageRoot,
        _ name: PythonPackageName,
        _ version: PythonVersion,
        _ requirement: ServerRequirement
    ) throws -> [PythonRequirement] {
        let own = PythonRequirement(
            name: name,
            extras: try root.extras.map(PythonPackageName.init(parsing:)),
            specifiers: PythonVersionRange.exactly(version).specifiers
        )
        return [own] + (try requirement.with.map(Self.requirement))
    }

    /// `--with` takes what `pypi:` takes, and what Python's own tools take.
    private static func requirement(_ text: String) throws -> PythonRequirement {
        text.contains("@")
            ? try PyPISource(parsing: text, in: .manifest).requirement
            : try PythonRequirement(parsing: text)
    }

    private func exact(
        _ name: PythonPackageName,
        _ version: PythonVersion,
        _ requirement: ServerRequirement
    ) throws -> [PythonPackageName: PythonVersion] {
        var exact = [name: version]
        for text in requirement.with {
            let wanted = try Self.requirement(text)
            if let only = wanted.specifiers.specifiers.first?.exact,
                wanted.specifiers.specifiers.count == 1
            {
                exact[wanted.name] = only
            }
        }
        return exact
    }

    private func preferred(_ previous: LockedServer?) throws -> [PythonPackageName: PythonVersion] {
        var preferred: [PythonPackageName: PythonVersion] = [:]
        for package in previous?.packages ?? [] where package.type == "pypi" {
            guard let name = package.name.flatMap({ try? PythonPackageName(parsing: $0) }),
                let version = package.version.flatMap({ try? PythonVersion(parsing: $0) })
            else { continue }
            preferred[name] = version
        }
        return preferred
    }

    private func access(_ index: PyPIIndex, _ work: AbsolutePath) -> PythonIndexAccess {
        PythonIndexAccess(
            location: index.location,
            project: { (name) throws(PythonResolutionError) in
                do throws(PyPIError) { return try index.project(name) } catch {
                    if error.category == .notFound { return nil }
                    throw .index(error)
                }
            },
            metadata: { (file) throws(PythonResolutionError) in
                do throws(PyPIError) { return try index.metadata(of: file) } catch {
                    throw .index(error)
                }
            },
            wheel: { (file) throws(PythonResolutionError) in
                do throws(PyPIError) { return try index.wheel(file, into: work) } catch {
                    throw .index(error)
                }
            }
        )
    }

    /// Which command is the server: the root's own wheel says it, or else those of everything that it needs.
    private func start(
        _ name: PythonPackageName,
        _ packages: [LockedPackage],
        _ requirement: ServerRequirement,
        _ notes: inout [String]
    ) throws -> ClosureStart {
        let platform = environment.platform.description
        let own = packages.filter { $0.platforms.isEmpty || $0.platforms.contains(platform) }
        let reader = WheelReader(environment: environment, staging: staging)
        let first = try reader.wheels(own.filter { $0.name == name.description })
        if let start = try? PythonStart.choose(for: name, asked: requirement.bin, among: first) {
            return try ClosureStart(start)
        }
        let start = try PythonStart.choose(
            for: name,
            asked: requirement.bin,
            among: reader.wheels(own)
        )
        if let note = start.note { notes.append(note) }
        return try ClosureStart(start)
    }
}

extension ClosureStart {
    init(_ start: PythonStart) throws {
        switch start.form {
        case .script(let name), .program(let name):
            self = .script(try RelativePath(parsing: "bin/" + name), environment: nil)
        case .module(let name): self = .module(name)
        }
    }
}

extension PythonResolutionError {
    /// Without the conclusions that a resolver draws from it.
    fileprivate var firstReason: String {
        let words = reason.split(separator: " ", omittingEmptySubsequences: false)
        guard let end = words.firstIndex(where: { $0 == "and" }), end > 8 else { return reason }
        return words[..<end].joined(separator: " ")
    }

    /// The platform for which something is missing, where another platform may have it.
    fileprivate var missingPlatform: PlatformName? {
        switch self {
        case .needsBuild(_, let platform), .noWheel(_, _, let platform),
            .conflict(let platform, _):
            platform
        default: nil
        }
    }
}
