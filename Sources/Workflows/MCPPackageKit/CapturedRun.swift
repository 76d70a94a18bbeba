internal import Diagnostics
internal import Filesystem
internal import Paths
internal import Processes

/// Runs a program of this machine to its end and keeps what it wrote to standard output.
struct CapturedRun {
    let program: AbsolutePath
    let arguments: [String]
    let directory: AbsolutePath?
    let environment: Environment

    /// More than any answer that is ever asked for.
    private static let limit = 32 << 20

    func run(patience: Duration = .seconds(20)) throws -> (status: Int32, bytes: [UInt8]) {
        let call = ProgramCall(
            program: program,
            arguments: arguments,
            environment: variables,
            directory: directory
        )
        let child = try ChildProcess.start(call)
        child.closeInput()
        let deadline = Deadline(after: patience)
        var bytes: [UInt8] = []
        while true {
            let block = try child.receive(until: deadline)
            guard !block.isEmpty, bytes.count < Self.limit else { break }
            bytes += block
        }
        guard case .exited(let status)? = child.wait(until: deadline) else {
            _ = child.stop()
            return (-1, bytes)
        }
        return (status, bytes)
    }

    private var variables: [(name: String, value: String)] {
        [
            ("HOME", environment.home.description),
            ("PATH", environment.variable(.path) ?? "/usr/bin:/bin"),
        ]
    }
}

/// Finds programs on the PATH of the person who typed the command.
struct ProgramSearch {
    let environment: Environment

    func find(_ name: String) -> AbsolutePath? {
        let directories = (environment.variable(.path) ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":"
        )
        for text in directories {
            // A relative directory of PATH depends on where the command was typed and is passed over.
            guard let directory = try? AbsolutePath(parsing: String(text)) else { continue }
            let candidate = directory.appending(name)
            if Files.isExecutable(candidate) { return candidate }
        }
        return nil
    }
}
