public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Starts another part of the same product that nobody waits for: no terminal, no streams, a session of its own.
///
/// It has the variables of this process, goes on when this process ends and is never reaped by it.
/// - Throws: `ProcessError.notStarted`.
public func startDetached(_ program: AbsolutePath, arguments: [String]) throws(ProcessError) {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
        unsafe posix_spawn_file_actions_destroy(&actions)
        unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for stream in [1, 2] as [Int32] {
        unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    unsafe posix_spawnattr_setflags(&attributes, ownSession)
    var identifier: pid_t = 0
    let number = unsafe withVector([program.description] + arguments) { vector in
        unsafe posix_spawn(&identifier, program.description, &actions, &attributes, vector, environ)
    }
    guard number == 0 else { throw .notStarted(program: program.description, number: number) }
}

/// Lets everything else of this machine go first, for the rest of this process.
public func lowerPriority() {
    // Work at a higher priority is done all the same.
    _ = nice(19)
}

#if canImport(Darwin)
private let ownSession = Int16(0x0400)
#else
private let ownSession = Int16(0x80)
#endif
