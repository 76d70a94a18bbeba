import Cryptography
import Diagnostics
import Documents
import Filesystem
import Foundation
import PackageModel
import Paths
import Processes
import Store
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite(
    "Servers in containers, with a real registry and a real engine",
    .enabled(if: ContainerTools.canRun, "needs docker-registry, podman, skopeo, gcc and root"),
    .serialized
)
struct ContainerTests {
    private let ground: ContainerGround
    private let registry: ImageRegistry

    init() throws {
        ground = try ContainerGround()
        registry = try ImageRegistry()
    }

    private func resolve(_ tag: String = "1.0") throws -> ResolvedContainer {
        let environment = try ground.environment()
        return try ContainerSource(environment: environment).resolve(
            OCISource(parsing: "\(registry.host)/acme/weather:\(tag)"),
            platforms: [environment.platform]
        )
    }

    private func locked(_ tag: String = "1.0") throws -> LockedPackage {
        try #require(try resolve(tag).packages.first)
    }

    private func prepare(_ package: LockedPackage) throws -> PreparedContainer {
        try ContainerPreparation(environment: ground.environment()).prepare(package, server: nil)
    }

    @Test(
        "An image is pinned by the digest that was pushed, fetched by it, and found again without network"
    )
    func install() throws {
        let digest = try registry.push("acme/weather:1.0")
        let resolved = try resolve()
        let package = try #require(resolved.packages.first)
        #expect(package.sha256 == digest)
        #expect(package.version == "1.0")
        #expect(resolved.version == "1.0")
        #expect(try prepare(package).configuration.entrypoint == ["/server"])
        registry.stop()
        let offline = ContainerPreparation(environment: try ground.environment(isOffline: true))
        #expect(try offline.prepare(package, server: nil).image.digest == digest)
    }

    @Test("Without network an image that the engine lacks is exit status 12")
    func offline() throws {
        _ = try registry.push("acme/weather:1.0")
        let package = try locked()
        let preparation = ContainerPreparation(environment: try ground.environment(isOffline: true))
        #expect { try preparation.prepare(package, server: nil) } throws: { error in
            (error as? ContainerError)?.code == "container.image-missing"
                && (error as? ContainerError)?.category.exitStatus == 12
        }
    }

    @Test("The image of a lock has to be the server that its document names")
    func label() throws {
        _ = try registry.push("acme/weather:1.0", label: "io.github.acme/other")
        let preparation = ContainerPreparation(environment: try ground.environment())
        let package = try locked()
        let server = try ServerName(parsing: "io.github.acme/weather")
        #expect { try preparation.prepare(package, server: server) } throws: { error in
            (error as? ContainerError)?.category.exitStatus == 4
        }
    }

    @Test("A registry document's image is resolved with its label, and from elsewhere never here")
    func document() throws {
        _ = try registry.push("acme/weather:1.0")
        let text = """
            {"name":"io.github.acme/weather","version":"2.0","description":"d","packages":[
             {"registryType":"oci","identifier":"\(registry.host)/acme/weather:1.0",
              "transport":{"type":"stdio"}}]}
            """
        let document = try ServerDocument(json: JSON(parsing: text))
        let package = try #require(document.packages.first)
        let environment = try ground.environment()
        let source = ContainerSource(environment: environment)
        let resolve = { location in
            try source.resolve(
                package,
                of: document,
                from: location,
                platforms: [environment.platform]
            )
        }
        #expect(try resolve("file:///registry").version == "2.0")
        #expect { try resolve("https://registry.modelcontextprotocol.io") } throws: { error in
            (error as? ContainerError)?.code == "container.image-not-allowed"
        }
    }

    @Test("A tag that moves is seen, and changes nothing that is installed")
    func moving() throws {
        let first = try registry.push("acme/weather:1.0")
        let package = try locked()
        let source = ContainerSource(environment: try ground.environment())
        #expect(try source.newerDigest(than: package) == nil)
        let second = try registry.push("acme/weather:1.0", marker: "two")
        #expect(try source.newerDigest(than: package) == second)
        #expect(try prepare(package).image.digest == first)
    }

    @Test("A sealed directory keeps the image's facts and reads them back")
    func prefix() throws {
        _ = try registry.push("acme/weather:1.0")
        let environment = try ground.environment()
        let package = try locked()
        let prepared = try prepare(package)
        let provider = PrefixProvider(
            environment: environment,
            staging: try environment.beginStaging()
        )
        let server = try lockedServer(package)
        let contents = try provider.makeContainer(server, package, prepared, nil)
        #expect(contents.artifact == package.sha256)
        let facts = try #require(try ContainerFacts(prefix: contents.path))
        #expect(
            facts == ContainerFacts(image: prepared.image, configuration: prepared.configuration)
        )
        #expect(try provider.existing(server, package)?.path == contents.path)
    }

    @Test("Doctor and verify see an image that somebody removed, and say what they did not look at")
    func removed() throws {
        _ = try registry.push("acme/weather:1.0")
        let environment = try ground.environment()
        let package = try locked()
        let prepared = try prepare(package)
        let version = try installed(package, prepared, environment)
        let check = ContainerCheck(environment: environment)
        let id = try InstanceID(parsing: "weather")
        #expect(try check.findings(id, version).isEmpty)
        let verification = try #require(try check.verification(version))
        #expect(verification.differences.isEmpty)
        #expect(verification.statement.contains("not re-hashed"))
        _ = try ground.podman(["image", "rm", prepared.image.description])
        #expect(try check.findings(id, version).map(\.code) == ["container.image-missing"])
        #expect(
            try check.verification(version)?.differences.map(\.code) == ["container.image-missing"]
        )
    }

    @Test("Doctor names the engine when it is gone")
    func engineGone() throws {
        _ = try registry.push("acme/weather:1.0")
        let package = try locked()
        let version = try installed(package, prepare(package), ground.environment())
        let empty = try ground.environment(path: "/nowhere")
        let findings = try ContainerCheck(environment: empty, places: []).findings(
            InstanceID(parsing: "weather"),
            version
        )
        #expect(findings.map(\.code) == ["container.no-engine"])
        #expect(findings.map(\.category.exitStatus) == [12])
    }

    @Test("Prune removes what was fetched and nobody needs, and nothing else")
    func prune() throws {
        let one = try registry.push("acme/weather:1.0", marker: "one")
        let two = try registry.push("acme/weather:2.0", marker: "two")
        let three = try registry.push("acme/weather:3.0", marker: "three")
        let own = try registry.push("acme/weather:4.0", marker: "four")
        let place = "\(registry.host)/acme/weather"
        _ = try ground.podman(["pull", "--tls-verify=false", "\(place)@sha256:\(own.hex)"])
        for tag in ["1.0", "2.0", "3.0", "4.0"] { _ = try prepare(locked(tag)) }
        _ = try ground.podman(["tag", "\(place)@sha256:\(three.hex)", "mine:1"])
        let prune = ContainerPrune(environment: try ground.environment())
        let later = Instant.systemNow().advanced(bySeconds: 60)
        #expect(try prune.run(keeping: [], fetchedBefore: later.advanced(bySeconds: -120)).isEmpty)
        #expect(
            try prune.run(keeping: [two], fetchedBefore: later) == ["\(place)@sha256:\(one.hex)"]
        )
        let left = try ground.podman(["images", "--digests", "--format", "{{.Digest}}"]).output
        #expect(!left.contains(one.hex))
        #expect([two, three, own].allSatisfy { left.contains($0.hex) })
    }

    private func lockedServer(_ package: LockedPackage) throws -> LockedServer {
        var server = LockedServer(
            id: try InstanceID(parsing: "weather"),
            name: try ServerName(parsing: "oci/weather"),
            version: "1.0",
            source: "oci:x"
        )
        server.packages = [package]
        return server
    }

    private func installed(
        _ package: LockedPackage,
        _ prepared: PreparedContainer,
        _ environment: Environment
    ) throws -> InstalledVersion {
        let provider = PrefixProvider(
            environment: environment,
            staging: try environment.beginStaging()
        )
        let server = try lockedServer(package)
        let contents = try provider.makeContainer(server, package, prepared, nil)
        return InstalledVersion(
            name: server.name,
            version: server.version,
            prefix: contents.path,
            prefixDigest: contents.seal.digest,
            locked: "",
            requirement: .null,
            values: .null,
            verified: contents.verified,
            isRemote: false
        )
    }
}
