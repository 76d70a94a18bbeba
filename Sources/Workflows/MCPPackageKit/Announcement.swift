internal import Diagnostics
internal import PackageModel
internal import Processes
internal import Store

/// Says what a server is going to run, before it is installed.
struct Announcement {
    let environment: Environment
    let scope: Scope

    /// Shows remarks on every server, and the whole command of each that this scope does not have yet.
    func show(_ ready: [ReadyInstance]) throws {
        let instances = Instances(layout: environment.layout)
        if SandboxSupport.current.landlock == 0,
            ready.contains(where: { $0.prepared.launch != nil })
        {
            environment.interaction.warn(
                "this kernel has no Landlock: servers can read and write what you can"
            )
        }
        for one in ready {
            let id = one.prepared.id
            for note in one.notes { say(id, ": ", note) }
            guard try instances.instance(id, in: scope) == nil else { continue }
            switch one.target {
            case .local: say(id, " runs: ", one.commandLine)
            case .remote: say(id, " is at: ", one.commandLine)
            }
        }
    }

    private func say(_ id: InstanceID, _ verb: String, _ text: String) {
        environment.interaction.say("\(id)\(verb)\(printable(text))")
    }
}
