internal import Diagnostics
internal import PackageModel
internal import Paths

/// How a server in a container starts: the facts of a launch record.
struct ContainerStart {
    /// The engine.
    let executable: AbsolutePath
    /// Everything after the engine's name.
    let arguments: [LaunchRecord.Value]
    /// The engine's own variables and, for the container, the server's.
    let environment: [(name: String, value: LaunchRecord.Value)]
    /// Says that the engine does the confining.
    let confinement: Confinement
    /// What a person should know.
    let notes: [String]
}

/// Writes the command line of an engine: the image by digest, and no right that was not granted.
///
/// `Confinement.isContainer` tells the launcher that the program is an engine: it becomes it with the recorded
/// environment, which holds the person's HOME and the engine's own variables, and with no rules of the kernel on top,
/// because an engine has to reach its storage, its daemon and namespaces. What runs inside has a read-only root, no
/// capabilities, no new privileges, the granted mounts, and a network only where one was granted.
struct ContainerLaunch {
    let environment: Environment
    let engine: ContainerEngine
    let image: PinnedImage
    /// What a registry document says of the start.
    let plan: ImageLaunch
    /// What was granted.
    let granted: Confinement
    /// The project's directory, where there is one.
    let project: AbsolutePath?

    /// Puts the start together.
    /// - Parameters:
    ///   - launch: The plan's specification with what the manifest adds.
    ///   - resolved: The same with everybody's values.
    ///   - facts: The values themselves, for mounts.
    /// - Returns: The facts of a launch record.
    /// - Throws: `ModelError.refused` for a variable that engines read, `ContainerError.mountRefused`.
    func start(_ launch: LaunchSpecification, _ resolved: ResolvedLaunch, _ facts: LaunchFacts)
        throws -> ContainerStart
    {
        let names = Set(launch.environment.map(\.name) + resolved.environment.map(\.name)).sorted()
        for name in names { try ImageEnvironment.check(name) }
        let (mounts, notes) = try mounts(facts)
        let options =
            Self.always + network + mounts.flatMap { ["--mount", $0.argument] }
            + names.flatMap { ["--env", $0] }
        let words = options + [image.description]
        return ContainerStart(
            executable: engine.program,
            arguments: words.map { [.text($0)] } + resolved.arguments,
            environment: variables(resolved),
            confinement: Confinement(isContainer: true),
            notes: plan.warnings + notes + networkNotes
        )
    }

    /// The same for every server.
    private static let always = [
        "run", "--rm", "-i", "--pull", "never", "--read-only", "--tmpfs", "/tmp", "--cap-drop",
        "all", "--security-opt", "no-new-privileges",
    ]

    private var network: [String] { granted.ports.isEmpty ? ["--network", "none"] : [] }

    private var networkNotes: [String] {
        granted.ports.isEmpty
            ? [] : ["an engine cannot bound a network: the container reaches every host and port"]
    }

    /// The engine takes the server's variables from its own environment, so that no value is in a list of processes.
    private func variables(_ resolved: ResolvedLaunch) -> [(
        name: String, value: LaunchRecord.Value
    )] {
        let own = ([("PATH", searchPath)] + ContainerCommand.engineVariables(environment))
            .map { (name: $0.0, value: [LaunchRecord.Piece.text($0.1)]) }
        return own + resolved.environment.map { (name: $0.name, value: $0.value) }
    }

    /// Engines start programs of the system for networks and identities, and some of those are for administrators.
    private var searchPath: String {
        let common = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
        let own = engine.program.parent.description
        return common.split(separator: ":").contains { $0 == own } ? common : own + ":" + common
    }

    private func mounts(_ facts: LaunchFacts) throws -> ([ContainerMounts.Mount], [String]) {
        var wishes: [ContainerMounts.Wish] = []
        for mount in plan.mounts {
            let filled = try plan.specification(of: mount).resolved(facts, adding: InputValues())
            for value in filled.arguments {
                wishes.append(
                    .init(
                        flag: mount.argument.flag ?? "--mount",
                        text: try text(value),
                        isRequired: mount.isRequired
                    )
                )
            }
        }
        let mounts = ContainerMounts(
            confinement: granted,
            project: project,
            home: environment.home,
            data: environment.layout.data
        )
        let (made, notes) = try mounts.mounts(for: wishes)
        return (made, notes)
    }

    private func text(_ value: LaunchRecord.Value) throws -> String {
        try value.map { piece in
            guard case .text(let text) = piece else {
                throw ContainerError.mountRefused(
                    what: "${workspace}",
                    why: "a document cannot name it"
                )
            }
            return text
        }.joined()
    }
}
