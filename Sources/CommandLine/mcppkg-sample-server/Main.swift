internal import Documents

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A small MCP server over stdio: what `mcppkg demo` packs, installs and calls.
@main
struct Main {
    static func main() {
        guard let configuration = Configuration(arguments: CommandLine.arguments) else {
            let usage = "usage: mcppkg-sample-server [--config FILE] [--greeting TEXT]\n"
            StandardStreams.write(Array(usage.utf8), to: 2)
            exit(2)
        }
        let server = SampleServer(configuration: configuration)
        while let line = StandardStreams.nextLine() {
            guard let answer = server.answer(to: line) else { continue }
            StandardStreams.write(answer.bytes() + [0x0A], to: 1)
        }
        // The end of input is the host's way to say goodbye.
        exit(0)
    }
}
