internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// Chooses everything that a package needs, for every platform of the lock, and writes it down.
struct ClosureLocking {
    let environment: Environment
    let resolver: ServerResolver

    /// The lock's entry with packages, runtime and start.
    ///
    /// `previous` is what the lock says now; its versions stay where they can.
    func complete(
        _ locked: LockedServer,
        _ root: PackageRoot,
        _ requirement: ServerRequirement,
        previous: LockedServer?
    ) throws -> LockedServer {
        let staging = try environment.beginStaging()
        let scratch = try staging.directory.make("resolve-\(locked.id)")
        let closure: LockedClosure
        switch root.ecosystem {
        case .pypi:
            closure = try PythonClosureLocking(
                environment: environment,
                resolver: resolver,
                staging: staging,
                scratch: scratch.path
            ).lock(root, requirement, previous: previous)
        case .npm:
            closure = try NodeClosureLocking(
                environment: environment,
                resolver: resolver,
                staging: staging,
                scratch: scratch.path
            ).lock(root, requirement, previous: previous)
        }
        for note in closure.notes { environment.interaction.say("\(locked.id): \(note)") }
        var complete = locked
        complete.package = (closure.root ?? root).label
        complete.packages = closure.packages
        complete.runtime = closure.runtime
        complete.platforms = closure.platforms.map(\.description).sorted()
        let launch = try closure.start.launch(root.package)
        complete.launch = launch.specification.digest
        complete.asks = launch.inputs.digest
        return complete
    }
}

/// A closure as the lock wants it.
struct LockedClosure {
    /// The root by its own name, where only building it told that.
    var root: PackageRoot?
    /// Every package for every platform, and the runtime where it is pinned.
    var packages: [LockedPackage]
    /// The platforms that it is complete for.
    var platforms: [PlatformName]
    /// The runtime as the lock writes it.
    var runtime: String
    /// Which file is the server.
    var start: ClosureStart
    /// What a person should know.
    var notes: [String]
}
