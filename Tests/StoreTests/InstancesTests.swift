import Cryptography
import Documents
import Filesystem
import PackageModel
import Paths
import Store
import Testing

@Suite("Instances")
struct InstancesTests {
    private let fixture: StoreFixture
    private var layout: StoreLayout { fixture.layout }

    init() throws { fixture = try StoreFixture() }

    private func version(_ version: String) -> InstalledVersion {
        let digest = Digest(of: version.utf8)
        return InstalledVersion(
            name: StoreFixture.server,
            version: version,
            prefix: layout.prefix(of: StoreFixture.server, version: version, digest: digest),
            prefixDigest: digest,
            locked: "version = 1\n",
            requirement: ["source": "x"],
            values: ["inputs": ["a": "b"]],
            verified: ["registry-digest"],
            isRemote: false
        )
    }

    private func make(_ id: InstanceID, in scope: Scope, at current: String, having: [String])
        throws
        -> InstanceHistory
    {
        var history = InstanceHistory(id: id)
        for one in having { history.record(version(one), after: nil) }
        try fixture.write(layout.history(id, in: scope), history.json.text())
        try Directory.open(layout.instance(id, in: scope)).makeSymbolicLink(
            "current",
            to: version(current).prefix.description
        )
        return history
    }

    @Test("are read back with their versions and values")
    func read() throws {
        let id = try InstanceID(parsing: "Weather_2")
        let history = try make(id, in: .user, at: "1.1.0", having: ["1.0.0", "1.1.0"])
        try fixture.write(layout.values(id, in: .user), #"{"inputs":{"units":"metric"}}"#)
        let found = try #require(try Instances(layout: layout).instance(id, in: .user))
        #expect(found.current == version("1.1.0"))
        #expect(found.history == history)
        #expect(found.values["inputs"]?["units"] == "metric")
        #expect(try Instances(layout: layout).all(in: .user).map(\.id) == [id])
    }

    @Test("of one scope are not seen in another")
    func scopes() throws {
        let id = try InstanceID(parsing: "weather")
        let project = Scope.project(try AbsolutePath(parsing: "/work/there"))
        _ = try make(id, in: project, at: "1.0.0", having: ["1.0.0"])
        let instances = Instances(layout: layout)
        #expect(try instances.instance(id, in: .user) == nil)
        #expect(try instances.all(in: .user).isEmpty)
        #expect(try instances.instance(id, in: project)?.current.version == "1.0.0")
        let other = Scope.project(try AbsolutePath(parsing: "/work/elsewhere"))
        #expect(try instances.instance(id, in: other) == nil)
    }

    @Test("know the version that was left for the one that runs")
    func previous() throws {
        var history = try history(("1.0.0", nil), ("1.1.0", "1.0.0"), ("2.0.0", "1.0.0"))
        history.record(version("1.0.0"), after: name("2.0.0"))
        #expect(history.versions.map(\.version) == ["1.0.0", "1.1.0", "2.0.0"])
        #expect(history.previous(toPrefixName: name("2.0.0"))?.version == "1.0.0")
        #expect(history.previous(toPrefixName: name("1.0.0")) == nil)
        #expect(history.previous(toPrefixName: "unknown") == nil)
        #expect(try InstanceHistory(json: history.json) == history)
    }

    @Test("go back over a version whose prefix is gone")
    func pruned() throws {
        var history = try history(("1.0.0", nil), ("1.1.0", "1.0.0"), ("2.0.0", "1.1.0"))
        history.keep { $0.version != "1.1.0" }
        #expect(history.previous(toPrefixName: name("2.0.0"))?.version == "1.0.0")
    }

    private func history(_ installed: (String, after: String?)...) throws -> InstanceHistory {
        var history = InstanceHistory(id: try InstanceID(parsing: "weather"))
        for (one, before) in installed { history.record(version(one), after: before.map(name)) }
        return history
    }

    private func name(_ text: String) -> String { version(text).prefix.name }

    @Test("without a version to run are none", arguments: ["nothing", "a link elsewhere"])
    func half(_ what: String) throws {
        let id = try InstanceID(parsing: "weather")
        var history = InstanceHistory(id: id)
        history.record(version("1.0.0"), after: nil)
        try fixture.write(layout.history(id, in: .user), history.json.text())
        if what != "nothing" {
            try Directory.open(layout.instance(id, in: .user)).makeSymbolicLink(
                "current",
                to: "/elsewhere"
            )
        }
        #expect(try Instances(layout: layout).instance(id, in: .user) == nil)
        #expect(try Instances(layout: layout).all(in: .user).isEmpty)
    }

    @Test(
        "whose history is damaged are an error that names the file",
        arguments: ["{", "{}", "[]"]
    )
    func damaged(_ text: String) throws {
        let id = try InstanceID(parsing: "weather")
        _ = try make(id, in: .user, at: "1.0.0", having: ["1.0.0"])
        try fixture.write(layout.history(id, in: .user), text)
        let error = #expect(throws: StoreError.self) {
            try Instances(layout: layout).instance(id, in: .user)
        }
        #expect(error?.reason.contains("history.json") == true)
    }
}
