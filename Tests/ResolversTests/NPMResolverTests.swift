import Diagnostics
import Foundation
import PackageModel
import Paths
import Resolvers
import TestSupport
import Testing

/// Resolving with the npm of this machine behind the gateway.
@Suite(.serialized, .enabled(if: NPMFixture.isThere, "there is no npm"))
struct NPMResolverTests {
    private typealias Version = NPMFixture.Version

    private func code(_ packages: NPMFixture.Packages, bound: NPMBound = NPMBound(cutoff: nil))
        -> String?
    {
        do {
            _ = try NPMFixture.resolve(packages, bound: bound)
            return nil
        } catch { return (error as? NPMResolverError)?.code.description ?? "\(error)" }
    }

    private let simple: NPMFixture.Packages = [
        "server": [Version(version: "1.0.0", members: #", "dependencies": {"@s/a": "^1"}"#)],
        "@s/a": [Version(version: "1.0.0"), Version(version: "1.5.0")],
    ]

    @Test("A closure has the registry's own addresses and hashes")
    func closure() throws {
        let closure = try NPMFixture.resolve(simple)
        #expect(NPMFixture.names(closure) == ["@s/a@1.5.0", "server@1.0.0"])
        #expect(
            closure.packages.map(\.url) == [
                "https://r.example/@s/a/-/1.5.0.tgz", "https://r.example/server/-/1.0.0.tgz",
            ]
        )
        #expect(closure.packages[0].integrity.description == NPMFixture.integrity("@s/a1.5.0"))
        #expect(closure.packages[1].requires == ["@s/a"])
        #expect(closure.notes.isEmpty)
    }

    @Test("The same registry gives the same closure")
    func repeatable() throws {
        let first = try NPMFixture.resolve(simple)
        let second = try NPMFixture.resolve(simple)
        #expect(first.packages == second.packages)
    }

    private let aging: NPMFixture.Packages = [
        "server": [
            Version(
                version: "1.0.0",
                members: #", "dependencies": {"a": "^1"}"#,
                published: "2026-01-01T00:00:00Z"
            )
        ],
        "a": [
            Version(version: "1.0.0", published: "2024-01-01T00:00:00Z"),
            Version(version: "1.1.0", published: "2025-01-01T00:00:00Z"),
            Version(version: "1.2.0", published: "2025-06-01T00:00:00Z"),
            Version(version: "1.3.0", published: nil),
        ],
    ]

    @Test(
        "A version after the bound is passed over, and the tag that named it moves, which is said"
    )
    func bound() throws {
        let cutoff = Instant(rfc3339: "2025-03-01T00:00:00Z")
        let closure = try NPMFixture.resolve(aging, bound: NPMBound(cutoff: cutoff))
        #expect(NPMFixture.names(closure) == ["a@1.1.0", "server@1.0.0"])
        #expect(
            closure.notes == [
                "`a@1.3.0` is newer than what counts, so `latest` was read as `1.1.0`"
            ]
        )
    }

    @Test("A version without a time counts as too young, unless the registry is known for that")
    func undated() throws {
        let cutoff = Instant(rfc3339: "2025-07-01T00:00:00Z")
        let strict = try NPMFixture.resolve(aging, bound: NPMBound(cutoff: cutoff))
        #expect(NPMFixture.names(strict).first == "a@1.2.0")
        let lenient = try NPMFixture.resolve(
            aging,
            bound: NPMBound(cutoff: cutoff, undatedIsOld: true)
        )
        #expect(NPMFixture.names(lenient).first == "a@1.3.0")
    }

    @Test("A dependency that is only there after the bound is refused, with its age")
    func withheld() throws {
        let cutoff = try #require(Instant(rfc3339: "2025-03-01T00:00:00Z"))
        var packages = aging
        packages["server"] = [
            Version(version: "1.0.0", members: #", "dependencies": {"a": "^1.2"}"#)
        ]
        do {
            _ = try NPMFixture.resolve(packages, bound: NPMBound(cutoff: cutoff))
            Issue.record("it was resolved")
        } catch let error as NPMResolverError {
            #expect(error.code == "npm.dependency-too-young" && error.category == .consent)
            #expect(error.reason.contains("`a@^1.2` is needed, and `1.3.0` is of unknown age"))
        }
    }

    @Test("What the registry does not have is not found, by name")
    func unknown() {
        let packages: NPMFixture.Packages = [
            "server": [Version(version: "1.0.0", members: #", "dependencies": {"gone": "1"}"#)]
        ]
        #expect(code(packages) == "npm.dependency-unknown")
        #expect(code([:]) == "npm.dependency-unknown")
    }

    @Test("A range that no version fits is not found")
    func noVersion() {
        var packages = simple
        packages["@s/a"] = [Version(version: "2.0.0")]
        #expect(code(packages) == "npm.dependency-version")
    }

    @Test("Packages that exclude each other are a conflict, in npm's words")
    func conflict() throws {
        let packages: NPMFixture.Packages = [
            "server": [
                Version(version: "1.0.0", members: #", "dependencies": {"a": "1", "p": "1"}"#)
            ],
            "a": [Version(version: "1.0.0", members: #", "peerDependencies": {"p": "^2"}"#)],
            "p": [Version(version: "1.0.0"), Version(version: "2.0.0")],
        ]
        #expect(code(packages) == nil)
        let rooted = NPMFixture.supply(packages)
        let roots = try ["a", "p"].map {
            NPMRoot(name: try NPMName(parsing: $0), version: try VersionText(parsing: "1.0.0"))
        }
        do {
            _ = try NPMFixture.resolve(from: rooted, roots)
            Issue.record("it was resolved")
        } catch let error as NPMResolverError {
            #expect(error.category == .conflict)
            #expect(error.reason.contains("p@"))
        }
    }

    @Test(
        "A dependency from git, from a file or from another address is refused",
        arguments: [
            "git+https://127.0.0.1:9/a.git", "https://127.0.0.1:9/a.tgz", "file:../../etc", "a/b",
        ]
    )
    func foreign(_ place: String) {
        let packages: NPMFixture.Packages = [
            "server": [
                Version(version: "1.0.0", members: #", "dependencies": {"a": "\#(place)"}"#)
            ]
        ]
        let found = code(packages)
        #expect(["npm.dependency-foreign", "npm.foreign"].contains(found))
    }

    @Test("npm reaches the gateway and no other port of this machine")
    func confined() throws {
        let elsewhere = try LoopbackServer { _ in .text("a tarball") }
        defer { elsewhere.stop() }
        let packages: NPMFixture.Packages = [
            "server": [
                Version(
                    version: "1.0.0",
                    members: #", "dependencies": {"a": "\#(elsewhere.baseURL)/a.tgz"}"#
                )
            ]
        ]
        #expect(code(packages) == "npm.dependency-foreign")
        #expect(elsewhere.targets == [])
    }

    @Test("One closure serves all platforms, whatever the machine that made it")
    func platforms() throws {
        let packages: NPMFixture.Packages = [
            "server": [
                Version(
                    version: "1.0.0",
                    members: #", "optionalDependencies": {"mac": "1", "musl": "1", "gnu": "1"}"#
                )
            ],
            "mac": [Version(version: "1.0.0", members: #", "os": ["darwin"]"#)],
            "musl": [Version(version: "1.0.0", members: #", "os": ["linux"], "libc": ["musl"]"#)],
            "gnu": [Version(version: "1.0.0", members: #", "os": ["linux"], "libc": ["glibc"]"#)],
        ]
        let closure = try NPMFixture.resolve(packages)
        let platforms = closure.packages.map { package in
            "\(package.name) " + package.platforms.map(\.description).joined(separator: " ")
        }
        #expect(
            platforms == [
                "gnu linux-aarch64-gnu linux-x86_64-gnu", "mac macos-aarch64", "server ",
            ]
        )
    }

    @Test("A package that is needed and runs on one platform only is refused for the others")
    func neededElsewhere() throws {
        let packages: NPMFixture.Packages = [
            "server": [Version(version: "1.0.0", members: #", "dependencies": {"mac": "1"}"#)],
            "mac": [Version(version: "1.0.0", members: #", "os": ["darwin"]"#)],
        ]
        #expect(code(packages) == "npm.platform")
        let mac = try PlatformName(parsing: "macos-aarch64")
        #expect(try NPMFixture.resolve(packages, platforms: [mac]).packages.count == 2)
    }

    @Test("What npm would run is known before anything is fetched")
    func scripts() throws {
        let packages: NPMFixture.Packages = [
            "server": [
                Version(
                    version: "1.0.0",
                    members: #", "scripts": {"postinstall": "node steal.js", "test": "t"}"#
                )
            ]
        ]
        let closure = try NPMFixture.resolve(packages)
        #expect(
            closure.packages.flatMap(\.announcedBuilds).map(\.description) == [
                "server@1.0.0 would run postinstall: node steal.js (a program of its own)"
            ]
        )
    }

    @Test("A hash that the registry does not have makes a package unusable")
    func unpinned() throws {
        let bare = NPMSupply(
            packument: { name in
                let text =
                    #"{"name": "server", "versions": {"1.0.0": {"name": "server", "version": "1.0.0", "#
                    + #""dist": {"tarball": "https://r.example/a.tgz", "#
                    + #""shasum": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}}}"#
                do throws(ModelError) {
                    return .success(try NPMPackument(parsing: Array(text.utf8), of: name))
                } catch {
                    return .failure(NPMSupplyFailure(error))
                }
            },
            tarball: { _, _ in .failure(NPMSupplyFailure(Broken())) },
            isLoopback: false
        )
        let root = NPMRoot(
            name: try NPMName(parsing: "server"),
            version: try VersionText(parsing: "1.0.0")
        )
        #expect { try NPMFixture.resolve(from: bare, [root]) } throws: { error in
            (error as? NPMResolverError)?.code == "npm.weak-hash"
        }
    }

    @Test("A registry that fails is the error, not what npm makes of it")
    func failing() throws {
        let broken = NPMSupply(
            packument: { _ in .failure(NPMSupplyFailure(Broken())) },
            tarball: { _, _ in .failure(NPMSupplyFailure(Broken())) },
            isLoopback: false
        )
        let root = NPMRoot(
            name: try NPMName(parsing: "server"),
            version: try VersionText(parsing: "1.0.0")
        )
        #expect { try NPMFixture.resolve(from: broken, [root]) } throws: { error in
            (error as? NPMResolverError)?.reason == "the registry is out"
        }
    }

    @Test("A real tree of some two hundred packages is resolved as npm itself resolves it")
    func realTree() throws {
        let folder = try #require(NPMFolder.shared)
        let supply = folder.supply
        let root = NPMRoot(
            name: try NPMName(parsing: "@sample/tree-server"),
            version: try VersionText(parsing: "1.0.0")
        )
        let closure = try NPMFixture.resolve(from: supply, [root])
        let places = Set(closure.packages.flatMap(\.places))
        #expect(places == (try folder.placesByNPM("@sample/tree-server")))
        #expect(places.count > 150)
        #expect(closure.nodeRange?.description == ">=18")
    }

    @Test("Bundled packages are found in the tarball and are no packages of the closure")
    func bundled() throws {
        let folder = try #require(NPMFolder.shared)
        let root = NPMRoot(
            name: try NPMName(parsing: "@sample/odd-server"),
            version: try VersionText(parsing: "1.0.0")
        )
        let closure = try NPMFixture.resolve(from: folder.supply, [root])
        #expect(!NPMFixture.names(closure).contains("odd-inner@1.0.0"))
        let crlf = try #require(closure.packages.first { $0.name.description == "odd-crlf" })
        #expect(crlf.places == ["node_modules/odd-crlf", "node_modules/odd-renamed"])
    }
}

extension NPMFolder {
    /// The folder as what a resolver asks.
    fileprivate var supply: NPMSupply {
        let base = "http://127.0.0.1:9"
        return NPMSupply(
            packument: { [self] name in
                guard let bytes = packument(name.description, base: base) else {
                    return .failure(NPMSupplyFailure(Missing(name: name)))
                }
                do throws(ModelError) {
                    return .success(try NPMPackument(parsing: bytes, of: name))
                } catch {
                    return .failure(NPMSupplyFailure(error))
                }
            },
            tarball: { [self] url, _ in
                guard let file = tarball(String(url.dropFirst(base.count + 1))),
                    let bytes = FileManager.default.contents(atPath: file)
                else { return .failure(NPMSupplyFailure(Broken())) }
                return .success([UInt8](bytes))
            },
            isLoopback: true
        )
    }

    /// The places that npm gives when it asks the folder itself.
    fileprivate func placesByNPM(_ package: String) throws -> Set<String> {
        let project = try TemporaryTree()
        let server = try serve()
        defer { server.stop() }
        try npm(["install", "--package-lock-only"], in: project.path, package, server)
        let lock = try NPMPackageLock(
            parsing: [UInt8](Data(contentsOf: URL(filePath: project.path + "/package-lock.json")))
        )
        let closure = try lock.closure(of: nil, on: PlatformName.standard, allowsLoopback: true)
        return Set(closure.packages.flatMap(\.places))
    }
}
