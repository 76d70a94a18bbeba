internal import ArgumentParser
internal import MCPPackageKit
internal import Paths

/// What an installation leaves to the background; people never type it.
struct CompileBytecodeCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: BytecodeBackground.commandName,
        abstract: "Make the byte code of installed Python servers.",
        discussion: "Example: mcppkg compile-bytecode LAUNCH-RECORD",
        shouldDisplay: false
    )

    @Argument(help: "Launch records of installed servers.")
    var records: [String]

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let paths = try records.map { try AbsolutePath(parsing: $0) }
        let environment = try context.environment(offline: true)
        return CommandOutcome(lines: BytecodeBackground.run(paths, environment: environment))
    }
}
