public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Processes

/// How one start of a server looks in full: program, arguments, environment, directory.
///
/// The environment is built, never inherited: a fixed list of the person's variables, a minimal
/// PATH, and what the server declared.
public struct LaunchPlan: Sendable {
    /// What the process becomes.
    public let call: ProgramCall
    /// The server's name, for messages.
    public let server: String

    /// The person's variables that every server gets, where they are set.
    public static let passedVariables: [EnvironmentVariable] = [
        .userHome, .loginName, .userName, .shell, .term, .language, .locale, .timeZone,
        .temporaryDirectory,
    ]

    /// Puts a start together.
    /// - Parameters:
    ///   - record: What the installation found out.
    ///   - workspace: The project directory, or where `run` was started; also the working directory.
    ///   - extraArguments: Appended to the recorded ones.
    ///   - person: Reads one of the person's variables.
    public init(
        record: LaunchRecord,
        workspace: AbsolutePath,
        extraArguments: [String] = [],
        person: (EnvironmentVariable) -> String? = { $0.value }
    ) {
        let text = { (value: LaunchRecord.Value) in joined(value, workspace: workspace) }
        var variables = Self.passedVariables.compactMap { variable in
            person(variable).map { (name: variable.rawValue, value: $0) }
        }
        variables.append(("PATH", searchPath(record)))
        // Byte code beside the sources would be a file that the seal does not know.
        variables.append(("PYTHONDONTWRITEBYTECODE", "1"))
        let declared = record.environment.map { (name: $0.name, value: text($0.value)) }
        let names = Set(declared.map(\.name))
        call = ProgramCall(
            program: record.executable,
            arguments: record.arguments.map(text) + extraArguments,
            environment: variables.filter { !names.contains($0.name) } + declared,
            directory: workspace
        )
        server = record.server
    }

    /// The command as a person would type it in a shell.
    public var commandLine: String {
        ([call.program.description] + call.arguments).map(quoted).joined(separator: " ")
    }

    /// Makes sure that the program is there.
    /// - Throws: `LauncherError.runtimeMissing` naming it.
    public func checkProgram() throws(LauncherError) {
        guard Files.isExecutable(call.program) else {
            throw .runtimeMissing(path: call.program.description, server: server)
        }
    }

    /// Becomes the server; returns only by throwing.
    public func start() throws(LauncherError) -> Never {
        do throws(ProcessError) { try becomeProgram(call) } catch { throw .notStarted(error) }
    }
}

private func joined(_ value: LaunchRecord.Value, workspace: AbsolutePath) -> String {
    value.reduce(into: "") { text, piece in
        switch piece {
        case .text(let part): text += part
        case .workspace: text += workspace.description
        }
    }
}

/// The runtime's own directory, so that it finds its companions, then what every machine has.
private func searchPath(_ record: LaunchRecord) -> String {
    let common = "/usr/local/bin:/usr/bin:/bin"
    guard !record.prefix.contains(record.executable) else { return common }
    let own = record.executable.parent.description
    return common.split(separator: ":").contains { $0 == own } ? common : own + ":" + common
}

private func quoted(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: "_-./:=@%+,".utf8.contains(byte)
            }
        }
    return isPlain
        ? text
        : "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
}
