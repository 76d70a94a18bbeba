public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A program with everything it is started with; nothing is searched for and no shell takes part.
public struct ProgramCall: Sendable {
    /// The file to execute; also the program's own name, `argv[0]`.
    public let program: AbsolutePath
    /// Arguments after the program's own name.
    public let arguments: [String]
    /// The whole environment.
    public let environment: [(name: String, value: String)]
    /// The working directory, or nil to keep the caller's.
    public let directory: AbsolutePath?
    /// What it may reach, or nil for everything that this process may.
    public let sandbox: SandboxPolicy?

    /// Takes every fact.
    public init(
        program: AbsolutePath,
        arguments: [String] = [],
        environment: [(name: String, value: String)] = [],
        directory: AbsolutePath? = nil,
        sandbox: SandboxPolicy? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.sandbox = sandbox
    }

    /// `argv`, the program's own name first.
    var vector: [String] { [program.description] + arguments }

    /// `envp`, each `NAME=value`.
    var variables: [String] { environment.map { $0.name + "=" + $0.value } }

    /// Refuses what C would cut short without a word.
    func check() throws(ProcessError) {
        for text in arguments where text.utf8.contains(0) { throw .notAnArgument(text) }
        for text in variables where text.utf8.contains(0) { throw .notAnArgument(text) }
    }
}

/// Lends a NULL-terminated vector of C strings for the length of one call.
func withVector<Result>(
    _ texts: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var vector: [UnsafeMutablePointer<CChar>?] = unsafe []
    for text in texts { unsafe vector.append(strdup(text)) }
    unsafe vector.append(nil)
    defer { unsafe vector.forEach { unsafe free($0) } }
    return unsafe body(&vector)
}
