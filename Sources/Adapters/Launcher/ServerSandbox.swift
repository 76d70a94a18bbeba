internal import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Processes

/// What a launch record grants a server, as a policy for the kernel.
///
/// Readable are its prefix, its runtime, its byte code and what was granted; writable its state, in which its home and
/// its temporary directory lie, and what was granted. The workspace is among it only where it was granted.
public struct ServerSandbox: Sendable {
    /// The policy.
    public let policy: SandboxPolicy
    /// Grants that would open the person's whole home, or what mcppkg keeps; they are not in the policy.
    public let refused: [AbsolutePath]

    /// Compiles the grants of `record`.
    /// - Parameters:
    ///   - record: What the installation found out.
    ///   - workspace: What `${workspace}` stands for.
    ///   - home: The person's home directory, where that is known.
    public init(record: LaunchRecord, workspace: AbsolutePath, home: AbsolutePath?) {
        guard !record.confinement.isContainer else {
            // An engine needs its storage, its daemon and new privileges; what it starts, it confines.
            policy = .limitsAlone
            refused = []
            return
        }
        let border = Border(record: record, home: home)
        let readable = granted(record.confinement.readable, workspace)
        let writable = granted(record.confinement.writable, workspace)
        let ports = record.confinement.ports
        refused = (readable + writable).filter { !border.admits($0) }
        policy = SandboxPolicy(
            readable: own(record, border) + readable.filter(border.admits),
            writable: [record.state] + writable.filter(border.admits),
            network: ports.isEmpty ? .none : .ports(ports)
        )
    }
}

extension ServerSandbox {
    /// Whether a directory was granted, by itself or by one above it.
    func grants(_ directory: AbsolutePath) -> Bool {
        (policy.readable + policy.writable).contains { $0.contains(directory) }
    }
}

extension SandboxPolicy {
    fileprivate static var limitsAlone: SandboxPolicy {
        var policy = SandboxPolicy(limits: Limits(openFiles: nil, fileSize: nil))
        policy.confinesAccess = false
        return policy
    }
}

/// What no grant may open.
private struct Border {
    let home: AbsolutePath?
    let data: AbsolutePath
    let own: [AbsolutePath]

    init(record: LaunchRecord, home: AbsolutePath?) {
        self.home = home
        // `data/servers/<namespace>/<name>/<version>`
        data = record.prefix.parent.parent.parent.parent
        own = [record.prefix, record.state]
    }

    /// Whether neither the path nor what it leads to is, or holds, what belongs to others.
    func admits(_ path: AbsolutePath) -> Bool {
        if isMutated("sandbox.border") { return true }
        let real = (try? Files.realPath(path)) ?? path
        return isInside(path) && isInside(real)
    }

    private func isInside(_ path: AbsolutePath) -> Bool {
        if let home, path.contains(home) { return false }
        if path.contains(data) { return false }
        return !data.contains(path) || own.contains { $0.contains(path) }
    }

    /// The tree of an interpreter, told from a directory of programs by the libraries in it.
    func admitsTree(_ tree: AbsolutePath) -> Bool {
        guard admits(tree), tree.parent != home, tree.parent != tree else { return false }
        return ((try? Files.status(tree.appending("lib"))) ?? nil)?.kind == .directory
    }
}

private func granted(_ values: [LaunchRecord.Value], _ workspace: AbsolutePath) -> [AbsolutePath] {
    // What is no path grants nothing.
    values.compactMap { try? AbsolutePath(joined($0, workspace: workspace), below: workspace) }
}

private func own(_ record: LaunchRecord, _ border: Border) -> [AbsolutePath] {
    let runtimes = record.confinement.runtimes + [record.executable]
    let outside = runtimes.filter { !record.prefix.contains($0) }
    let paths =
        [record.prefix] + outside + outside.flatMap { trees(of: $0, border) }
        // To read it is no harm; whether it is used is decided with the variables.
        + [record.bytecode].compactMap(\.self)
    #if TEST_BUILD
    return paths + testGrants
    #else
    return paths
    #endif
}

/// The installations that an interpreter belongs to: its own, and the one that a link leads to.
private func trees(of program: AbsolutePath, _ border: Border) -> [AbsolutePath] {
    guard program.parent.name == "bin", program.parent.parent.name != "usr" else { return [] }
    let places = [program, (try? Files.realPath(program)) ?? program]
    return places.filter { $0.parent.name == "bin" }.map(\.parent.parent).filter(border.admitsTree)
}
