import CSandbox
import Foundation
import Paths
import Processes
import Testing

/// Whether the kernel has what these tests are about; asked of the kernel, so that a sandbox that does not hold fails.
let sandboxHolds =
    landlockVersion > 0
    && FileManager.default.fileExists(atPath: "/proc/sys/kernel/seccomp/actions_avail")

let landlockVersion = Int(csandbox_landlock_version())

let noSandbox = "this kernel has no Landlock or no seccomp"

/// The system's own Python, which lies in what every policy grants.
let systemPython = "/usr/bin/python3"
let hasPython = FileManager.default.isExecutableFile(atPath: systemPython)
let noPython = "there is no /usr/bin/python3"

/// A program that ran to its end.
struct Ran {
    let state: ExitState?
    let output: String
    let errors: String

    /// Runs it with or without a policy.
    static func program(
        _ program: String,
        _ arguments: [String],
        policy: SandboxPolicy?,
        environment: [(name: String, value: String)] = [],
        directory: String? = "/",
        log: AttemptLog? = nil
    ) throws -> Ran {
        let call = ProgramCall(
            program: try AbsolutePath(parsing: program),
            arguments: arguments,
            environment: environment,
            directory: try directory.map { try AbsolutePath(parsing: $0) },
            sandbox: policy
        )
        let deadline = Deadline(after: .seconds(60))
        let child = try ChildProcess.start(call, observing: log)
        child.closeInput()
        var output: [UInt8] = []
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            output += bytes
        }
        child.finishErrors(until: deadline)
        return Ran(
            state: child.wait(until: deadline),
            output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: child.errorText, as: UTF8.self)
        )
    }
}

/// One thing that a Python program tries.
struct Try: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    /// How it ends inside: the name of an error number.
    let refusal: Set<String>
    /// How it ends without a sandbox; nil where that depends on the machine.
    let control: String?

    init(
        _ name: String,
        _ code: String,
        _ refusal: String...,
        control: String? = "done"
    ) {
        testDescription = name
        self.code = code
        self.refusal = Set(refusal)
        self.control = control
    }

    /// Tries it and tells how it ended: `done`, the name of an error number, or of another error.
    func outcome(
        on ground: Ground,
        policy: SandboxPolicy?,
        variables: [String: String] = [:]
    ) throws -> String {
        let body = code.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "    " + $0 }.joined(separator: "\n")
        let ran = try Ran.program(
            systemPython,
            ["-S", "-c", preamble + "try:\n" + body + "\n    print('done')\n" + ending],
            policy: policy,
            environment: ground.variables(variables)
        )
        return ran.state == .exited(0)
            ? ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
            : "\(ran.state as Any): \(ran.errors)"
    }
}

private let preamble = """
    import ctypes, errno, os, socket, sys
    from os import environ as E
    libc = ctypes.CDLL(None, use_errno=True)
    def call(number, *arguments):
        values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        result = libc.syscall(ctypes.c_long(number), *values)
        if result < 0:
            raise OSError(ctypes.get_errno(), 'syscall')
        return result
    X86 = os.uname().machine == 'x86_64'

    """

private let ending = """
    except OSError as error:
        print(errno.errorcode.get(error.errno, error.errno))
    """
