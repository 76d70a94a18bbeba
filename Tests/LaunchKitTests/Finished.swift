import Documents
import Foundation
import Paths
import Processes

/// A program that ran to its end, with all it said.
struct Finished {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of its standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Its standard output as one JSON value.
    func json() throws -> JSON { try JSON(parsing: output) }

    /// Runs a program with all of its input given at once.
    static func run(
        _ program: AbsolutePath,
        _ arguments: [String],
        input: String = "",
        environment: [(name: String, value: String)] = [],
        directory: AbsolutePath? = nil
    ) throws -> Finished {
        let deadline = Deadline(after: .seconds(60))
        let child = try ChildProcess.start(
            ProgramCall(
                program: program,
                arguments: arguments,
                environment: environment + mutation,
                directory: directory
            )
        )
        if !input.isEmpty { try child.send(Array(input.utf8), until: deadline) }
        child.closeInput()
        var output: [UInt8] = []
        while case let bytes = try child.receive(until: deadline), !bytes.isEmpty {
            output += bytes
        }
        child.finishErrors(until: deadline)
        guard case .exited(let status)? = child.wait(until: deadline) else {
            throw ProcessError.timedOut
        }
        return Finished(
            status: status,
            output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: child.errorText, as: UTF8.self)
        )
    }

    /// A mutated test run is meant for the programs that it starts as well.
    private static var mutation: [(name: String, value: String)] {
        let name = "MCPPKG_MUTATION"
        return ProcessInfo.processInfo.environment[name].map { [(name, $0)] } ?? []
    }
}
