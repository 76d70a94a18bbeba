import PackageFormats
import PackageModel
import Testing

/// Where the files of npm packages go.
@Suite struct NodeTreeLayoutTests {
    private func listing(_ packages: [NodePackageTree]) throws -> [String] {
        NodeFixture.listing(
            try NodeTreeLayout.make(packages: packages, platform: NodeFixture.platform)
        )
    }

    private func code(_ packages: [NodePackageTree]) -> String? {
        do {
            _ = try listing(packages)
            return nil
        } catch { return (error as? NodePackageError)?.code.description ?? "\(error)" }
    }

    @Test("A program is executable and linked from the `.bin` beside its package")
    func programs() throws {
        let manifest = #"{"name": "@s/a", "version": "1.0.0", "bin": "./cli.js"}"#
        let tree = try NodeFixture.tree(
            "@s/a",
            places: ["node_modules/@s/a", "node_modules/b/node_modules/@s/a"],
            ["package.json": manifest, "cli.js": "1"]
        )
        #expect(
            try listing([tree]) == [
                "node_modules/.bin/a -> ../@s/a/cli.js", "node_modules/@s/a/cli.js 555",
                "node_modules/@s/a/package.json 444",
                "node_modules/b/node_modules/.bin/a -> ../@s/a/cli.js",
                "node_modules/b/node_modules/@s/a/cli.js 555",
                "node_modules/b/node_modules/@s/a/package.json 444",
            ]
        )
    }

    @Test("A first line that ends as on Windows is mended in the program, and in no other file")
    func carriageReturn() throws {
        let manifest = #"{"name": "a", "version": "1.0.0", "bin": "a.js"}"#
        let text = "#!/usr/bin/env node\r\nx\r\n"
        let tree = try NodeFixture.tree(
            "a",
            ["package.json": manifest, "a.js": text, "b.js": text]
        )
        let layout = try NodeTreeLayout.make(packages: [tree], platform: NodeFixture.platform)
        #expect(layout.written.map(\.path.description) == ["node_modules/a/a.js"])
        #expect(layout.written.map(\.bytes) == [Array("#!/usr/bin/env node\nx\r\n".utf8)])
        #expect(layout.placements.map(\.path.description).contains("node_modules/a/b.js"))
        #expect(!layout.placements.map(\.path.description).contains("node_modules/a/a.js"))
    }

    @Test("A program that leads out of its package leads to a file inside, or nowhere")
    func escape() throws {
        let manifest = #"{"name": "a", "version": "1.0.0", "bin": {"x": "../../b/x.js"}}"#
        let tree = try NodeFixture.tree("a", ["package.json": manifest])
        let victim = try NodeFixture.tree("b", ["x.js": "1"])
        #expect(
            try listing([tree, victim]) == [
                "node_modules/a/package.json 444", "node_modules/b/package.json 444",
                "node_modules/b/x.js 444",
            ]
        )
    }

    @Test("Of two programs of one name the first by npm's order is linked")
    func sameName() throws {
        let manifest = { (name: String) in
            #"{"name": "\#(name)", "version": "1.0.0", "bin": {"x": "x.js"}}"#
        }
        let trees = try ["b", "a-b", "a_b", "@z/c"].map { name in
            try NodeFixture.tree(name, ["package.json": manifest(name), "x.js": name])
        }
        let layout = try NodeTreeLayout.make(packages: trees, platform: NodeFixture.platform)
        #expect(layout.links.map(\.target) == ["../@z/c/x.js"])
        let executable = layout.placements.filter { $0.mode == 0o555 }.map(\.path.description)
        #expect(executable == ["node_modules/@z/c/x.js"])
    }

    @Test("`directories.bin` makes a program of every file in it, unless `bin` says something")
    func directory() throws {
        let manifest = #"{"name": "a", "version": "1.0.0", "directories": {"bin": "./p/../q"}}"#
        let tree = try NodeFixture.tree(
            "a",
            ["package.json": manifest, "q/one": "1", "q/in/two": "2", "q/.three": "3", "r": "4"]
        )
        let layout = try NodeTreeLayout.make(packages: [tree], platform: NodeFixture.platform)
        #expect(
            layout.links.map { "\($0.path) \($0.target)" }.sorted() == [
                "node_modules/.bin/one ../a/q/one", "node_modules/.bin/two ../a/q/in/two",
            ]
        )
    }

    @Test("A package inside a tarball stays, unless the lock puts another at its place")
    func bundled() throws {
        let outer = #"{"name": "a", "version": "1.0.0", "bundleDependencies": ["in"]}"#
        let inner = #"{"name": "in", "version": "1.0.0", "bin": "in.js"}"#
        let tree = try NodeFixture.tree(
            "a",
            [
                "package.json": outer, "node_modules/in/package.json": inner,
                "node_modules/in/in.js": "1",
            ]
        )
        #expect(
            try listing([tree]) == [
                "node_modules/a/node_modules/.bin/in -> ../in/in.js",
                "node_modules/a/node_modules/in/in.js 555",
                "node_modules/a/node_modules/in/package.json 444",
                "node_modules/a/package.json 444",
            ]
        )
        let other = try NodeFixture.tree(
            "in",
            places: ["node_modules/a/node_modules/in"],
            ["other.js": "2"]
        )
        #expect(
            try listing([tree, other]) == [
                "node_modules/a/node_modules/in/other.js 444",
                "node_modules/a/node_modules/in/package.json 444",
                "node_modules/a/package.json 444",
            ]
        )
    }

    @Test("Packages of other platforms are left out")
    func platforms() throws {
        let mac = try NodeFixture.tree("mac", [:], platforms: ["macos-aarch64"])
        let here = try NodeFixture.tree("a", [:], platforms: [NodeFixture.platform.description])
        #expect(try listing([mac, here]) == ["node_modules/a/package.json 444"])
    }

    @Test(
        "A place outside of node_modules is refused",
        arguments: ["../a", "a", "/a", ".mcppkg", "node_modules", "node_modules/a/../../b"]
    )
    func places(_ place: String) throws {
        #expect(code([try NodeFixture.tree("a", places: [place], [:])]) == "npm.package-malformed")
    }

    @Test("Two packages at one place, and a file where a package goes, are refused")
    func collisions() throws {
        let first = try NodeFixture.tree("a", [:])
        let second = try NodeFixture.tree("b", places: ["node_modules/a"], [:])
        #expect(code([first, second]) == "npm.collision")
        let inner = try NodeFixture.tree("b", places: ["node_modules/a/node_modules/b"], [:])
        let file = try NodeFixture.tree("a", ["node_modules": "a file"])
        #expect(code([file, inner]) == "npm.collision")
    }

    @Test(
        "A package.json that is not there, or no JSON object, is refused",
        arguments: ["", "[]", "{", "null"]
    )
    func manifests(_ text: String) throws {
        #expect(
            code([try NodeFixture.tree("a", ["package.json": text])]) == "npm.package-malformed"
        )
    }

    @Test("A program whose name no terminal should show is refused")
    func names() throws {
        let manifest = #"{"name": "a", "version": "1.0.0", "bin": {"x\ny": "a.js"}}"#
        let tree = try NodeFixture.tree("a", ["package.json": manifest, "a.js": "1"])
        #expect(code([tree]) == "npm.package-malformed")
    }
}
