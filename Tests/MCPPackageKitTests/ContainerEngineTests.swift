import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite("Container engines")
struct ContainerEngineTests {
    private let ground: ContainerGround

    init() throws { ground = try ContainerGround() }

    private func program(_ name: String, says text: String) throws {
        let path = ground.tree.path + "/bin/" + name
        try writeFile(path, "#!/bin/sh\n[ \"$*\" = --version ] || exit 9\n\(text)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func find() throws -> ContainerEngine {
        let environment = try ground.environment(path: "relative:" + ground.tree.path + "/bin")
        return try ContainerEngineSearch(environment: environment, places: []).find()
    }

    @Test("podman is taken before docker, and both are asked for their version only")
    func order() throws {
        try program("docker", says: "echo Docker version 28.2.2, build e6534b4")
        #expect(try find().description == "docker 28.2.2")
        try program("podman", says: "echo podman version 4.9.4-rhel")
        #expect(try find().description == "podman 4.9.4")
    }

    @Test("A docker that is podman under another name counts as podman")
    func shim() throws {
        try program("docker", says: "echo Emulate Docker CLI >&2; echo podman version 5.0.0")
        #expect(try find().kind == .podman)
    }

    @Test(
        "What is too old, says nothing or fails is passed over, and the person is told what was found",
        arguments: [
            ("echo podman version 2.2.1", "podman 2.2.1"),
            ("echo Docker version 19.03.5, build x", "docker 19.3.5"),
            ("exit 1", nil), ("echo hello", nil), ("echo podman version x", nil),
            ("head -c 100000 /dev/zero", nil),
        ] as [(String, String?)]
    )
    func unfit(_ script: String, _ found: String?) throws {
        try program("podman", says: script)
        #expect { try find() } throws: { error in
            guard case .noEngine(let engines) = error as? ContainerError else { return false }
            return engines == [found].compactMap(\.self)
                && (error as? ContainerError)?.category == .environment
        }
    }

    @Test("An old podman beside a new docker gives way")
    func second() throws {
        try program("podman", says: "echo podman version 2.0.0")
        try program("docker", says: "echo Docker version 24.0.7, build x")
        #expect(try find().kind == .docker)
    }

    @Test("The error of an engine that fails is its last word, and an absent image is no error")
    func failures() throws {
        let path = ground.tree.path + "/bin/podman"
        let engine = try #require(
            ContainerEngineSearch.parse("podman version 4.3.1", at: AbsolutePath(parsing: path))
        )
        let images = ContainerImages(engine: engine, environment: try ground.environment())
        let image = PinnedImage(
            repository: try ImageReference(parsing: "a/b").repository,
            digest: .init(of: [])
        )
        for (script, isAbsent) in [
            ("echo '[]'; echo 'Error: a: image not known' >&2; exit 125", true),
            ("echo 'Error: No such image: a' >&2; exit 1", true),
            ("echo first >&2; echo 'Cannot connect to the daemon' >&2; exit 1", false),
            ("echo '{'", false), ("echo '[]'", false), ("echo '[7]'", false),
        ] {
            try writeFile(path, "#!/bin/sh\n\(script)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            if isAbsent {
                let found = try images.inspect(image)
                #expect(found == nil)
            } else {
                #expect(throws: (any Error).self) { try images.inspect(image) }
            }
        }
    }

    @Test(
        "An engine that has something else under the name is not believed",
        arguments: ["a/c@sha256:HEX", "docker.io/a/b@sha256:OTHER", "docker.io/a/b:1", ""]
    )
    func wrongImage(_ known: String) throws {
        let digest = Digest(of: Array("x".utf8))
        let name = known.replacing("HEX", with: digest.hex)
            .replacing("OTHER", with: Digest(of: Array("y".utf8)).hex)
        let path = ground.tree.path + "/bin/podman"
        try writeFile(
            path,
            """
            #!/bin/sh
            [ "$1" = --version ] && { echo podman version 4.3.1; exit; }
            echo '[{"Os":"linux","Architecture":"amd64","RepoDigests":["\(name)"],"Config":{}}]'
            """
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        var package = LockedPackage(
            type: "oci",
            platforms: [],
            sha256: digest,
            evidence: "registry-digest"
        )
        package.name = "docker.io/a/b"
        let environment = try ground.environment(path: ground.tree.path + "/bin")
        let preparation = ContainerPreparation(environment: environment)
        #expect { try preparation.prepare(package, server: nil) } throws: { error in
            (error as? ContainerError)?.code == "container.wrong-image"
                && (error as? ContainerError)?.category.exitStatus == 4
        }
    }
}
