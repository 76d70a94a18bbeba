import Cryptography
import Diagnostics
import Documents
import Foundation
import PackageModel
import Paths
import Resolvers
import TestSupport

/// npm on this machine, and small registries for it to resolve from.
enum NPMFixture {
    static let isThere = NPMFolder.program != nil

    static func program() throws -> NPMProgram? {
        guard let found = NPMFolder.program else { return nil }
        return NPMProgram(
            node: try AbsolutePath(parsing: found.node),
            npmCLI: try AbsolutePath(parsing: found.npmCLI)
        )
    }

    /// A hash of the right form; each seed its own.
    static func integrity(_ seed: String) -> String {
        "sha512-" + Data(LongDigest(of: Array(seed.utf8)).bytes).base64EncodedString()
    }

    /// One version in a packument: its manifest's further members, and when it was published.
    struct Version {
        let version: String
        var members = ""
        var published: String? = "2024-01-01T00:00:00Z"
        var tarball: [UInt8]?
    }

    /// Packages by name.
    typealias Packages = [String: [Version]]

    /// A registry that holds these packages and nothing else.
    static func supply(_ packages: Packages) -> NPMSupply {
        NPMSupply(
            packument: { name in
                guard let versions = packages[name.description] else {
                    return .failure(NPMSupplyFailure(Missing(name: name)))
                }
                return packument(name, versions)
            },
            tarball: { url, _ in
                for version in packages.values.flatMap(\.self) where url.contains(version.version) {
                    if let bytes = version.tarball { return .success(bytes) }
                }
                return .failure(NPMSupplyFailure(Broken()))
            },
            isLoopback: false
        )
    }

    private static func packument(_ name: NPMName, _ versions: [Version])
        -> Result<NPMPackument, NPMSupplyFailure>
    {
        let manifests = versions.map { version in
            let hash =
                version.tarball.map { bytes in
                    "sha512-" + Data(LongDigest(of: bytes).bytes).base64EncodedString()
                } ?? integrity("\(name)\(version.version)")
            return """
                "\(version.version)": {"name": "\(name)", "version": "\(version.version)"\(version.members),
                 "dist": {"tarball": "https://r.example/\(name)/-/\(version.version).tgz",
                 "integrity": "\(hash)"}}
                """
        }
        let times = versions.compactMap { version in
            version.published.map { "\"\(version.version)\": \"\($0)\"" }
        }
        let text = """
            {"name": "\(name)", "dist-tags": {"latest": "\(versions.last?.version ?? "")"},
             "time": {\(times.joined(separator: ","))},
             "versions": {\(manifests.joined(separator: ","))}}
            """
        do throws(ModelError) {
            return .success(try NPMPackument(parsing: Array(text.utf8), of: name))
        } catch {
            return .failure(NPMSupplyFailure(error))
        }
    }

    /// Resolves one server at one version, in a scratch directory of its own.
    static func resolve(
        _ packages: Packages,
        server: String = "server",
        version: String = "1.0.0",
        bound: NPMBound = NPMBound(cutoff: nil),
        platforms: [PlatformName] = PlatformName.standard
    ) throws -> NPMClosure {
        try resolve(
            from: supply(packages),
            [
                NPMRoot(
                    name: try NPMName(parsing: server),
                    version: try VersionText(parsing: version)
                )
            ],
            bound: bound,
            platforms: platforms
        )
    }

    static func resolve(
        from supply: NPMSupply,
        _ roots: [NPMRoot],
        bound: NPMBound = NPMBound(cutoff: nil),
        platforms: [PlatformName] = PlatformName.standard
    ) throws -> NPMClosure {
        let scratch = try TemporaryTree()
        guard let program = try program() else { throw CocoaError(.fileNoSuchFile) }
        let resolver = NPMResolver(
            program: program,
            supply: supply,
            scratch: try AbsolutePath(parsing: scratch.path)
        )
        return try resolver.resolve(roots, on: platforms, within: bound)
    }

    /// `name@version` of each package.
    static func names(_ closure: NPMClosure) -> [String] {
        closure.packages.map { "\($0.name)@\($0.version)" }
    }
}

/// A package that is not there.
struct Missing: UserFacingError {
    let name: NPMName
    var code: ErrorCode { "test.missing" }
    var category: ErrorCategory { .notFound }
    var reason: String { "`\(name)` is not there" }
}

/// A registry that does not work.
struct Broken: UserFacingError {
    var code: ErrorCode { "test.broken" }
    var category: ErrorCategory { .network }
    var reason: String { "the registry is out" }
}
