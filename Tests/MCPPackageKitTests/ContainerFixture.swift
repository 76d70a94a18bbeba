import Diagnostics
import Documents
import Foundation
import PackageModel
import Paths
import TestSupport
import Transport

@testable import MCPPackageKit

/// What a test of containers needs on the machine.
enum ContainerTools {
    static let podman = program("podman")
    static let skopeo = program("skopeo")
    static let registry = program("docker-registry")
    static let compiler = program("gcc")

    /// Whether a container can be started here: as root, with a runtime that takes this kernel's cgroups.
    static let canRun =
        podman != nil && skopeo != nil && registry != nil && compiler != nil && isLinux
        && geteuid() == 0

    private static var isLinux: Bool {
        #if os(Linux)
        true
        #else
        false
        #endif
    }

    private static func program(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// What was said to the person.
final class Talk: @unchecked Sendable {
    // Guarded by `lock`.
    private var lines: [String] = []
    private let lock = NSLock()
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    var all: [String] { lock.withLock { lines } }
}

/// A home of mcppkg, and an engine of its own: its images, its settings, nothing of the machine's.
struct ContainerGround {
    let tree: TemporaryTree
    let talk = Talk()

    init() throws {
        tree = try TemporaryTree()
        try writeFile(
            tree.path + "/storage.conf",
            """
            [storage]
            driver = "vfs"
            runroot = "\(tree.path)/run"
            graphroot = "\(tree.path)/graph"
            """
        )
        // What a machine without systemd and with the old cgroups needs; nothing that weakens a container.
        let runtime =
            ["/usr/bin/runc", "/usr/sbin/runc"].contains {
                FileManager.default.isExecutableFile(atPath: $0)
            } ? "runc" : "crun"
        try writeFile(
            tree.path + "/containers.conf",
            """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
            [engine]
            runtime = "\(runtime)"
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            """
        )
    }

    /// The variables that make podman use this ground.
    var variables: [String: String] {
        [
            "CONTAINERS_CONF": tree.path + "/containers.conf",
            "CONTAINERS_STORAGE_CONF": tree.path + "/storage.conf", "HOME": tree.path,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        ]
    }

    func environment(
        isOffline: Bool = false,
        path: String? = nil,
        now: @escaping @Sendable () -> Instant = Instant.systemNow
    ) throws -> Environment {
        var variables = variables
        if let path { variables["PATH"] = path }
        let (values, talk) = (variables, talk)
        var interaction = Interaction.silent
        interaction.say = { talk.add($0) }
        var transport = TransportConfiguration()
        transport.usesNetrc = false
        transport.isOffline = isOffline
        transport.retryPauses = []
        return Environment(
            layout: StoreLayout(home: try AbsolutePath(parsing: tree.path + "/home")),
            workingDirectory: try AbsolutePath(parsing: tree.path),
            home: try AbsolutePath(parsing: tree.path),
            platform: try PlatformName(parsing: hostPlatform),
            givenHome: nil,
            program: try AbsolutePath(parsing: "/usr/bin/mcppkg"),
            settings: .standard,
            isOffline: isOffline,
            lockTimeout: 10,
            commandName: "test",
            now: now,
            variable: { values[$0.rawValue] },
            http: HTTPClient(configuration: transport),
            interaction: interaction
        )
    }

    /// Runs the engine as the person would.
    func podman(_ arguments: [String]) throws -> ProgramRun {
        var call = ProgramCall(ContainerTools.podman ?? "podman", arguments)
        call.environment = variables
        return try ProgramRun.run(call)
    }
}

#if arch(arm64)
let hostPlatform = "linux-aarch64-gnu"
let hostArchitecture = "arm64"
#else
let hostPlatform = "linux-x86_64-gnu"
let hostArchitecture = "amd64"
#endif

func writeFile(_ path: String, _ text: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}
