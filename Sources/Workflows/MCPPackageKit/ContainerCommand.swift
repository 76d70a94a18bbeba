internal import Diagnostics
internal import Paths
internal import Processes

/// Runs a container engine to its end, with the person's own settings of it.
struct ContainerCommand {
    let program: AbsolutePath
    let environment: Environment

    /// What one run left.
    struct Answer {
        let status: Int32
        let output: [UInt8]
        /// The last of what it wrote to standard error.
        let errors: String

        /// The last line of its errors that says something.
        var lastWords: String {
            let lines = errors.split(whereSeparator: \.isNewline).map(String.init)
            return String((lines.last ?? "it ended with status \(status)").prefix(500))
        }
    }

    /// More than the description of any image.
    private static let limit = 8 << 20

    /// Runs it; nothing is typed to it and no terminal is there.
    /// - Throws: `ProcessError` when it cannot be started or takes longer than the patience.
    func run(_ arguments: [String], patience: Duration, isFetching: Bool = false) throws -> Answer {
        let call = ProgramCall(
            program: program,
            arguments: arguments,
            environment: variables(isFetching: isFetching),
            directory: nil
        )
        let child = try ChildProcess.start(call)
        child.closeInput()
        let deadline = Deadline(after: patience)
        var output: [UInt8] = []
        while true {
            let block = try child.receive(until: deadline)
            guard !block.isEmpty, output.count < Self.limit else { break }
            output += block
        }
        child.finishErrors(until: deadline)
        let errors = String(decoding: child.errorText, as: UTF8.self)
        guard case .exited(let status)? = child.wait(until: deadline) else {
            child.stop()
            return Answer(status: -1, output: output, errors: errors)
        }
        return Answer(status: status, output: output, errors: errors)
    }

    private func variables(isFetching: Bool) -> [(name: String, value: String)] {
        let names = isFetching ? Self.fetchVariables : []
        return [("PATH", environment.variable(.path) ?? "/usr/local/bin:/usr/bin:/bin")]
            + Self.engineVariables(environment) + named(names)
    }

    private func named(_ variables: [EnvironmentVariable]) -> [(name: String, value: String)] {
        variables.compactMap { variable in
            environment.variable(variable).map { (variable.rawValue, $0) }
        }
    }

    /// What an engine needs to be the person's own: also recorded for every start of a server.
    static func engineVariables(_ environment: Environment) -> [(name: String, value: String)] {
        [("HOME", environment.home.description)]
            + ownVariables.compactMap { variable in
                environment.variable(variable).map { (variable.rawValue, $0) }
            }
    }

    private static let ownVariables: [EnvironmentVariable] = [
        .runtimeDirectory, .configHome, .dataHome, .dockerHost, .dockerContext, .dockerConfig,
        .dockerCertificates, .dockerVerifiesTLS, .containerHost, .containerConnection,
        .containersConfig, .containersStorage, .containersRegistries, .registryLogins,
        .temporaryDirectory,
    ]

    private static let fetchVariables: [EnvironmentVariable] = [
        .httpProxy, .httpsProxy, .noProxy, .plainHTTPProxy, .plainHTTPSProxy, .plainNoProxy,
        .certificateFile, .certificateDirectory,
    ]
}
