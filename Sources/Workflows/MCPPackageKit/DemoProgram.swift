internal import Filesystem
internal import Paths
internal import Processes

/// One program with its arguments, run to its end as a person's shell would.
struct DemoProgram {
    /// How it ended and what it said.
    struct Answer {
        let status: Int32
        /// All its lines, as on a terminal: talk before data, an error after it.
        let lines: [String]
        /// Its data alone.
        let output: [UInt8]
    }

    /// A program that takes longer has failed; the whole story usually takes a second.
    static let patience = Duration.seconds(8)

    let program: AbsolutePath
    let arguments: [String]
    let variables: [(name: String, value: String)]

    func run() throws -> Answer {
        let deadline = Deadline(after: Self.patience)
        let child = try ChildProcess.start(call)
        child.closeInput()
        var output: [UInt8] = []
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            output += bytes
        }
        child.finishErrors(until: deadline)
        guard case .exited(let status)? = child.wait(until: deadline) else {
            throw ProcessError.timedOut
        }
        let data = lines(output)
        let talk = lines(child.errorText)
        return Answer(
            status: status,
            lines: status == 0 ? talk + data : data + talk,
            output: output
        )
    }

    /// What is executed; in the root directory, where no project is.
    var call: ProgramCall {
        get throws {
            ProgramCall(
                program: program,
                arguments: arguments,
                environment: variables,
                directory: try AbsolutePath(parsing: "/")
            )
        }
    }

    private func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}

/// Words as they would be typed into a shell.
func typed(_ words: [String]) -> String {
    words.map { word in
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        let pieces = word.split(separator: "'", omittingEmptySubsequences: false)
        return isPlain ? word : "'" + pieces.joined(separator: "'\\''") + "'"
    }.joined(separator: " ")
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "_-./:=@%+,".utf8.contains(byte)
    }
}
