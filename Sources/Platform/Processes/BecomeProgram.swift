internal import CSystem
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Replaces this process by `call`: same process, same standard streams, nothing else kept.
///
/// Descriptors above 2 are closed and signals are as a fresh program expects them. Returns only by
/// throwing; descriptors are closed by then.
/// - Throws: `ProcessError` when the directory cannot be entered or the program not executed.
public func becomeProgram(_ call: ProgramCall) throws(ProcessError) -> Never {
    try call.check()
    if let directory = call.directory, unsafe chdir(directory.description) != 0 {
        throw .notStarted(program: directory.description, number: errno)
    }
    csystem_reset_signals()
    _ = csystem_close_from(3)
    let number = unsafe withVector(call.vector) { arguments in
        unsafe withVector(call.variables) { variables in
            _ = unsafe execve(call.program.description, arguments, variables)
            return errno
        }
    }
    throw .notStarted(program: call.program.description, number: number)
}

/// Replaces this process by another part of the same product: environment, streams and signals stay.
///
/// `name` is the program's own name, so that messages show what the person typed.
/// - Throws: `ProcessError.notStarted`; nothing was changed then.
public func handOver(to program: AbsolutePath, name: String, arguments: [String])
    throws(ProcessError) -> Never
{
    let number = unsafe withVector([name] + arguments) { vector in
        _ = unsafe execv(program.description, vector)
        return errno
    }
    throw .notStarted(program: program.description, number: number)
}
