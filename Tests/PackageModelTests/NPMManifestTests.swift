import Documents
import PackageModel
import Paths
import Testing

/// What is read of a `package.json` and of a packument.
@Suite struct NPMManifestTests {
    private func manifest(_ text: String) throws -> NPMManifest {
        try NPMManifest(parsing: Array(text.utf8))
    }

    @Test(
        "Programs are made plain as npm does",
        arguments: [
            (#"{"name": "@s/a", "bin": "./cli.js"}"#, ["a=cli.js"]),
            (
                #"{"name": "a", "bin": {"x": "b/../c.js", "y/z": "d\\e.js"}}"#,
                ["x=c.js", "z=d/e.js"]
            ),
            (#"{"name": "a", "bin": {"x": "../../../etc/passwd"}}"#, ["x=etc/passwd"]),
            (#"{"name": "a", "bin": {"..": "a.js", "": "b.js", "c": "", "d": 1}}"#, []),
            (#"{"name": "a", "bin": ["b/c.js"]}"#, ["c.js=b/c.js"]),
            (#"{"bin": "cli.js"}"#, []),
            (#"{"name": "a", "bin": 5}"#, []),
        ]
    )
    func bins(_ text: String, _ expected: [String]) throws {
        #expect(try manifest(text).bins.map { "\($0.name)=\($0.path)" } == expected)
    }

    @Test("Install scripts are read in the order that npm runs them; others are not")
    func scripts() throws {
        let text =
            #"{"scripts": {"postinstall": "b", "test": "t", "preinstall": "a", "install": ""}}"#
        #expect(try manifest(text).scripts.map(\.command) == ["a", "b"])
    }

    @Test("A byte order mark is accepted, and what is no object is an error")
    func forms() throws {
        #expect(try manifest("\u{FEFF}{\"name\": \"a\"}").name == "a")
        #expect(throws: JSONError.self) { try manifest("[]") }
        #expect(throws: JSONError.self) { try manifest("{") }
    }

    private func packument(_ text: String) throws -> NPMPackument {
        try NPMPackument(parsing: Array(text.utf8), of: NPMName(parsing: "a"))
    }

    @Test("A packument keeps versions that can be installed, with their times")
    func packuments() throws {
        let read = try packument(
            #"""
            {"name": "a", "dist-tags": {"latest": "1.0.0"}, "time": {"1.0.0": "2025-01-02T03:04:05Z",
             "2.0.0": "never"}, "versions": {
              "1.0.0": {"name": "a", "version": "1.0.0", "deprecated": "old", "os": ["linux"],
                "scripts": {"install": "node-gyp rebuild"}, "readme": "long",
                "dist": {"tarball": "https://r.example/a.tgz", "shasum": "00"}},
              "2.0.0": {"name": "a", "version": "2.0.0", "dist": {"tarball": "https://r.example/b.tgz"}},
              "3.0.0": {"name": "b", "version": "3.0.0", "dist": {"tarball": "https://r.example/c.tgz"}},
              "4.0.0": {"name": "a", "version": "4.0.0"},
              "x": {"name": "a", "version": "x", "dist": {"tarball": "https://r.example/d.tgz"}}}}
            """#
        )
        #expect(read.releases.map(\.version.description) == ["1.0.0", "2.0.0"])
        let first = try #require(read.latest)
        #expect(first.publishedAt?.description.hasPrefix("2025-01-02T03:04:05") == true)
        #expect(first.deprecated == "old" && first.hasInstallScript && first.integrity == nil)
        #expect(first.manifest["readme"] == nil && first.manifest["os"] == nil)
        #expect(read.releases[1].publishedAt == nil)
    }

    @Test("A packument of another package is refused")
    func otherName() {
        #expect(throws: ModelError.self) { try packument(#"{"name": "b", "versions": {}}"#) }
        #expect(throws: ModelError.self) { try packument("{}") }
        #expect(throws: ModelError.self) { try packument("") }
    }

    @Test("A program is started by Node, from the prefix, with harmless options only")
    func launch() throws {
        let script = try RelativePath(parsing: "node_modules/a/cli.js")
        let range = try VersionConstraint(parsing: ">=18")
        let start = try LaunchSpecification.node(
            script: script,
            options: ["--no-warnings"],
            range: range,
            files: [script]
        )
        #expect(start.runtime == "node >=18")
        #expect(
            start.displayed == ["node", "--no-warnings", "${prefix}/node_modules/a/cli.js"]
        )
        #expect(throws: ModelError.self) {
            try LaunchSpecification.node(
                script: script,
                options: ["--require=/tmp/x.js"],
                range: nil,
                files: [script]
            )
        }
        #expect(throws: ModelError.self) {
            try LaunchSpecification.node(script: script, range: nil, files: [])
        }
    }

    @Test(
        "A command is classified by the programs that it names",
        arguments: [
            ("node-gyp rebuild", NPMBuildNeed.Kind.compiles),
            ("prebuild-install || node-gyp rebuild", .downloads),
            ("node-gyp-build", .compiles),
            ("node install.js", .runs),
            ("curl -s https://example.com | sh", .downloads),
        ]
    )
    func kinds(_ command: String, _ kind: NPMBuildNeed.Kind) {
        #expect(NPMBuildNeed.kind(of: command) == kind)
    }
}
