import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

private func pyenv(_ versions: [String], settings: String?) throws -> RuntimeFixture {
    let fixture = try RuntimeFixture()
    try fixture.script(
        ".pyenv/shims/python3",
        "#!/usr/bin/env bash\nexec \"/x/.pyenv/libexec/pyenv\" exec \"python3\" \"$@\"\n"
    )
    for version in versions {
        try fixture.program(".pyenv/versions/\(version)/bin/python3.x", version: version)
        try fixture.link(
            ".pyenv/versions/\(version)/bin/python3",
            to: ".pyenv/versions/\(version)/bin/python3.x"
        )
    }
    if let settings { try fixture.file(".pyenv/version", settings) }
    try fixture.program("usr/bin/python3", version: "3.8.0")
    return fixture
}

private func find(_ fixture: RuntimeFixture, _ range: String? = nil, version: String? = nil) throws
    -> String
{
    var overrides = RuntimeSearch.Overrides()
    overrides.pyenvVersion = version
    let shims = "\(fixture.home)/.pyenv/shims"
    return try fixture.find(.python, range, path: [shims, "usr/bin"], overrides: overrides)
}

private func program(_ version: String) -> String { ".pyenv/versions/\(version)/bin/python3.x" }

@Suite("Following the shims of version managers")
struct VersionManagerTests {
    @Test("pyenv: the variable, then the person's file, then the global version")
    func pyenvOrder() throws {
        let fixture = try pyenv(["3.10.1", "3.11.7", "3.12.0"], settings: "3.11.7\n3.10.1\n")
        #expect(try find(fixture) == program("3.11.7"))
        #expect(try find(fixture, version: "3.10.1:3.12.0") == program("3.10.1"))
        try fixture.file(".python-version", "3.12.0\n")
        #expect(try find(fixture) == program("3.12.0"))
        #expect(try find(fixture, version: "3.10.1") == program("3.10.1"))
    }

    @Test(
        "pyenv: a version may be named by its first numbers, and one that is missing is passed over"
    )
    func pyenvPrefix() throws {
        let fixture = try pyenv(["3.11.2", "3.11.10", "3.1.5"], settings: "9.9 3.11")
        #expect(try find(fixture) == program("3.11.10"))
    }

    @Test("pyenv: `system` and no setting at all go on along PATH", arguments: ["system", nil])
    func pyenvSystem(_ settings: String?) throws {
        let fixture = try pyenv(["3.11.2"], settings: settings)
        #expect(try find(fixture) == "usr/bin/python3")
    }

    @Test("pyenv: what is installed and not chosen is found when nothing else fits")
    func pyenvInstalled() throws {
        let fixture = try pyenv(["3.12.4", "3.13.0", "3.9.1"], settings: "3.9.1")
        #expect(try find(fixture, ">=3.12 <3.13") == program("3.12.4"))
        #expect(try find(fixture, ">=3.12") == program("3.13.0"))
    }

    @Test(
        "pyenv: a setting cannot lead out of the versions",
        arguments: ["../../usr", "..", "/", "."]
    )
    func pyenvEscape(_ settings: String) throws {
        let fixture = try pyenv(["3.11.2"], settings: settings)
        #expect(try find(fixture) == "usr/bin/python3")
    }

    @Test("pyenv: a file of the project does not count")
    func pyenvProject() throws {
        let fixture = try pyenv(["3.11.2", "3.12.0"], settings: "3.11.2")
        try fixture.file("project/.python-version", "3.12.0")
        #expect(try find(fixture) == program("3.11.2"))
    }

    @Test("asdf: the person's choice, else the version in the shim")
    func asdf() throws {
        let fixture = try RuntimeFixture()
        for version in ["20.1.0", "18.2.0"] {
            try fixture.program(".asdf/installs/nodejs/\(version)/bin/node", version: "v\(version)")
        }
        let text =
            "#!/usr/bin/env bash\n# asdf-plugin: nodejs 18.2.0\n# asdf-plugin: nodejs 20.1.0\n"
        try fixture.script(".asdf/shims/node", text + "exec asdf exec \"node\" \"$@\"\n")
        let shims = "\(fixture.home)/.asdf/shims"
        #expect(try fixture.find(.node, path: [shims]) == ".asdf/installs/nodejs/18.2.0/bin/node")
        try fixture.file(".tool-versions", "python 3.1\nnodejs 20.1.0 # here\n")
        #expect(try fixture.find(.node, path: [shims]) == ".asdf/installs/nodejs/20.1.0/bin/node")
        #expect(try fixture.find(.node, "^18", path: []) == ".asdf/installs/nodejs/18.2.0/bin/node")
    }

    @Test("mise: the person's choice, else the newest")
    func mise() throws {
        let fixture = try RuntimeFixture()
        let data = ".local/share/mise"
        for version in ["3.11.1", "3.12.2"] {
            try fixture.program("\(data)/installs/python/\(version)/bin/python3", version: version)
        }
        try fixture.link("\(data)/installs/python/latest", to: "\(data)/installs/python/3.12.2")
        try fixture.program("bin/mise", version: "2026.1")
        try fixture.link("\(data)/shims/python3", to: "bin/mise")
        let shims = "\(fixture.home)/\(data)/shims"
        #expect(try fixture.find(path: [shims]) == "\(data)/installs/python/3.12.2/bin/python3")
        try fixture.file(".config/mise/config.toml", "[tools]\nnode = \"20\"\npython = \"3.11\"\n")
        #expect(try fixture.find(path: [shims]) == "\(data)/installs/python/3.11.1/bin/python3")
    }

    @Test(
        "nvm: the default alias is followed, whatever it is written as",
        arguments: [
            ("20.1.0", "v20.1.0"), ("v18.2.0", "v18.2.0"), ("18", "v18.2.0"), ("node", "v22.0.0"),
            ("stable", "v22.0.0"), ("lts/*", "v20.1.0"), ("lts/iron", "v20.1.0"),
        ]
    )
    func nvm(_ alias: String, _ version: String) throws {
        let fixture = try RuntimeFixture()
        for version in ["v18.2.0", "v20.1.0", "v22.0.0"] {
            try fixture.program(".nvm/versions/node/\(version)/bin/node", version: version)
        }
        try fixture.file(".nvm/alias/default", alias + "\n")
        try fixture.file(".nvm/alias/lts/*", "lts/iron\n")
        try fixture.file(".nvm/alias/lts/iron", "v20.1.0\n")
        #expect(try fixture.find(.node, path: []) == ".nvm/versions/node/\(version)/bin/node")
    }

    @Test("nvm: an alias in a circle ends, and the newest is taken")
    func nvmCircle() throws {
        let fixture = try RuntimeFixture()
        try fixture.program(".nvm/versions/node/v20.1.0/bin/node", version: "v20.1.0")
        try fixture.file(".nvm/alias/default", "default")
        #expect(try fixture.find(.node, path: []) == ".nvm/versions/node/v20.1.0/bin/node")
    }

    @Test("The roots of the managers can lie elsewhere")
    func overrides() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("opt/nvm/versions/node/v20.1.0/bin/node", version: "v20.1.0")
        var overrides = RuntimeSearch.Overrides()
        overrides.nvmDirectory = "\(fixture.home)/opt/nvm"
        let found = try fixture.find(.node, path: [], overrides: overrides)
        #expect(found == "opt/nvm/versions/node/v20.1.0/bin/node")
    }

    static let realShim = NSHomeDirectory() + "/.pyenv/shims/python3"

    @Test(
        "The pyenv of this machine leads to the interpreter that its shim starts",
        .enabled(if: FileManager.default.isExecutableFile(atPath: realShim))
    )
    func realPyenv() throws {
        let home = try AbsolutePath(parsing: NSHomeDirectory())
        let shims = "\(home)/.pyenv/shims"
        let search = RuntimeSearch(path: shims, home: home, wellKnown: [])
        let found = try RuntimeFinder(search: search, probe: run).find(.python, allowing: nil)
        #expect(found.executable.description.hasPrefix("\(home)/.pyenv/versions/"))
        let shim = try AbsolutePath(parsing: Self.realShim)
        let expected = run(shim, ["-c", "import sys;print('%d.%d.%d'%sys.version_info[:3])"])
        #expect(expected == "\(found.version)\n")
    }
}

private func run(_ executable: AbsolutePath, _ arguments: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: executable.description)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: NSHomeDirectory())
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}
