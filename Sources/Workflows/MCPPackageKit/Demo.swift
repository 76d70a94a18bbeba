internal import Diagnostics
internal import Filesystem
internal import Paths
internal import Processes

/// The whole story in a temporary home, on a registry that is a directory, without network.
///
/// Each command that is shown is run: this installation's own `mcppkg` as a child process, with an
/// environment made here. Nothing of the person's is read, and nothing remains.
public struct Demo {
    /// One step as it went.
    public struct Step: Sendable {
        /// What the step shows.
        public let title: String
        /// What a person would type, or a host start.
        public internal(set) var commands: [String] = []
        /// What came of it.
        public internal(set) var results: [String] = []
    }

    private let program: AbsolutePath
    private let sampleServer: AbsolutePath
    private let temporary: AbsolutePath

    /// Finds the `mcppkg` and the sample server of this installation.
    /// - Throws: `KitError.demo` where the system does not say which program this is.
    public init() throws {
        guard let own = CurrentProgram.path else {
            throw KitError.demo(step: "Begin", why: "this program does not know where it lies")
        }
        program = try Environment.frontProgram()
        sampleServer = own.parent.appending("mcppkg-sample-server")
        let wanted = EnvironmentVariable.temporaryDirectory.value
        temporary = try wanted.flatMap { try? AbsolutePath(parsing: $0) } ?? Self.usualTemporary()
    }

    private static func usualTemporary() throws -> AbsolutePath {
        try AbsolutePath(parsing: "/tmp")
    }

    /// Runs every step and says each as it goes.
    /// - Throws: `KitError.demo` for a step that did not do what it says; nothing remains then either.
    public func run(_ say: @escaping (String) -> Void) throws -> [Step] {
        // A pager that is closed early must not leave the temporary home behind.
        ignoreBrokenPipes()
        return try Interruptions.held { () throws in
            let ground = try DemoGround.make(in: temporary)
            var story = DemoStory(
                ground: ground,
                program: program,
                sampleServer: sampleServer,
                say: say
            )
            do {
                try story.tell()
            } catch {
                // The first error is the one to report.
                try? ground.remove()
                throw error
            }
            try ground.remove()
            return story.transcript.steps
        }
    }
}
