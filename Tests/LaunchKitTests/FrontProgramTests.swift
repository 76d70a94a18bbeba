import Diagnostics
import Documents
import Filesystem
import Foundation
import LaunchKit
import PackageModel
import Paths
import Testing

/// The front program as it is installed, with a full program beside it that tells what it was given.
private struct Product {
    let scratch: Scratch
    let program: AbsolutePath

    init(fullProgram: String? = "libexec/mcppkg/mcppkg-full") throws {
        scratch = try Scratch()
        _ = try scratch.makeDirectory("bin")
        _ = try scratch.makeDirectory("libexec/mcppkg")
        program = try scratch.copyProgram(try BuiltProgram.path("mcppkg"), to: "bin/mcppkg")
        guard let fullProgram else { return }
        let script = try scratch.write("script", "#!/bin/sh\necho \"full: $*\"\n", mode: 0o755)
        _ = try scratch.copyProgram(script, to: fullProgram)
    }

    func run(_ arguments: String..., directory: AbsolutePath? = nil) throws -> Finished {
        try Finished.run(
            program,
            arguments,
            environment: [("HOME", scratch.path.description)],
            directory: directory ?? scratch.path
        )
    }
}

@Suite("The front program")
struct FrontProgramTests {
    @Test("Everything but run goes to the full program, arguments untouched")
    func handOver() throws {
        let product = try Product()
        #expect(try product.run("list", "--json", "a b").output == "full: list --json a b\n")
        #expect(try product.run().output == "full: \n")
        #expect(try product.run("run", "--help").output == "full: run --help\n")
        #expect(try product.run("sync", "--dry-run").output == "full: sync --dry-run\n")
    }

    @Test("A link to the program finds the full program of the installation")
    func link() throws {
        let product = try Product()
        let link = product.scratch.path.appending("mcppkg")
        try FileManager.default.createSymbolicLink(
            atPath: link.description,
            withDestinationPath: product.program.description
        )
        #expect(try Finished.run(link, ["list"]).output == "full: list\n")
    }

    @Test("In a build directory the full program lies beside")
    func buildDirectory() throws {
        #expect(try Product(fullProgram: "bin/mcppkg-full").run("list").output == "full: list\n")
    }

    @Test("A missing full program is said by its path")
    func missing() throws {
        let ran = try Product(fullProgram: nil).run("list")
        #expect(ran.status == 1)
        #expect(ran.errors.contains("libexec/mcppkg/mcppkg-full` is missing"))
    }

    @Test("The version is one line, or one JSON object")
    func version() throws {
        #expect(try mcppkg(["--version"]).output == "mcppkg \(productVersion)\n")
        let json = try mcppkg(["--json", "--version"]).json()
        #expect(json["result"]?["version"]?.string == productVersion)
    }

    @Test("A sync with nothing to do is answered at once, in words or as JSON")
    func nothingToDo() throws {
        let product = try Product()
        let home = try stampedHome(product)
        let plain = try product.run("sync", "--home", home, "--user")
        #expect(plain.errors == "Nothing to do: 1 server matches mcppkg.lock\n")
        #expect(plain.output.isEmpty)
        let json = try product.run("install", "--json", "--quiet", "--home", home, "--locked")
        #expect(json.errors.isEmpty)
        let expected: JSON = [
            "schemaVersion": 1, "command": "install", "ok": true,
            "result": ["servers": [["id": "weather"]]],
        ]
        #expect(try json.json() == expected)
    }

    @Test(
        "A sync that says more than that goes to the full program",
        arguments: ["--dry-run", "--verbose", "--", "weather", "--help", "--no-such-flag"]
    )
    func moreToDo(_ argument: String) throws {
        let product = try Product()
        let home = try stampedHome(product)
        #expect(try product.run("install", "--home", home, argument).output.hasPrefix("full: "))
    }

    @Test("After a change of the manifest the full program decides")
    func changed() throws {
        let product = try Product()
        let home = try stampedHome(product)
        try product.scratch.write("home/mcppkg.json", "{ }")
        #expect(try product.run("sync", "--home", home).output == "full: sync --home \(home)\n")
    }

    private func stampedHome(_ product: Product) throws -> String {
        let home = try product.scratch.makeDirectory("home")
        let layout = StoreLayout(home: home)
        let manifest = try product.scratch.write("home/mcppkg.json", "{}")
        _ = try Directory.create(layout.instances(in: .user))
        let isWritten = AppliedStamp.write(
            servers: [["id": "weather"]],
            paths: [manifest],
            since: Instant.systemNow().advanced(bySeconds: 60),
            layout: layout,
            scope: .user
        )
        #expect(isWritten)
        return home.description
    }
}
