internal import CSandbox
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
/// Descriptors above 2 are closed, signals are as a fresh program expects them, and the call's sandbox holds. Returns
/// only by throwing; descriptors are closed and the sandbox holds by then.
/// - Throws: `ProcessError` when the directory cannot be entered, the sandbox not applied or the program not executed.
public func becomeProgram(_ call: ProgramCall) throws(ProcessError) -> Never {
    try call.check()
    let call = call.wrapped
    var failure = csandbox_failure()
    unsafe withCompiled(call) { program in
        unsafe withCompiled(call.sandbox) { policy in
            unsafe csandbox_become(program, policy, &failure)
        }
    }
    throw ProcessError(failure, of: call)
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
