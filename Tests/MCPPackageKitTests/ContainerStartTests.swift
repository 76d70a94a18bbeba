import Cryptography
import Diagnostics
import Documents
import Foundation
import Launcher
import PackageModel
import Paths
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite(
    "Starts of containers, with a real engine",
    .enabled(if: ContainerTools.canRun, "needs docker-registry, podman, skopeo, gcc and root"),
    .serialized
)
struct ContainerStartTests {
    private let ground: ContainerGround
    private let image: PinnedImage
    private let engine: ContainerEngine

    init() throws {
        ground = try ContainerGround()
        let registry = try ImageRegistry()
        _ = try registry.push("acme/weather:1.0")
        let environment = try ground.environment()
        let resolved = try ContainerSource(environment: environment).resolve(
            OCISource(parsing: "\(registry.host)/acme/weather:1.0"),
            platforms: [environment.platform]
        )
        let package = try #require(resolved.packages.first)
        let prepared = try ContainerPreparation(environment: environment).prepare(
            package,
            server: nil
        )
        image = prepared.image
        engine = prepared.engine
        for name in ["granted", "other", "writable"] {
            try FileManager.default.createDirectory(
                atPath: ground.tree.path + "/" + name,
                withIntermediateDirectories: true
            )
        }
    }

    /// Starts the server as `run` does and gives back what it saw.
    private func start(
        _ granted: Confinement = Confinement(),
        arguments: [String] = [],
        token: String? = nil
    ) throws -> (answer: String, seen: [String], record: LaunchRecord) {
        let environment = try ground.environment()
        let plan = try ImageLaunch(package: nil)
        var values = InputValues()
        values.arguments = arguments
        if let token { values.environment["TOKEN"] = token }
        let start = try containerStart(environment, engine, image, plan, granted, values)
        var record = LaunchRecord(
            server: "oci/weather",
            version: "1.0",
            prefix: try AbsolutePath(parsing: "/prefix"),
            prefixDigest: image.digest,
            executable: start.executable,
            arguments: start.arguments,
            environment: start.environment,
            state: try AbsolutePath(parsing: "/state")
        )
        record.confinement = start.confinement
        let launch = LaunchPlan(
            record: try LaunchRecord(json: record.json),
            workspace: try AbsolutePath(parsing: ground.tree.path),
            person: { _ in nil }
        )
        var call = ProgramCall(launch.call.program.description, launch.call.arguments)
        call.environment = Dictionary(
            uniqueKeysWithValues: launch.call.environment.map { ($0.name, $0.value) }
        )
        call.input = #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"# + "\n"
        let run = try ProgramRun.run(call)
        let seen = run.errors.split(separator: "\n").map(String.init)
        return (run.output, run.status == 0 ? seen : ["status \(run.status)"] + seen, record)
    }

    @Test(
        "A server speaks through the engine, and has no network, no writable root and no variables of the engine"
    )
    func bare() throws {
        let found = try start(arguments: ["--stdio"], token: "s3cret")
        #expect(found.answer.contains(#""serverInfo":{"name":"weather""#))
        #expect(
            found.seen == [
                "argument --stdio", "token s3cret", "config none", "root Read-only file system",
                "tmp yes", "network none",
            ]
        )
        #expect(found.record.confinement == Confinement(isContainer: true))
        let words = found.record.json["arguments"]?.text() ?? ""
        #expect(!words.contains("s3cret"))
    }

    @Test("A granted network is there")
    func network() throws {
        let found = try start(Confinement(ports: [443]))
        #expect(found.seen.last == "network some")
    }

    @Test(
        "A directory granted for reading can be read, one granted for writing written, another not seen"
    )
    func mounts() throws {
        let path = ground.tree.path
        var granted = Confinement()
        granted.readable = [[.text(path + "/granted")]]
        granted.writable = [[.text(path + "/writable")]]
        let read = try start(granted, arguments: [path + "/granted"]).seen
        #expect(read.contains("read yes"))
        #expect(read.contains("write Read-only file system"))
        let written = try start(granted, arguments: [path + "/writable"]).seen
        #expect(written.contains("write yes"))
        #expect(FileManager.default.fileExists(atPath: path + "/writable/new"))
        let other = try start(granted, arguments: [path + "/other"]).seen
        #expect(other.contains("read No such file or directory"))
    }

    @Test("An image that is gone is not fetched by a start")
    func gone() throws {
        _ = try ground.podman(["image", "rm", image.description])
        #expect(try start().seen.first == "status 125")
    }
}

/// A start as a preparation puts it together.
func containerStart(
    _ environment: Environment,
    _ engine: ContainerEngine,
    _ image: PinnedImage,
    _ plan: ImageLaunch,
    _ granted: Confinement,
    _ values: InputValues,
    project: AbsolutePath? = nil
) throws -> ContainerStart {
    let directories = SystemDirectories(home: environment.home)
    let facts = LaunchFacts(
        prefix: try AbsolutePath(parsing: "/prefix"),
        inputs: try ResolvedInputs(
            values,
            for: plan.inputs,
            server: "oci/weather",
            directories: directories
        ),
        directories: directories
    )
    let launch = ContainerLaunch(
        environment: environment,
        engine: engine,
        image: image,
        plan: plan,
        granted: granted,
        project: project
    )
    return try launch.start(
        plan.specification,
        plan.specification.resolved(facts, adding: values),
        facts
    )
}
