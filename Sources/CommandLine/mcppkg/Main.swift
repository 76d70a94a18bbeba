internal import Diagnostics
internal import LaunchKit

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The `mcppkg` on PATH: small and static, because hosts start it for every server of every session.
@main
struct Main {
    static func main() {
        let outcome = FrontProgram.run(Array(CommandLine.arguments.dropFirst()))
        // Whoever reads may be gone already; the exit status is still theirs.
        _ = signal(SIGPIPE, SIG_IGN)
        write(Array(outcome.message.utf8), to: 2)
        write(outcome.output, to: 1)
        outcome.answerHost()
        exit(outcome.status)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                // The buffer is read only during this call and its length is its own.
                unsafe systemWrite(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}
