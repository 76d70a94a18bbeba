import Cryptography
import Diagnostics
import Documents
import Foundation
import PackageModel
import Paths
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite("Command lines of containers")
struct ContainerLaunchTests {
    private let ground: ContainerGround
    private let image: PinnedImage

    init() throws {
        ground = try ContainerGround()
        image = PinnedImage(
            repository: try ImageReference(parsing: "ghcr.io/acme/weather").repository,
            digest: Digest(of: Array("x".utf8))
        )
    }

    private func start(
        _ runtime: String = "[]",
        granted: Confinement = Confinement(),
        values: InputValues = InputValues(),
        project: AbsolutePath? = nil
    ) throws -> ContainerStart {
        let engine = try #require(
            ContainerEngineSearch.parse(
                "podman version 4.3.1",
                at: AbsolutePath(parsing: "/usr/bin/podman")
            )
        )
        return try containerStart(
            ground.environment(),
            engine,
            image,
            ImageLaunch(package: package(runtime)),
            granted,
            values,
            project: project
        )
    }

    private func package(_ runtime: String) throws -> ServerPackage {
        let text = """
            {"name":"io.example/demo","version":"1.0.0","description":"d","packages":[
             {"registryType":"oci","identifier":"ghcr.io/acme/weather:1","transport":{"type":"stdio"},
              "runtimeArguments":\(runtime),
              "packageArguments":[{"type":"positional","value":"--privileged"}]}]}
            """
        return try #require(try ServerDocument(json: JSON(parsing: text)).packages.first)
    }

    private func words(_ start: ContainerStart) -> [String] {
        start.arguments.map { value in
            value.map { if case .text(let text) = $0 { text } else { "${workspace}" } }.joined()
        }
    }

    @Test(
        "Nothing granted is no network, no mount, and the image by its digest before the server's own words"
    )
    func bare() throws {
        #expect(
            try words(start()) == [
                "run", "--rm", "-i", "--pull", "never", "--read-only", "--tmpfs", "/tmp",
                "--cap-drop", "all", "--security-opt", "no-new-privileges", "--network", "none",
                image.description, "--privileged",
            ]
        )
    }

    @Test("A granted port gives the engine's network, and the person is told how wide it is")
    func network() throws {
        let start = try start(granted: Confinement(ports: [443]))
        #expect(!words(start).contains("--network"))
        #expect(start.notes.contains { $0.contains("every host and port") })
    }

    @Test("The engine gets its own variables and the server's, and only names stand in the command")
    func variables() throws {
        var values = InputValues()
        values.environment = ["TOKEN": "s3cret"]
        let start = try start(
            #"[{"type":"named","name":"-e","value":"KEY={key}","variables":{"key":{"isSecret":true}}}]"#,
            values: values
        )
        let words = words(start)
        #expect(Array(words.dropFirst(14).prefix(4)) == ["--env", "KEY", "--env", "TOKEN"])
        #expect(!words.contains { $0.contains("s3cret") })
        let names = start.environment.map(\.name)
        #expect(names.contains("CONTAINERS_CONF"))
        #expect(names.contains("HOME"))
        #expect(names.contains("PATH"))
        #expect(!names.contains("KEY"))
    }

    @Test(
        "A variable that the engine reads is refused whoever sets it",
        arguments: ["CONTAINERS_CONF", "HOME", "DOCKER_HOST"]
    )
    func engineVariable(_ name: String) throws {
        var values = InputValues()
        values.environment = [name: "x"]
        #expect(throws: ModelError.self) { try start(values: values) }
    }

    private let mount = """
        [{"type":"named","name":"--mount","value":"type=bind,src={from},dst=/data{more}",
          "isRequired":REQUIRED,"variables":{"from":{"isRequired":true},"more":{"default":""}}}]
        """

    private func mounted(
        _ from: String,
        more: String = "",
        isRequired: Bool = true,
        _ granted: Confinement
    )
        throws -> (mounts: [String], notes: [String])
    {
        var values = InputValues()
        values.inputs = ["from": [from], "more": [more]]
        if more.isEmpty { values.inputs["more"] = nil }
        let start = try start(
            mount.replacing("REQUIRED", with: "\(isRequired)"),
            granted: granted,
            values: values
        )
        let words = words(start)
        let places = words.indices.filter { words[$0] == "--mount" }
        return (places.map { words[$0 + 1] }, start.notes)
    }

    @Test("What a document wants mounted lies where it wants it, as far as it was granted")
    func granted() throws {
        let read = Confinement(readable: [[.text("/srv/a")], [.text("/srv/b")]])
        #expect(
            try mounted("/srv/a", read).mounts == [
                "type=bind,src=/srv/a,dst=/data,ro", "type=bind,src=/srv/b,dst=/srv/b,ro",
            ]
        )
        let write = Confinement(writable: [[.text("/srv/a")]])
        #expect(try mounted("/srv/a", write).mounts == ["type=bind,src=/srv/a,dst=/data"])
        #expect(
            try mounted("/srv/a", more: ",ro", write).mounts == [
                "type=bind,src=/srv/a,dst=/data,ro"
            ]
        )
    }

    @Test(
        "A mount that was not granted exactly so is refused",
        arguments: [
            "/etc", "/srv", "/srv/a/b", "/srv/ab", "/srv/a/..", "srv/a", "", "/srv/a,dst=/etc",
            "/srv/a,src=/etc", "/srv/a,bind-propagation=shared", "~/.ssh", "/srv/a,\"x\"",
        ]
    )
    func refused(_ from: String) {
        let granted = Confinement(readable: [[.text("/srv/a")]])
        #expect { try mounted(from, granted) } throws: { error in
            (error as? ContainerError)?.code == "container.mount-refused"
                || error is ModelError
        }
    }

    @Test("A mount that may be missing is left out, and said")
    func optional() throws {
        let found = try mounted("/etc", isRequired: false, Confinement())
        #expect(found.mounts.isEmpty)
        #expect(found.notes.contains { $0.contains("`/etc` is neither under `read`") })
    }

    @Test("A volume with colons is understood like a mount")
    func volume() throws {
        let start = try start(
            #"[{"type":"named","name":"-v","value":"~/.kube/config:/kubeconfig:ro","isRequired":true}]"#,
            granted: Confinement(readable: [[.text(ground.tree.path + "/.kube/config")]])
        )
        #expect(
            words(start).contains(
                "type=bind,src=\(ground.tree.path)/.kube/config,dst=/kubeconfig,ro"
            )
        )
    }

    @Test(
        "A path that an engine would misread is refused",
        arguments: ["/srv/a,src=/etc", "/srv/\"a", "/srv/a\nb"]
    )
    func misread(_ path: String) {
        #expect { try start(granted: Confinement(readable: [[.text(path)]])) } throws: { error in
            (error as? ContainerError)?.code == "container.mount-refused"
        }
    }

    @Test("The workspace is the project's directory, and no mount where it is not known")
    func workspace() throws {
        let granted = Confinement(writable: [[.workspace, .text("/src")]])
        let project = try AbsolutePath(parsing: "/home/ada/project")
        let made = try words(start(granted: granted, project: project))
        #expect(made.contains("type=bind,src=/home/ada/project/src,dst=/home/ada/project/src"))
        #expect(throws: ContainerError.self) { try start(granted: granted) }
        let odd = try AbsolutePath(parsing: "/home/ada/a,src=/etc")
        #expect(throws: ContainerError.self) { try start(granted: granted, project: odd) }
    }

    @Test(
        "A grant that opens the whole home or what mcppkg keeps is refused, through a link as well"
    )
    func border() throws {
        let home = ground.tree.path
        try FileManager.default.createSymbolicLink(
            atPath: home + "/link",
            withDestinationPath: ".."
        )
        for path in ["/", home, home + "/home/data", home + "/home/data/servers", home + "/link"] {
            #expect(throws: ContainerError.self) {
                try start(granted: Confinement(readable: [[.text(path)]]))
            }
        }
    }
}
