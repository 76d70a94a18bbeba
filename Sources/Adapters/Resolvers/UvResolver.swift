internal import Diagnostics
internal import Filesystem
internal import PackageModel
public import Paths
internal import Processes
internal import Resolution
internal import Transport

/// Makes the closure of Python packages with `uv`, which decides versions and nothing else.
///
/// It runs in a scratch directory without anything of the person's and reaches one port of this machine, where a
/// gateway hands out what the policy allows. It never sees a package, and what it says is only believed as far as the
/// gateway has offered it.
public struct UvResolver: Sendable {
    private let uv: AbsolutePath
    private let index: PythonIndexAccess
    private let scratch: AbsolutePath
    private let isCancelled: @Sendable () -> Bool

    /// Takes the program, the index and an empty directory that the caller removes afterwards.
    public init(
        uv: AbsolutePath,
        index: PythonIndexAccess,
        scratch: AbsolutePath,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.uv = uv
        self.index = index
        self.scratch = scratch
        self.isCancelled = isCancelled
    }

    /// Resolves for every platform of the request; the same answers of the index give the same closure.
    ///
    /// - Throws: `PythonResolutionError.needsBuild` with every package that has no wheel, else what stood in the way
    ///   on the first platform.
    public func closure(of request: PythonRequest) throws(PythonResolutionError) -> PythonClosure {
        try check(request)
        let store = scratch.appending("metadata")
        try makeDirectory(store)
        let desk = try GatewayDesk(
            index,
            request.policy,
            wheels: request.extraWheels,
            store: store
        )
        let service = try started(desk)
        defer { service.stop() }
        let program = UvProgram(
            uv: uv,
            python: request.python,
            scratch: scratch,
            index: service.baseURL + "/simple/",
            port: service.port,
            levels: request.levels
        )
        try write(request, for: program)
        let platforms = Set(request.platforms).sorted()
        let answers = try answers(program, platforms, desk)
        let builder = PythonClosureBuilder(request: request, desk: desk, index: index)
        return try builder.closure(answers)
    }

    private func started(_ desk: GatewayDesk) throws(PythonResolutionError) -> LoopbackService {
        do throws(TransportError) {
            return try LoopbackService { desk.answer($0) }
        } catch {
            throw .transport(error)
        }
    }

    /// What is written into a file for uv must be what it says: a name, extras and versions.
    private func check(_ request: PythonRequest) throws(PythonResolutionError) {
        for root in request.roots where root.url != nil {
            throw .refusedRequirement(root, why: "only packages of the index are taken")
        }
        guard request.python.version.release.count >= 2 else {
            throw .target(
                .unsupported(what: "Python `\(request.python.version)` is not precise", remedy: nil)
            )
        }
    }

    private func makeDirectory(_ path: AbsolutePath) throws(PythonResolutionError) {
        do throws(FilesystemError) { _ = try Directory.create(path) } catch { throw .file(error) }
    }

    private func write(_ request: PythonRequest, for program: UvProgram)
        throws(PythonResolutionError)
    {
        do throws(FilesystemError) {
            try program.prepare()
            try write(
                request.roots.map(\.description),
                to: scratch.appending(UvProgram.requirements)
            )
            guard !request.preferred.isEmpty else { return }
            let kept = request.preferred.sorted { $0.key < $1.key }.map { "\($0)==\($1)" }
            for platform in request.platforms {
                try write(kept, to: program.output(for: platform))
            }
        } catch {
            throw .file(error)
        }
    }

    private func write(_ lines: [String], to path: AbsolutePath) throws(FilesystemError) {
        let text = lines.map { $0 + "\n" }.joined()
        try Directory.open(path.parent).replaceFile(path.name).write(Array(text.utf8))
    }

    // MARK: Runs

    private func answers(
        _ program: UvProgram,
        _ platforms: [PlatformName],
        _ desk: GatewayDesk
    ) throws(PythonResolutionError) -> [PlatformName: UvAnswer] {
        var answers: [PlatformName: UvAnswer] = [:]
        var rest = platforms[...]
        while !rest.isEmpty {
            let group = rest.prefix(ResolverLimits.runsAtOnce)
            rest = rest.dropFirst(group.count)
            let calls = group.map { program.call(for: $0, excluding: false) }
            let ends = try UvRun.ends(of: calls, isCancelled: isCancelled)
            for (platform, end) in zip(group, ends) {
                guard end.isSuccess else { throw try reason(end, program, platform, desk) }
                answers[platform] = try answer(program, platform)
            }
        }
        return answers
    }

    private func answer(_ program: UvProgram, _ platform: PlatformName)
        throws(PythonResolutionError) -> UvAnswer
    {
        let bytes: [UInt8]?
        do throws(FilesystemError) {
            bytes = try Files.read(program.output(for: platform), limit: ResolverLimits.answer)
        } catch {
            throw .file(error)
        }
        guard let bytes else { throw .failed(program: uv, why: "it wrote no answer") }
        return try UvAnswer(bytes, from: uv)
    }

    /// Why there is no answer; packages without wheels are looked for until no further one shows.
    private func reason(
        _ end: UvRun.End,
        _ program: UvProgram,
        _ platform: PlatformName,
        _ desk: GatewayDesk
    ) throws(PythonResolutionError) -> PythonResolutionError {
        let first = failure(end, program, platform, desk)
        var found = Set(first.unbuilt)
        guard !found.isEmpty else { return first.error() }
        for _ in 0..<ResolverLimits.buildRounds {
            do throws(FilesystemError) {
                let names = found.sorted().map(\.description)
                try write(names, to: scratch.appending(UvProgram.excludes))
            } catch {
                throw .file(error)
            }
            let call = program.call(for: platform, excluding: true)
            guard let next = try UvRun.ends(of: [call], isCancelled: isCancelled).first else {
                break
            }
            let further = failure(next, program, platform, desk).unbuilt
            guard !found.isSuperset(of: further) else { break }
            found.formUnion(further)
        }
        return .needsBuild(found.sorted(), platform: platform)
    }

    private func failure(
        _ end: UvRun.End,
        _ program: UvProgram,
        _ platform: PlatformName,
        _ desk: GatewayDesk
    ) -> UvFailure {
        UvFailure(
            end: end,
            program: uv,
            platform: platform,
            outcomes: desk.outcomes,
            metadataFailures: desk.metadataFailures,
            gateway: program.index,
            location: index.location
        )
    }
}
