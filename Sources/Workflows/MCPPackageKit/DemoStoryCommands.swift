internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Paths
internal import Processes
internal import Wire

// How the steps run commands and start servers.
extension DemoStory {
    /// Runs `mcppkg` as a person would and shows what it says.
    mutating func mcppkg(
        _ arguments: [String],
        status: Int32 = 0,
        showing isShown: (String) -> Bool = { _ in true }
    ) throws -> DemoProgram.Answer {
        transcript.show(typed(["mcppkg"] + arguments))
        let answer = try ask(arguments)
        for line in answer.lines where isShown(line) { transcript.result(line) }
        try transcript.expect(
            answer.status == status,
            "`\(typed(["mcppkg"] + arguments))` ended with \(answer.status) instead of \(status)"
                + (reason(answer.lines).map { ", saying: \(printable($0))" } ?? "")
        )
        return answer
    }

    /// The error among what a command said, else its first line.
    private func reason(_ lines: [String]) -> String? {
        lines.first { $0.hasPrefix("error: ") } ?? lines.first
    }

    func ask(_ arguments: [String]) throws -> DemoProgram.Answer {
        try DemoProgram(program: program, arguments: arguments, variables: ground.variables).run()
    }

    mutating func verify() throws {
        let answer = try mcppkg(["verify"])
        let isWhole = answer.lines == ["\(DemoPublisher.id): as installed"]
        try transcript.expect(isWhole, "`mcppkg verify` does not say that it is as installed")
    }

    func servers() throws -> [JSON] {
        let answer = try ask(["list", "--json"])
        let servers = try JSON(parsing: answer.output)["result"]?["servers"]?.array
        guard answer.status == 0, let servers else {
            throw transcript.failure("`mcppkg list` has no list")
        }
        return servers
    }

    /// What `mcppkg list` says of the server, which has to be at a version.
    func installed(_ version: String) throws -> JSON {
        let servers = try servers()
        guard servers.count == 1, let server = servers.first,
            server["id"]?.string == DemoPublisher.id, server["version"]?.string == version,
            server["verified"]?.array == ["registry-digest"]
        else { throw transcript.failure("`mcppkg list` does not say that \(version) is installed") }
        return server
    }

    func installedProgram() throws -> AbsolutePath {
        guard let prefix = try installed("1.0.0")["prefix"]?.string else {
            throw transcript.failure("`mcppkg list` names no prefix")
        }
        return try AbsolutePath(parsing: "\(prefix)/server/\(DemoPublisher.programName)")
    }

    func text(_ file: AbsolutePath) throws -> String {
        String(decoding: try Files.read(file, limit: KitLimits.document) ?? [], as: UTF8.self)
    }
}

extension DemoStory {
    /// Starts exactly what the host file says.
    private mutating func hostStart() throws -> MCPClient {
        guard let entry = try DemoHostFile(path: ground.hostFile).command(of: DemoPublisher.id)
        else { throw transcript.failure("`\(ground.hostFile)` has no entry `\(DemoPublisher.id)`") }
        transcript.show(typed([entry.program.description] + entry.arguments))
        let call = DemoProgram(
            program: entry.program,
            arguments: entry.arguments,
            variables: ground.hostVariables
        )
        return MCPClient(process: try ChildProcess.start(try call.call))
    }

    mutating func start(_ version: String, tools: [String]) throws {
        let deadline = Deadline(after: DemoProgram.patience)
        let client = try hostStart()
        let introduction = try client.initialize(until: deadline)
        let offered = try client.tools(until: deadline).compactMap { $0["name"]?.string }
        let answer = try client.call("version", arguments: [:], until: deadline)
        let said = answer["content"]?.array?.first?["text"]?.string ?? ""
        try transcript.expect(client.stop() == .exited(0), "the server did not end with the host")
        transcript.result(
            "tools: \(offered.joined(separator: ", ")); the tool version answers: \(said)"
        )
        try transcript.expect(
            introduction.version == version,
            "version \(introduction.version) was started"
        )
        try transcript.expect(
            offered == tools,
            "the server offers other tools than it was published with"
        )
        try transcript.expect(
            said == "\(DemoPublisher.id) \(version)",
            "the tool did not name \(version)"
        )
    }

    /// Starts what may not be started, and shows what the host is told.
    mutating func startRefused(naming file: AbsolutePath) throws {
        let client = try hostStart()
        do throws(WireError) {
            _ = try client.initialize(until: Deadline(after: DemoProgram.patience))
        } catch {
            guard case .refused(_, _, let message) = error else { throw error }
            transcript.result("the host is told: \(message)")
            try transcript.expect(
                message.contains(file.description),
                "the refusal does not name the file"
            )
            let isVerification = client.stop() == .exited(4)
            try transcript.expect(isVerification, "`mcppkg run` did not end with 4")
            return transcript.result("and `mcppkg run` ends with exit status 4")
        }
        throw transcript.failure("a server that was changed was started")
    }
}
