import Diagnostics
import Foundation
import PackageModel
import Registries
import TestSupport
import Testing
import Transport

@Suite("Registry directories")
struct RegistryDirectoryTests {
    private let name: ServerName
    private let scratch: Scratch

    init() throws {
        name = try #require(weather)
        scratch = try Scratch()
    }

    private func open(_ suffix: String = "") throws -> any RegistryClient {
        try registryClient(location: scratch.url + suffix, client: quickClient())
    }

    @Test(
        "Versions are found by their files alone",
        arguments: [
            "v0.1/servers/io.github.acme%2Fweather/versions/",
            "v0.1/servers/io.github.acme/weather/versions/",
            "servers/io.github.acme%2Fweather/versions/",
        ]
    )
    func files(_ folder: String) throws {
        try scratch.write(folder + "1.0.0.json", entry(name.description, "1.0.0"))
        try scratch.write(folder + "1.1.0%2Bb", "{\"name\":\"\(name)\",\"version\":\"1.1.0+b\"}")
        let found = try open().versions(of: name)
        #expect(Set(found.map(\.version)) == ["1.0.0", "1.1.0+b"])
        #expect(found.allSatisfy { $0.status == .active })
        #expect(try open().version("1.1.0+b", of: name).version == "1.1.0+b")
        #expect(try open("/v0.1").version("1.0.0", of: name).version == "1.0.0")
    }

    @Test(
        "A list of versions is taken under each of its names",
        arguments: ["versions/index.json", "versions/index", "versions.json", "versions"]
    )
    func list(_ file: String) throws {
        let path = "v0.1/servers/io.github.acme%2Fweather/" + file
        try scratch.write(path, page([entry(name.description, "1", status: "deleted")]))
        #expect(try open().versions(of: name).map(\.status) == [.deleted])
        #expect(try open().version("1", of: name).status == .deleted)
    }

    @Test(
        "The list of servers is enough",
        arguments: ["servers/index.json", "servers/index", "servers.json", "servers"]
    )
    func listing(_ file: String) throws {
        let entries = [
            entry(name.description, "1"), entry("a.b/other", "3"), entry(name.description, "2"),
        ]
        try scratch.write("v0.1/" + file, page(entries))
        #expect(try open().versions(of: name).map(\.version) == ["1", "2"])
        #expect(try open().version("2", of: name).version == "2")
        #expect(try open().search("OTHER", limit: 5).map(\.name) == ["a.b/other"])
    }

    @Test("A search reads every directory where there is no list")
    func search() throws {
        try scratch.write(
            "v0.1/servers/a.b/two/versions/1.json",
            entry("a.b/two", "1", published: "2026-01-01T00:00:00Z")
        )
        try scratch.write("v0.1/servers/a.b/two/versions/2.json", entry("a.b/two", "2"))
        try scratch.write("v0.1/servers/a.b%2Fone/versions/1.json", entry("a.b/one", "1"))
        let found = try open().search("weather", limit: 5)
        #expect(found.map { $0.name + "@" + $0.version } == ["a.b/one@1", "a.b/two@2"])
        #expect(try open().search("weather", limit: 1).count == 1)
        #expect(try open().search("nothing", limit: 5).isEmpty)
    }

    @Test("What is not there is not found")
    func missing() throws {
        try scratch.write("v0.1/servers/a.b%2Fone/versions/1.json", entry("a.b/one", "1"))
        #expect(throws: RegistryError.unknownServer(name, registry: scratch.url)) {
            try open().versions(of: name)
        }
        let one = try ServerName(parsing: "aa.bb/one")
        #expect(throws: RegistryError.unknownServer(one, registry: scratch.url)) {
            try open().version("2", of: one)
        }
    }

    @Test(
        "A version that looks like a path stays a name",
        arguments: ["../1", "..", ".", "/etc/passwd", ""]
    )
    func strangeVersion(_ version: String) throws {
        let folder = "v0.1/servers/io.github.acme%2Fweather/"
        try scratch.write(folder + "1.json", entry(name.description, version))
        try scratch.write(folder + "versions/2.json", entry(name.description, "2"))
        let error = RegistryError.unknownVersion(version, of: name, registry: scratch.url)
        #expect(throws: error) { try open().version(version, of: name) }
    }

    @Test("A directory that is not there is named")
    func noDirectory() throws {
        #expect(throws: RegistryError.noDirectory(scratch.path.description + "/none")) {
            try open("/none").versions(of: name)
        }
    }

    @Test("A file about another server or version is refused")
    func wrongContent() throws {
        let folder = "v0.1/servers/io.github.acme%2Fweather/versions/"
        try scratch.write(folder + "1.json", entry("io.github.evil/weather", "1"))
        #expect(throws: RegistryError.wrongName(asked: name, answered: "io.github.evil/weather")) {
            try open().version("1", of: name)
        }
        #expect { try open().versions(of: name) } throws: { code($0) == "registry.wrong-name" }
        try scratch.write(folder + "2.json", entry(name.description, "3"))
        #expect { try open().version("2", of: name) } throws: { code($0) == "registry.malformed" }
    }

    @Test("A broken file is malformed")
    func broken() throws {
        try scratch.write("v0.1/servers/io.github.acme%2Fweather/versions/1.json", "{\"server\":")
        #expect { try open().versions(of: name) } throws: { code($0) == "registry.malformed" }
    }

    @Test("A link out of the directory is not followed")
    func link() throws {
        let outside = try Scratch()
        try outside.write("1.json", entry(name.description, "1"))
        let folder = "v0.1/servers/io.github.acme%2Fweather/versions/"
        try scratch.write(folder + "2.json", entry(name.description, "2"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path.description + "/" + folder + "1.json",
            withDestinationPath: outside.path.description + "/1.json"
        )
        #expect(try open().versions(of: name).map(\.version) == ["2"])
    }

    @Test("A directory is read without any network")
    func offline() throws {
        try scratch.write("v0.1/servers/a.b%2Fone/versions/1.json", entry("aa.bb/one", "1"))
        var configuration = TransportConfiguration()
        configuration.isOffline = true
        let client = HTTPClient(configuration: configuration)
        let registry = try registryClient(location: scratch.url, client: client)
        #expect(try registry.search("one", limit: 1).count == 1)
    }
}
