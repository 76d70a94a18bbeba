import Documents
import PackageModel
import Testing

@Suite struct ManifestTests {
    private func manifest(_ text: String) throws -> Manifest {
        try Manifest(json: JSON(parsing: Array(text.utf8), dialect: .relaxed))
    }

    private func error(_ text: String) throws -> ManifestError? {
        do {
            _ = try manifest(text)
            return nil
        } catch let error as ManifestError {
            return error
        }
    }

    @Test("A manifest that says nothing has the defaults")
    func empty() throws {
        let manifest = try manifest("{}")
        #expect(manifest.platforms == PlatformName.standard)
        #expect(manifest.hosts.isEmpty && manifest.servers.isEmpty && manifest.exceptions.isEmpty)
        #expect(manifest.cooldown == nil)
    }

    @Test("The example of the contract is read whole")
    func contractExample() throws {
        let manifest = try manifest(ManifestExamples.contract)
        #expect(manifest.servers.map(\.id.description) == ["airtable", "git", "handbook"])
        #expect(manifest.hosts == ["claude-code", "vscode"])
        #expect(manifest.cooldown?.seconds == 604_800)
        #expect(manifest.exceptions.count == 1)
        let airtable = try #require(manifest.server(InstanceID(parsing: "airtable")))
        #expect(airtable.source.description == "io.github.domdomegg/airtable-mcp-server@^1.10")
        #expect(airtable.secrets == ["AIRTABLE_API_KEY"])
        #expect(airtable.permissions?["net"]?.array == ["api.airtable.com:443"])
        let git = try #require(manifest.server(InstanceID(parsing: "git")))
        #expect(git.args.map(\.pieces) == [[.text("--repository")], [.workspace]])
        let handbook = try #require(manifest.server(InstanceID(parsing: "handbook")))
        #expect(handbook.args.first?.inputs == ["dir"])
        #expect(handbook.inputs["dir"]?.kind == .directory)
        #expect(handbook.inputs["dir"]?.isRequired == true)
        #expect(handbook.inputs["dir"]?.help == "your checkout of acme/handbook")
    }

    @Test("A bare version in a manifest holds")
    func bareVersions() throws {
        let manifest = try manifest(#"{"servers": {"a": {"source": "io.acme/a1@1.0.0"}}}"#)
        #expect(manifest.servers[0].requirement.source.description == "io.acme/a1@=1.0.0")
    }

    @Test("Unknown members are no error anywhere")
    func unknownMembers() throws {
        let text =
            #"{"$schema": "urn:x", "later": [1], "servers": {"a": {"source": "io.acme/a1", "later": null}}}"#
        #expect(try manifest(text).servers.count == 1)
    }

    @Test("A fault names its place", arguments: ManifestExamples.faults)
    func faults(text: String, place: String) throws {
        let error = try #require(try error(text))
        #expect(error.category == .file)
        #expect(error.reason.contains("`\(place)`"))
    }

    @Test("A manifest of a later mcppkg is refused with a hint")
    func laterVersions() throws {
        let error = try #require(try error(#"{"manifestVersion": 2, "servers": 7}"#))
        #expect(error == .newer(version: 2))
        #expect(error.category.exitStatus == 14)
        #expect(error.remedy == "install a newer mcppkg")
    }

    @Test(
        "A reference to a secret is a matter of consent wherever a value can be",
        arguments: ManifestExamples.references
    )
    func secretReferences(text: String, place: String) throws {
        let error = try #require(try error(text))
        #expect(error == .secretReference(path: place))
        #expect(error.category.exitStatus == 5)
    }

    @Test("Words for people and the place of a bundle are no references to secrets")
    func noReferences() throws {
        let text = #"""
            {"servers": {"a": {"source": "file:///opt/a.mcpb", "inputs": {"x": {"help": "env:X or op://y"}}}},
             "exceptions": [{"reason": "file:notes"}]}
            """#
        #expect(try manifest(text).servers.count == 1)
    }
}
