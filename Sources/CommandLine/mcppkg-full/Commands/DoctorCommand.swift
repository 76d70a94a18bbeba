internal import ArgumentParser
internal import MCPPackageKit

struct DoctorCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show everything that needs a person, with a remedy each.",
        discussion: "Example: mcppkg doctor"
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let diagnose = Diagnose(environment: environment, scope: try scope.scope(environment))
        return FindingsView(findings: diagnose.run()).outcome
    }
}
