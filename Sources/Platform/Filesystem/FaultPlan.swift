internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Makes a chosen mutating call fail or kill the process, in test builds only.
///
/// `MCPPKG_FAULT=12:28` lets the twelfth mutating call fail with errno 28; `12:kill` ends the process
/// there with SIGKILL; `log:PATH` writes a line for each call to PATH: its number, its name and the
/// file, so that a test knows what there is to fail.
enum FaultPlan {
    #if TEST_BUILD
    private static let specification = EnvironmentVariable.fault.value?.split(separator: ":")
    nonisolated(unsafe) private static var calls = 0
    nonisolated(unsafe) private static var mutex = unsafe pthread_mutex_t()

    /// The error number to fail with instead of performing the call, or nil to go on.
    static func interception(of call: String, at path: String) -> Int32? {
        guard let plan = specification, plan.count == 2 else { return nil }
        let number = nextCall()
        if plan[0] == "log" {
            report("\(number) \(call) \(path)\n", to: String(plan[1]))
            return nil
        }
        guard number == Int(plan[0]) else { return nil }
        if plan[1] == "kill" { kill(getpid(), SIGKILL) }
        return Int32(plan[1])
    }

    private static func nextCall() -> Int {
        unsafe pthread_mutex_lock(&mutex)
        defer { unsafe pthread_mutex_unlock(&mutex) }
        unsafe calls += 1
        return unsafe calls
    }

    private static func report(_ line: String, to path: String) {
        guard let file = unsafe fopen(path, "a") else { return }
        unsafe fputs(line, file)
        unsafe fclose(file)
    }
    #else
    /// Nothing is intercepted outside test builds.
    @inline(always)
    static func interception(of call: String, at path: String) -> Int32? { nil }
    #endif
}
