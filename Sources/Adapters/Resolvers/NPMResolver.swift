internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
public import Paths
internal import Processes
internal import Transport

/// A Node with the npm that it runs; nothing of them is searched for.
public struct NPMProgram: Sendable {
    /// The Node program itself.
    public let node: AbsolutePath
    /// `npm-cli.js`, two directories below npm's own.
    public let npmCLI: AbsolutePath
    /// What the two read beside themselves, such as the directory of a managed runtime.
    public let directories: [AbsolutePath]

    /// Takes every fact.
    public init(node: AbsolutePath, npmCLI: AbsolutePath, directories: [AbsolutePath] = []) {
        self.node = node
        self.npmCLI = npmCLI
        self.directories = directories
    }

    /// All that has to be readable for npm to run.
    var readable: [AbsolutePath] { [node, npmCLI.parent.parent] + directories }
}

/// Lets npm choose the versions of a closure, and nothing else.
///
/// npm runs confined to a scratch directory, with a clean environment and without scripts. Its network is one port of
/// this machine, where a gateway shows it the packages of the registry within the bound; it writes a lock and no
/// `node_modules`.
public struct NPMResolver: Sendable {
    private let program: NPMProgram
    private let supply: NPMSupply
    private let scratch: AbsolutePath

    /// `scratch` is a directory that the caller made empty and removes afterwards.
    public init(program: NPMProgram, supply: NPMSupply, scratch: AbsolutePath) {
        self.program = program
        self.supply = supply
        self.scratch = scratch
    }

    /// The closure of packages with versions that were chosen already, the server first.
    ///
    /// Blocks while npm runs, at most `NPMResolverLimits.deadline`.
    /// - Throws: `NPMResolverError` naming the package that stands in the way.
    public func resolve(_ roots: [NPMRoot], on platforms: [PlatformName], within bound: NPMBound)
        throws(NPMResolverError) -> NPMClosure
    {
        let gateway = NPMGateway(supply: supply, bound: bound, roots: roots)
        let service: LoopbackService
        do throws(TransportError) { service = try gateway.open() } catch { throw .gateway(error) }
        defer { service.stop() }
        let project = try prepare(roots)
        let run = NPMRun(program: program, scratch: scratch, service: service)
        let end = try run.perform()
        let place = project.appending("package-lock.json")
        let bytes: [UInt8]?
        do throws(FilesystemError) {
            bytes = try Files.read(place, limit: ByteCount(NPMLimits.lock))
        } catch { throw .file(error) }
        guard end.state == .exited(0), let bytes else {
            throw NPMDiagnosis(
                gateway: gateway,
                bound: bound,
                output: end.output,
                errors: end.errors
            ).error
        }
        return try closure(bytes, roots, platforms, gateway, base: service.baseURL)
    }

    /// The project whose dependencies are the roots.
    private func prepare(_ roots: [NPMRoot]) throws(NPMResolverError) -> AbsolutePath {
        let wanted = roots.sorted { $0.name < $1.name }.map {
            ($0.name.description, JSON.string($0.version.description))
        }
        let project: JSON = [
            "name": "closure", "version": "0.0.0", "private": true,
            "dependencies": .object(JSONObject(wanted)),
        ]
        do throws(FilesystemError) {
            let directory = try Directory.open(scratch)
            for name in NPMRun.directories { _ = try directory.make(name) }
            for name in NPMRun.settings { _ = try directory.createFile(name) }
            let place = scratch.appending(NPMRun.project)
            try Files.replace(place.appending("package.json"), with: project.bytes())
            return place
        } catch { throw .file(error) }
    }

    private func closure(
        _ lock: [UInt8],
        _ roots: [NPMRoot],
        _ platforms: [PlatformName],
        _ gateway: NPMGateway,
        base: String
    ) throws(NPMResolverError) -> NPMClosure {
        do throws(NPMLockError) {
            let closure = try NPMPackageLock(parsing: lock).closure(
                of: roots.first?.name,
                on: platforms,
                allowsLoopback: supply.isLoopback
            ) { name, version, resolved in
                // Only what came through the gateway is the registry's.
                guard let resolved, resolved.hasPrefix(base + "/") else { return nil }
                return gateway.shown(name)?.packument.release(version).map(NPMSupplement.init)
            }
            return closure.noting(notes(closure, gateway))
        } catch { throw .lock(error) }
    }

    /// Where the tag that most ranges follow was shown at an older version.
    private func notes(_ closure: NPMClosure, _ gateway: NPMGateway) -> [String] {
        Set(closure.packages.map(\.name)).sorted().compactMap { name in
            gateway.shown(name)?.movedLatest.map { moved in
                "`\(name)@\(printable(moved.from))` is newer than what counts, "
                    + "so `latest` was read as `\(moved.to)`"
            }
        }
    }
}

extension NPMSupplement {
    init(_ release: NPMRelease) {
        self.init(
            url: release.tarball,
            integrity: release.integrity,
            platforms: release.facts.platforms,
            scripts: release.facts.scripts
        )
    }
}
