import Cryptography
import Filesystem
import Foundation
import PackageFormats
import PackageModel
import Paths
import TestSupport
import Testing

/// How a server from npm starts, and what npm would run before that.
@Suite struct NodeStartTests {
    private let package = try? NPMName(parsing: "@s/server")

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return (error as? NodePackageError)?.code.description ?? "\(error)" }
    }

    private func bins(_ texts: [String]) -> [NPMBin] {
        texts.map { text in
            let parts = text.split(separator: "=").map(String.init)
            return NPMBin(name: parts[0], path: parts[1])
        }
    }

    @Test(
        "The program is the one named, the one called like the package, or the only one",
        arguments: [
            ("other", ["server=a.js", "other=b.js"], "b.js"),
            (nil, ["other=b.js", "server=a.js"], "a.js"),
            (nil, ["other=b.js"], "b.js"),
            (nil, ["one=b.js", "two=b.js"], "b.js"),
        ] as [(String?, [String], String)]
    )
    func choice(_ name: String?, _ offered: [String], _ path: String) throws {
        let package = try #require(package)
        #expect(try NodeStart.choose(name, of: package, among: bins(offered)).path == path)
    }

    @Test("Without a choice the programs are listed")
    func noChoice() throws {
        let package = try #require(package)
        let several = bins(["one=a.js", "two=b.js"])
        #expect(
            code { _ = try NodeStart.choose(nil, of: package, among: several) }
                == "npm.choose-program"
        )
        #expect(
            code { _ = try NodeStart.choose("x", of: package, among: several) }
                == "npm.unknown-program"
        )
        #expect(code { _ = try NodeStart.choose(nil, of: package, among: []) } == "npm.no-program")
        #expect(
            NodePackageError.chooseProgram(package: package, names: ["one", "two"]).remedy
                == "add `--bin one`"
        )
    }

    private func start(_ head: String) throws -> [String] {
        let package = try #require(package)
        let file = try RelativePath(parsing: "node_modules/@s/server/cli.js")
        return try NodeStart.launch(
            NPMBin(name: "server", path: "cli.js"),
            of: package,
            head: Array(head.utf8),
            range: try VersionConstraint(parsing: ">=20"),
            files: [file]
        ).displayed
    }

    @Test("A server is started by Node with the options of its first line")
    func launch() throws {
        let script = "${prefix}/node_modules/@s/server/cli.js"
        #expect(try start("#!/usr/bin/env node\n") == ["node", script])
        #expect(try start("import 'x'\n") == ["node", script])
        #expect(try start("") == ["node", script])
        #expect(
            try start("#!/usr/bin/env -S node --no-warnings\r\n") == [
                "node", "--no-warnings", script,
            ]
        )
    }

    @Test("A program that is not Node's, or that loads something else, is refused")
    func notNode() {
        #expect(code { _ = try start("#!/bin/sh\n") } == "npm.not-node")
        #expect(code { _ = try start("#!\n") } == "npm.not-node")
        #expect(
            code { _ = try start("#!/usr/bin/env -S node --import /tmp/x\n") } == "model.refused"
        )
    }

    private func needs(_ files: [String: String], isOptional: Bool = false) throws -> [NPMBuildNeed]
    {
        try NodeBuild.needs(
            of: NodeFixture.tree("a", files),
            on: NodeFixture.platform,
            isOptional: isOptional
        )
    }

    private func scripts(_ text: String) -> String {
        #"{"name": "a", "version": "1.0.0", "scripts": {\#(text)}}"#
    }

    @Test("Scripts, and the build that npm makes of a binding.gyp, are found in the package")
    func found() throws {
        #expect(try needs([:]).isEmpty)
        #expect(try needs(["package.json": scripts(#""test": "x", "prepare": "y""#)]).isEmpty)
        #expect(
            try needs(["package.json": scripts(#""postinstall": "node x.js""#)]).map(\.kind) == [
                .runs
            ]
        )
        let gyp = try needs(["binding.gyp": "{}"])
        #expect(
            gyp.map(\.script?.command) == ["node-gyp rebuild"] && gyp.map(\.kind) == [.compiles]
        )
        let declined = #"{"name": "a", "version": "1.0.0", "gypfile": false}"#
        #expect(try needs(["binding.gyp": "{}", "package.json": declined]).isEmpty)
    }

    @Test(
        "What a package brings for this platform needs no building",
        arguments: [
            ("prebuilds/linux-x64/node.napi.node", true),
            ("prebuilds/linux-x64/node.napi.glibc.node", true),
            ("prebuilds/linux-x64+arm64/a.node", true),
            ("build/Release/a.node", true),
            ("prebuilds/linux-x64/node.napi.musl.node", false),
            ("prebuilds/darwin-x64/a.node", false),
            ("prebuilds/linux-x64/electron.napi.node", false),
            ("prebuilds/linux-x64/readme.txt", false),
        ]
    )
    func prebuilt(_ file: String, _ isPrebuilt: Bool) throws {
        let manifest = scripts(#""install": "node-gyp-build""#)
        let found = try needs(["package.json": manifest, file: "x", "binding.gyp": "{}"])
        #expect(found.map(\.kind) == [isPrebuilt ? .prebuilt : .compiles])
    }

    @Test("What has to run is refused with its command and the word that would accept it")
    func refused() throws {
        let manifest = scripts(#""postinstall": "node steal.js""#)
        let found = try needs(["package.json": manifest])
        let name = try NPMName(parsing: "a")
        #expect(throws: NodePackageError.needsBuild(found)) { try NodeBuild.refuse(found) }
        let error = NodePackageError.needsBuild(found)
        #expect(error.accept == ["build:a"] && error.category == .consent)
        #expect(error.reason.contains("a@1.0.0 would run postinstall: node steal.js"))
        #expect(code { try NodeBuild.refuse(found, accepted: [name]) } == nil)
        #expect(
            code { try NodeBuild.refuse(needs(["package.json": manifest], isOptional: true)) }
                == nil
        )
    }

    @Test("A script that the registry did not announce is a finding")
    func unannounced() throws {
        let found = try needs(["package.json": scripts(#""install": "node x.js""#)])
        let quiet = try announced(#""hasInstallScript": false"#)
        let loud = try announced(#""hasInstallScript": true"#)
        #expect(code { try NodeBuild.check(found, announced: quiet) } == "npm.unannounced-script")
        #expect(code { try NodeBuild.check(found, announced: loud) } == nil)
        #expect(code { try NodeBuild.check([], announced: quiet) } == nil)
    }

    private func announced(_ member: String) throws -> NPMLockedPackage {
        let hash = "sha512-" + Data(LongDigest(of: []).bytes).base64EncodedString()
        let lock =
            #"{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "#
            + #""node_modules/a": {"version": "1.0.0", "resolved": "https://r.example/a", "#
            + #""integrity": "\#(hash)", \#(member)}}}"#
        let closure = try NPMPackageLock(parsing: Array(lock.utf8)).closure(
            of: nil,
            on: [NodeFixture.platform],
            allowsLoopback: false
        )
        return try #require(closure.packages.first)
    }

    @Test("A tarball on disk is compared with what the registry announced")
    func tarball() throws {
        let tree = try TemporaryTree()
        let path = try AbsolutePath(parsing: tree.path + "/a.tgz")
        try Files.replace(path, with: Array("bytes".utf8))
        let hash = { (text: String) in
            "sha512-" + Data(LongDigest(of: Array(text.utf8)).bytes).base64EncodedString()
        }
        let right = try #require(NPMIntegrity(parsing: hash("bytes")))
        let wrong = try #require(NPMIntegrity(parsing: hash("other")))
        #expect(code { try right.check(OpenFile.reading(path), of: "a@1.0.0") } == nil)
        #expect(
            code { try wrong.check(OpenFile.reading(path), of: "a@1.0.0") } == "npm.tarball-changed"
        )
    }
}
