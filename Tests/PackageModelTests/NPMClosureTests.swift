import Cryptography
import PackageModel
import Testing

/// Which entries of a lock are installed where.
@Suite struct NPMClosureTests {
    private typealias Fixture = NPMLockFixture

    @Test("Every package is found from where it is needed, nested before hoisted")
    func nested() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"server": "1.0.0"}"#,
            [
                Fixture.entry("node_modules/a", "1.0.0"),
                Fixture.entry("node_modules/server/node_modules/a", "2.0.0"),
                Fixture.entry(
                    "node_modules/server",
                    "1.0.0",
                    #", "dependencies": {"a": "2", "b": "1"}"#
                ),
                Fixture.entry("node_modules/b", "1.0.0", #", "dependencies": {"a": "1"}"#),
            ]
        )
        let closure = try Fixture.closure(lock)
        #expect(
            Fixture.summary(closure) == [
                "a@1.0.0 node_modules/a", "a@2.0.0 node_modules/server/node_modules/a",
                "b@1.0.0 node_modules/b", "server@1.0.0 node_modules/server",
            ]
        )
        #expect(closure.packages.map(\.requires) == [[], [], ["a"], ["a", "b"]])
    }

    @Test("One tarball at several places is one package, an alias included")
    func aliases() throws {
        let alias =
            #""node_modules/renamed": {"name": "a", "version": "1.0.0", "resolved": "#
            + #""https://registry.npmjs.org/a/-/1.0.0.tgz", "integrity": "\#(Fixture.integrity("a1.0.0"))"}"#
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1", "renamed": "npm:a@1"}"#,
            [Fixture.entry("node_modules/a"), alias]
        )
        #expect(
            Fixture.summary(try Fixture.closure(lock)) == [
                "a@1.0.0 node_modules/a+node_modules/renamed"
            ]
        )
    }

    @Test("What nobody needs, and what only development needs, is left out")
    func unneeded() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1"}, "devDependencies": {"d": "1", "e": "1"}"#,
            [
                Fixture.entry("node_modules/a"),
                Fixture.entry("node_modules/d", "1.0.0", #", "dev": true"#),
                Fixture.entry("node_modules/e", "1.0.0", #", "devOptional": true"#),
                Fixture.entry("node_modules/extraneous"),
            ]
        )
        #expect(Fixture.summary(try Fixture.closure(lock)) == ["a@1.0.0 node_modules/a"])
    }

    private let optional = NPMLockFixture.lock(
        root: #""dependencies": {"a": "1"}"#,
        [
            NPMLockFixture.entry(
                "node_modules/a",
                "1.0.0",
                #", "optionalDependencies": {"mac": "1", "gnu": "1"}"#
            ),
            NPMLockFixture.entry(
                "node_modules/mac",
                "1.0.0",
                #", "optional": true, "os": ["darwin"], "dependencies": {"part": "1"}"#
            ),
            NPMLockFixture.entry("node_modules/part", "1.0.0", #", "optional": true"#),
            NPMLockFixture.entry(
                "node_modules/gnu",
                "1.0.0",
                #", "optional": true, "os": ["linux"], "libc": ["glibc"]"#
            ),
        ]
    )

    @Test("An optional package of another platform takes its own dependencies with it")
    func platforms() throws {
        let closure = try Fixture.closure(
            optional,
            on: [Fixture.linux, Fixture.musl, Fixture.mac]
        )
        #expect(
            Fixture.summary(closure) == [
                "a@1.0.0 node_modules/a", "gnu@1.0.0 node_modules/gnu linux-x86_64-gnu",
                "mac@1.0.0 node_modules/mac macos-aarch64",
                "part@1.0.0 node_modules/part macos-aarch64",
            ]
        )
        #expect(closure.packages.map(\.isOptional) == [false, true, true, true])
        #expect(closure.packages[0].requires == ["gnu", "mac"])
    }

    @Test("A package that is needed and does not run on a platform is an error that names both")
    func needed() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1"}"#,
            [
                Fixture.entry("node_modules/a", "1.0.0", #", "dependencies": {"b": "1"}"#),
                Fixture.entry("node_modules/b", "1.0.0", #", "os": ["darwin"]"#),
            ]
        )
        let linux = try #require(Fixture.linux)
        #expect(throws: NPMLockError.platform(package: "b@1.0.0", platform: linux)) {
            try Fixture.closure(lock)
        }
        #expect(try Fixture.closure(lock, on: [Fixture.mac]).packages.count == 2)
    }

    @Test("A bundled package is not fetched, and what it needs from outside is")
    func bundled() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1"}"#,
            [
                Fixture.entry("node_modules/a", "1.0.0", #", "dependencies": {"in": "1"}"#),
                #""node_modules/a/node_modules/in": {"version": "1.0.0", "inBundle": true, "#
                    + #""dependencies": {"out": "1", "absent": "1"}}"#,
                Fixture.entry("node_modules/out"),
            ]
        )
        #expect(
            Fixture.summary(try Fixture.closure(lock)) == [
                "a@1.0.0 node_modules/a", "out@1.0.0 node_modules/out",
            ]
        )
    }

    @Test("A peer is found beside the package, never inside it; an optional one may lack")
    func peers() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"a": "1", "p": "1"}"#,
            [
                Fixture.entry(
                    "node_modules/a",
                    "1.0.0",
                    #", "peerDependencies": {"p": "1", "q": "1"}, "#
                        + #""peerDependenciesMeta": {"q": {"optional": true}}"#
                ),
                Fixture.entry("node_modules/p", "1.0.0", #", "peer": true"#),
            ]
        )
        let closure = try Fixture.closure(lock)
        #expect(closure.packages.map(\.requires) == [["p"], []])
    }

    @Test("The facts of a package go into the lock")
    func locked() throws {
        let lock = Fixture.lock(
            root: #""dependencies": {"server": "1.0.0"}"#,
            [
                Fixture.entry(
                    "node_modules/server",
                    "1.0.0",
                    #", "bin": {"server": "cli.js"}, "engines": {"node": ">=18"}, "#
                        + #""hasInstallScript": true, "deprecated": "old", "os": ["linux"]"#
                )
            ]
        )
        let closure = try Fixture.closure(lock)
        let name = try NPMName(parsing: "server")
        let package = try #require(closure.package(name))
        let digest = Digest(of: [1])
        let locked = package.locked(sha256: digest, size: 7)
        #expect(locked.type == "npm" && locked.evidence == "registry-digest")
        #expect(locked.name == "server" && locked.version == "1.0.0" && locked.size == 7)
        #expect(locked.sha256 == digest && locked.places == ["node_modules/server"])
        #expect(locked.integrity == Fixture.integrity("server1.0.0"))
        #expect(locked.npmPlaces?.map(\.description) == ["node_modules/server"])
        #expect(closure.nodeRange?.description == ">=18")
        #expect(package.bins == [NPMBin(name: "server", path: "cli.js")])
        #expect(closure.notes == ["`server@1.0.0` is deprecated: old"])
        #expect(
            package.announcedBuilds.map(\.description) == [
                "server@1.0.0 would run an install script (a program of its own)"
            ]
        )
    }

    @Test("A place of a lock from elsewhere is a place below node_modules, or none")
    func places() {
        var package = LockedPackage(
            type: "npm",
            platforms: [],
            sha256: Digest(of: [1]),
            evidence: "registry-digest"
        )
        for place in ["../a", "/a", "a", ".mcppkg/a", "node_modules", "node_modules/..", ""] {
            package.places = ["node_modules/a", place]
            #expect(package.npmPlaces == nil)
        }
    }
}
