internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Launcher
internal import PackageModel
public import Paths
internal import Processes

/// Byte code that is made while nobody waits for it.
public enum BytecodeBackground {
    /// The hidden command of the full program that does the work.
    public static let commandName = "compile-bytecode"

    /// Starts the work for the launch records of servers that were just activated, and returns at once.
    ///
    /// It goes on after this process has ended, at the lowest priority. What keeps it from starting costs only time
    /// at later starts, so nothing is thrown.
    static func start(_ records: [AbsolutePath], environment: Environment) {
        guard let program = CurrentProgram.path, program.name == "mcppkg-full" else { return }
        let wanted = records.filter { isWanted($0, environment) }
        guard !wanted.isEmpty else { return }
        let home = environment.givenHome.map { ["--home", $0.description] } ?? []
        let arguments = [commandName] + home + wanted.map(\.description)
        try? startDetached(program, arguments: arguments)
    }

    /// Makes what each record expects; what cannot be made is passed over.
    ///
    /// - Returns: One line for each record.
    public static func run(_ records: [AbsolutePath], environment: Environment) -> [String] {
        lowerPriority()
        return records.map { path in
            do {
                guard let record = try read(path) else { return "\(path): there is no such record" }
                return "\(path): \(try BytecodeCompiler(environment: environment).compile(record))"
            } catch let error as any UserFacingError {
                return "\(path): \(error.reason)"
            } catch {
                return "\(path): \(printable("\(error)"))"
            }
        }
    }

    private static func isWanted(_ path: AbsolutePath, _ environment: Environment) -> Bool {
        // What cannot be read now cannot be compiled either.
        guard let record = (try? read(path)) ?? nil, let bytecode = record.bytecode else {
            return false
        }
        return !BytecodeCheck(bytecode, layout: environment.layout).isUsable
    }

    private static func read(_ path: AbsolutePath) throws -> LaunchRecord? {
        try Files.read(path, limit: KitLimits.document).map {
            try LaunchRecord(json: try JSON(parsing: $0))
        }
    }
}
