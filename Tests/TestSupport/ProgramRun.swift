internal import CSandbox
internal import CSystem
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How a program is started: nothing of the tests' own environment reaches it.
public struct ProgramCall: Sendable {
    /// The absolute path of the program.
    public var program: String
    /// What follows its name.
    public var arguments: [String]
    /// Its whole environment.
    public var environment: [String: String] = [:]
    /// Where it is started.
    public var directory: String?
    /// All of its standard input.
    public var input: String = ""

    /// A call without environment and input.
    public init(_ program: String, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }
}

/// A program that has ended, with everything it said.
public struct ProgramRun: Sendable {
    /// Its exit status, or the negative number of the signal that ended it.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String

    /// Runs a program to its end; at the deadline it is killed with all that it started.
    ///
    /// Streams are files, so that no reader is needed and none of them can block it.
    public static func run(_ call: ProgramCall, seconds: Int = 60) throws -> ProgramRun {
        let streams = try Streams(input: call.input)
        let process = try streams.start(call)
        guard let status = reap(process, seconds: seconds) else {
            throw DeadlinePassed(
                command: ([call.program] + call.arguments).joined(separator: " "),
                seconds: seconds,
                errors: try streams.errors()
            )
        }
        return ProgramRun(
            status: status,
            output: try streams.output(),
            errors: try streams.errors()
        )
    }

    /// Runs all of them at once and waits for each.
    public static func runTogether(_ calls: [ProgramCall], seconds: Int = 120) throws
        -> [ProgramRun]
    {
        let started = try calls.map { call in
            let streams = try Streams(input: call.input)
            return (streams, try streams.start(call))
        }
        return try started.map { streams, process in
            guard let status = reap(process, seconds: seconds) else {
                throw DeadlinePassed(
                    command: "one of \(calls.count)",
                    seconds: seconds,
                    errors: try streams.errors()
                )
            }
            return ProgramRun(
                status: status,
                output: try streams.output(),
                errors: try streams.errors()
            )
        }
    }
}

/// A program that was killed because it did not end.
public struct DeadlinePassed: Error, CustomStringConvertible {
    let command: String
    let seconds: Int
    let errors: String
    /// Names it, with its last words.
    public var description: String { "`\(command)` ran longer than \(seconds) s: \(errors)" }
}

/// Three unnamed files as the standard streams of one program.
private struct Streams {
    private let files: [FileHandle]

    init(input: String) throws {
        files = try (0..<3).map { _ in try unnamedFile() }
        try files[0].write(contentsOf: Data(input.utf8))
        try files[0].seek(toOffset: 0)
    }

    func output() throws -> String { try text(files[1]) }
    func errors() throws -> String { try text(files[2]) }

    /// - Returns: The id of the process, which is also the id of its group.
    func start(_ call: ProgramCall) throws -> Int32 {
        let variables = call.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var failure = csandbox_failure()
        var listener: Int32 = -1
        let texts = [call.program, call.directory ?? ""]
        let identifier = unsafe withVector([call.program] + call.arguments) { arguments in
            unsafe withVector(variables) { environment in
                unsafe withVector(texts) { texts in
                    // The vectors are read before the call returns.
                    var program = unsafe csandbox_program(
                        path: texts[0],
                        argv: arguments,
                        envp: environment,
                        directory: call.directory == nil ? nil : texts[1]
                    )
                    let streams = files.map(\.fileDescriptor)
                    return unsafe csandbox_spawn(&program, nil, streams, 0, &listener, &failure)
                }
            }
        }
        guard identifier > 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: failure.number) ?? .EIO)
        }
        return identifier
    }

    private func text(_ file: FileHandle) throws -> String {
        try file.seek(toOffset: 0)
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}

private func unnamedFile() throws -> FileHandle {
    var template = Array("/tmp/mcppkg-stream-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    unsafe unlink(&template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}

private func withVector<Result>(
    _ words: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { buffer in
        // The array has an element more than there are words, so it has a first one.
        unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
}

private func reap(_ process: Int32, seconds: Int) -> Int32? {
    let deadline = csystem_monotonic() + Int64(seconds) * 1_000_000_000
    var pause: UInt32 = 500
    while true {
        var status: Int32 = 0
        if unsafe waitpid(process, &status, WNOHANG) == process {
            return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        }
        if csystem_monotonic() > deadline {
            kill(-process, SIGKILL)
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
            return nil
        }
        usleep(pause)
        pause = min(pause * 2, 8_000)
    }
}
