public import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Processes

/// How one start of a server looks in full: program, arguments, environment, directory, sandbox.
///
/// The environment is built, never inherited: a fixed list of the person's variables, a minimal PATH, a home and a
/// temporary directory of the server's own, and what the server declared.
public struct LaunchPlan: Sendable {
    /// What the process becomes.
    public let call: ProgramCall
    /// The server's name, for messages.
    public let server: String
    /// What it may reach.
    public let sandbox: ServerSandbox

    private let state: AbsolutePath

    /// The person's variables that every server gets, where they are set.
    public static let passedVariables: [EnvironmentVariable] = [
        .loginName, .userName, .shell, .term, .language, .locale, .timeZone,
    ]

    /// What a container engine gets beside them: its storage is in the person's home.
    public static let engineVariables: [EnvironmentVariable] = [.userHome, .temporaryDirectory]

    /// Puts a start together.
    /// - Parameters:
    ///   - record: What the installation found out.
    ///   - workspace: The project directory, or where `run` was started.
    ///   - isProject: Whether that is a project, where its servers work. Elsewhere a server works in its own home unless
    ///     the place was granted, so that what it writes beside itself does not fail.
    ///   - extraArguments: Appended to the recorded ones.
    ///   - person: Reads one of the person's variables.
    public init(
        record: LaunchRecord,
        workspace: AbsolutePath,
        isProject: Bool = false,
        extraArguments: [String] = [],
        person: (EnvironmentVariable) -> String? = { $0.value }
    ) {
        let text = { (value: LaunchRecord.Value) in joined(value, workspace: workspace) }
        let declared = record.environment.map { (name: $0.name, value: text($0.value)) }
        let names = Set(declared.map(\.name))
        let home = person(.userHome).flatMap { try? AbsolutePath(parsing: $0) }
        sandbox = ServerSandbox(record: record, workspace: workspace, home: home)
        call = ProgramCall(
            program: record.executable,
            arguments: record.arguments.map(text) + extraArguments,
            environment: variables(record, person).filter { !names.contains($0.name) } + declared,
            directory: isProject || sandbox.grants(workspace) || record.confinement.isContainer
                ? workspace : record.state.appending(stateHome),
            sandbox: isMutated("launch.sandbox") ? nil : sandbox.policy
        )
        server = record.server
        state = record.state
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

    /// Makes the directories that are the server's own: its state, and in it its home and temporary files.
    /// - Throws: `LauncherError.grantTooWide` for a grant that is not one; `.unreadable` when they cannot be made.
    public func prepare() throws(LauncherError) {
        if let first = sandbox.refused.first {
            throw .grantTooWide(path: first.description, server: server)
        }
        do throws(FilesystemError) {
            let directory = try Directory.create(state)
            for name in [stateHome, stateTemporary] { try provide(name, in: directory) }
        } catch {
            throw .unreadable(error)
        }
    }

    /// Becomes the server; returns only by throwing.
    public func start() throws(LauncherError) -> Never {
        do throws(ProcessError) { try becomeProgram(call) } catch { throw .notStarted(error) }
    }
}

private let stateHome = "home"
private let stateTemporary = "tmp"

/// A directory of the server's; whatever else an earlier start has put there gives way.
private func provide(_ name: String, in directory: Directory) throws(FilesystemError) {
    let found = try directory.status(name: name)
    if found?.kind == .directory { return }
    if found != nil { try directory.removeFile(name) }
    do throws(FilesystemError) {
        _ = try directory.make(name)
    } catch {
        // Another start of the same server was faster.
        guard try directory.status(name: name)?.kind == .directory else { throw error }
    }
}

private func variables(_ record: LaunchRecord, _ person: (EnvironmentVariable) -> String?)
    -> [(name: String, value: String)]
{
    let engine = record.confinement.isContainer ? LaunchPlan.engineVariables : []
    let passed = (LaunchPlan.passedVariables + engine).compactMap { variable in
        person(variable).map { (name: variable.rawValue, value: $0) }
    }
    let path = (name: "PATH", value: searchPath(record))
    return record.confinement.isContainer ? passed + [path] : passed + [path] + ownPlaces(record)
}

private func ownPlaces(_ record: LaunchRecord) -> [(name: String, value: String)] {
    let places = [
        (name: "HOME", value: record.state.appending(stateHome).description),
        (name: "TMPDIR", value: record.state.appending(stateTemporary).description),
        // Byte code beside the sources would be a file that the seal does not know.
        (name: "PYTHONDONTWRITEBYTECODE", value: "1"),
    ]
    guard let bytecode = bytecodeDirectory(record) else { return places }
    return places + [(name: "PYTHONPYCACHEPREFIX", value: bytecode.description)]
}

func joined(_ value: LaunchRecord.Value, workspace: AbsolutePath) -> String {
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
