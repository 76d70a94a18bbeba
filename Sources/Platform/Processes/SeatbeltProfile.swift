internal import Filesystem
internal import Paths

/// A policy as a profile of the sandbox that macOS has, for its program `sandbox-exec`.
///
/// Paths are parameters, never part of the text, so that no name can be read as a rule.
struct SeatbeltProfile {
    /// The profile.
    let text: String
    /// What the text refers to, in order.
    let parameters: [(name: String, path: String)]

    static let program = "/usr/bin/sandbox-exec"

    static var isAvailable: Bool {
        guard let path = try? AbsolutePath(parsing: program) else { return false }
        return Files.isExecutable(path)
    }

    init(_ policy: SandboxPolicy) {
        let readable = policy.allReadable.enumerated().map { ("R\($0.offset)", $0.element) }
        let writable = policy.allWritable.enumerated().map { ("W\($0.offset)", $0.element) }
        parameters = (readable + writable).map { (name: $0.0, path: $0.1) }
        let read = (readable + writable).map { place($0.0) }
        text =
            ([
                "(version 1)", "(deny default)",
                "(allow process-fork)",
                "(allow signal (target same-sandbox))",
                "(allow process-info* (target same-sandbox))",
                "(allow sysctl-read)", "(allow ipc-posix-sem)",
                "(allow mach-lookup (global-name \"com.apple.system.opendirectoryd.libinfo\"))",
                "(allow file-read-metadata)", "(allow file-read* (literal \"/\"))",
                "(allow file-read* \(read.joined(separator: " ")))",
                "(allow process-exec file-map-executable"
                    + " \(readable.map { place($0.0) }.joined(separator: " ")))",
                "(allow file-map-executable \(writable.map { place($0.0) }.joined(separator: " ")))",
                "(allow file-write* \(writable.map { place($0.0) }.joined(separator: " ")))",
            ] + network(policy.network)).joined(separator: "\n") + "\n"
    }
}

private func place(_ name: String) -> String { "(subpath (param \"\(name)\"))" }

private func network(_ network: SandboxPolicy.Network) -> [String] {
    let lookup = "(allow network-outbound (literal \"/private/var/run/mDNSResponder\"))"
    switch network {
    case .none: return []
    case .ports(let ports):
        return [lookup]
            + ports.filter { (1...65_535).contains($0) }
            .map { "(allow network-outbound (remote tcp \"*:\($0)\"))" }
    case .unrestricted:
        return [
            lookup, "(allow network* (local ip \"*:*\"))",
            "(allow network-outbound (remote ip \"*:*\"))",
        ]
    }
}

extension ProgramCall {
    #if os(macOS)
    /// The call through the system's sandbox program; that one's limits and descriptors are set as elsewhere.
    var wrapped: ProgramCall {
        guard let sandbox, sandbox.confinesAccess,
            let program = try? AbsolutePath(parsing: SeatbeltProfile.program)
        else { return self }
        let profile = SeatbeltProfile(sandbox)
        let parameters = profile.parameters.flatMap { ["-D", "\($0.name)=\($0.path)"] }
        return ProgramCall(
            program: program,
            arguments: ["-p", profile.text] + parameters + vector,
            environment: environment,
            directory: directory,
            sandbox: sandbox
        )
    }
    #else
    /// The call as it is: on Linux the kernel takes the policy from the process itself.
    var wrapped: ProgramCall { self }
    #endif
}
