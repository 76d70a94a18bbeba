internal import ArgumentParser
internal import Documents
internal import MCPPackageKit
internal import Paths

struct PinCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Hold a server at the version it has.",
        discussion: "Example: mcppkg pin weather"
    )

    @Argument(help: "The id.")
    var id: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let pin = Pin(environment: environment, scope: try scope.scope(environment))
        return ChangeView(report: try pin.run(try instanceID(id))).outcome
    }
}

struct InputCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "input",
        abstract: "Set or show the values that a server asks for.",
        discussion: "Example: mcppkg input set weather units=metric",
        subcommands: [InputSetCommand.self, InputListCommand.self]
    )
}

struct InputSetCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set values; an empty one goes back to the default.",
        discussion: "Example: mcppkg input set weather units=metric"
    )

    @Argument(help: "The id.")
    var id: String

    @Argument(help: ArgumentHelp("Values.", valueName: "name=value"))
    var values: [String]

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let inputs = Inputs(environment: environment, scope: try scope.scope(environment))
        let pairs = try values.map { try assignment($0, "input set") }
        return InputView(inputs: try inputs.set(try instanceID(id), pairs)).outcome
    }
}

struct InputListCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show what a server asks for and the values it has.",
        discussion: "Example: mcppkg input list weather"
    )

    @Argument(help: "The id.")
    var id: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let environment = try context.environment()
        let inputs = Inputs(environment: environment, scope: try scope.scope(environment))
        return InputView(inputs: try inputs.list(try instanceID(id))).outcome
    }
}

struct RegistryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry",
        abstract: "Configure where servers are looked up.",
        discussion: "Example: mcppkg registry add work https://mcp.example.com",
        subcommands: [
            RegistryAddCommand.self, RegistryListCommand.self, RegistryRemoveCommand.self,
        ]
    )
}

struct RegistryAddCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Ask one more registry.",
        discussion: "Example: mcppkg registry add work https://mcp.example.com"
    )

    @Argument(help: "A name for it.")
    var name: String

    @Argument(help: "Its base URL, or a file:// directory of the same shape.")
    var location: String

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let settings = RegistrySettings(environment: try context.environment())
        return RegistryView(registries: try settings.add(name, location)).outcome
    }
}

struct RegistryListCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the registries in the order in which they are asked.",
        discussion: "Example: mcppkg registry list"
    )

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        RegistryView(registries: try context.environment().settings.registries).outcome
    }
}

struct RegistryRemoveCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Ask a registry no longer.",
        discussion: "Example: mcppkg registry remove work"
    )

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let settings = RegistrySettings(environment: try context.environment())
        return RegistryView(registries: try settings.remove(name)).outcome
    }
}

struct InitCommand: KitCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write an mcppkg.json without servers here.",
        discussion: "Example: mcppkg init"
    )

    @Flag(help: "Write your own instead of a project's.")
    var user = false

    @OptionGroup var global: GlobalOptions

    func execute(_ context: CommandContext) throws -> CommandOutcome {
        let path = try Initialise(environment: try context.environment()).run(user: user)
        return CommandOutcome(result: ["file": .string(path.description)], lines: ["wrote \(path)"])
    }
}
