internal import CSandbox
internal import Diagnostics
internal import Paths

/// Lends a policy in the form that C reads, for the length of one call; nil stays nil.
func withCompiled<Result>(
    _ policy: SandboxPolicy?,
    _ body: (UnsafePointer<csandbox_policy>?) -> Result
) -> Result {
    guard let policy else { return body(nil) }
    // Ports that no connection can have are granted to nobody.
    let ports = policy.network.ports.compactMap { UInt16(exactly: $0) }.filter { $0 != 0 }
    return unsafe withVector(policy.allReadable) { readable in
        unsafe withVector(policy.allWritable) { writable in
            unsafe ports.withUnsafeBufferPointer { ports in
                // Every pointer in the structure outlives the call that it is lent to.
                var compiled = unsafe csandbox_policy(
                    confines: policy.confinesAccess && !isMutated("sandbox.confine") ? 1 : 0,
                    readable: readable,
                    writable: writable,
                    network: Int32(
                        isMutated("sandbox.network")
                            ? csandbox_network_unrestricted.rawValue : policy.network.code.rawValue
                    ),
                    ports: ports.baseAddress,
                    port_count: UInt32(ports.count),
                    limits: policy.limits.compiled
                )
                return unsafe body(&compiled)
            }
        }
    }
}

/// Lends a call in the form that C reads.
func withCompiled<Result>(
    _ call: ProgramCall,
    _ body: (UnsafePointer<csandbox_program>) -> Result
) -> Result {
    unsafe withVector([call.program.description, call.directory?.description ?? ""]) { texts in
        unsafe withVector(call.vector) { arguments in
            unsafe withVector(call.variables) { variables in
                var compiled = unsafe csandbox_program(
                    path: texts[0],
                    argv: arguments,
                    envp: variables,
                    directory: call.directory == nil ? nil : texts[1]
                )
                return unsafe body(&compiled)
            }
        }
    }
}

extension SandboxPolicy.Network {
    fileprivate var ports: [Int] {
        if case .ports(let ports) = self { return ports }
        return []
    }

    fileprivate var code: csandbox_network {
        switch self {
        case .none: csandbox_network_none
        case .ports: csandbox_network_ports
        case .unrestricted: csandbox_network_unrestricted
        }
    }
}

extension SandboxPolicy.Limits {
    fileprivate var compiled: csandbox_limits {
        csandbox_limits(
            open_files: number(openFiles),
            file_size: number(fileSize?.bytes),
            processes: number(processes)
        )
    }

    private func number(_ limit: Int?) -> UInt64 { limit.map { UInt64(max(0, $0)) } ?? .max }
}

extension ProcessError {
    /// What C says of a start that failed.
    init(_ failure: csandbox_failure, of call: ProgramCall) {
        let program = call.program.description
        switch UInt32(bitPattern: failure.step) {
        case csandbox_step_streams.rawValue: self = .pipe(number: failure.number)
        case csandbox_step_directory.rawValue:
            self = .notStarted(
                program: call.directory?.description ?? program,
                number: failure.number
            )
        case csandbox_step_execute.rawValue:
            self = .notStarted(program: program, number: failure.number)
        case let step:
            self = .notConfined(program: program, step: describe(step), number: failure.number)
        }
    }
}

private func describe(_ step: UInt32) -> String {
    switch step {
    case csandbox_step_limits.rawValue: "limits"
    case csandbox_step_privileges.rawValue: "no new privileges"
    case csandbox_step_files.rawValue: "Landlock"
    default: "seccomp"
    }
}
