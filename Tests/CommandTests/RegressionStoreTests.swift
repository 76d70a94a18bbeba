import Documents
import Foundation
import TestSupport
import Testing

private let weather = "io.github.acme/weather"

@Suite("What once was wrong with what is installed")
struct RegressionStoreTests {
    private let harness: CommandHarness

    init() throws {
        harness = try CommandHarness()
        try harness.registry.publish(ServerBundle("1.0.0"))
    }

    @Test("A directory that is gone is a finding of `verify`, and `sync` builds it again")
    func missingPrefix() throws {
        try harness.run("install \(weather)")
        try FileManager.default.removeItem(atPath: try unsealed(prefix()))
        let found = try harness.json("verify")
        #expect(found["error"]?["category"]?.string == "verification")
        let server = found["result"]?["servers"]?.array?.first
        #expect(server?["findings"]?.array?.first?["code"]?.string == "store.prefix-missing")
        try harness.run("sync")
        #expect(try harness.run("verify").status == 0)
    }

    @Test("A program that is gone is found again by `sync`, as the refusal of `run` says")
    func movedProgram() throws {
        try harness.run("install \(weather)")
        try harness.run("sync")
        let folder = "home/data/instances/user/weather/launch"
        let record = "\(folder)/\(try #require(harness.names(folder).first))"
        let text = try #require(harness.text(record))
        let program = try prefix() + "/server/serve"
        try harness.write(record, text.replacing(program, with: "/gone/node"))
        #expect(try harness.run("run --user weather").status == 12)
        #expect(try harness.run("doctor").status == 12)
        #expect(try harness.run("sync").status == 0)
        #expect(try harness.run("run --user weather").status == 0)
    }

    @Test("Without a home of its own everything finds its place, whatever is missing there")
    func usualPlaces() throws {
        let usual = ["MCPPKG_HOME": "", "XDG_CONFIG_HOME": harness.tree.path + "/conf/ig"]
        #expect(try harness.run("install \(weather)", environment: usual).status == 0)
        #expect(harness.names("conf/ig/mcppkg") == ["mcppkg.json", "mcppkg.lock"])
        #expect(try harness.run("undo", environment: usual).status == 0)
        #expect(harness.names("conf").isEmpty || harness.names("conf/ig/mcppkg").isEmpty)
    }

    @Test("What a removed server ran on stays for `undo` through `cache clean`")
    func undoAfterClean() throws {
        try harness.run("install \(weather)")
        try harness.run("remove weather")
        try harness.run("cache clean")
        #expect(try harness.run("undo").status == 0)
        #expect(try harness.run("verify").status == 0)
    }

    @Test("Data that cannot be written is a failure; a reader that went away is none")
    func fullDisk() throws {
        let shell = try harness.call(["list", "--json"])
        for (target, status) in [("/dev/full", 1), ("&-", 0)] as [(String, Int32)] {
            var call = ProgramCall(
                "/bin/sh",
                ["-c", "\"$0\" list --json >\(target)", shell.program]
            )
            call.environment = shell.environment
            #expect(try ProgramRun.run(call).status == status)
        }
    }

    @Test("Words after `--` are refused by commands that pass nothing on")
    func passedWords() throws {
        #expect(try harness.run(["list", "--", "x"]).status == 2)
    }

    @Test("A sync with nothing to do still removes what an interrupted command left")
    func leftStaging() throws {
        try harness.run("install \(weather)")
        try harness.run("sync")
        try harness.write("home/data/staging/w0123456789abcdef/file", "x")
        try harness.write("home/data/staging/w0123456789abcdef.lock", "")
        #expect(try harness.run("sync").status == 0)
        #expect(harness.names("home/data/staging") == ["mutex"])
    }

    @Test("A lock that cannot be written is found out before anything is done")
    func unwritableLock() throws {
        try harness.write("project/mcppkg.json", "{}")
        try harness.write("project/mcppkg.lock/file", "")
        #expect(try harness.run("install \(weather)", in: harness.project).status == 14)
        #expect(try harness.run("install \(weather) --user").status == 0)
    }

    /// A sealed directory is read-only, and only then are its files.
    private func unsealed(_ path: String) throws -> String {
        let directories = try FileManager.default.subpathsOfDirectory(atPath: path) + [""]
        for name in directories {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: path + "/" + name
            )
        }
        return path
    }

    private func prefix() throws -> String {
        let list = try harness.json("list")
        return try #require(list["result"]?["servers"]?.array?.first?["prefix"]?.string)
    }
}
